import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { DIRECTORY_AT_END, GRAIN_BYTES, GRAIN_SECTORS, MARKER, SECTOR, TABLE_ENTRIES, writeSparseHeader } from './vmdk-format.ts';
import { isZero, type DiskPiece } from './vmdk-reader.ts';

const deflateAsync = promisify(deflate);

const OVERHEAD_SECTORS = GRAIN_SECTORS;

/**
 * Writes a disk as a stream-optimised VMDK, from front to back. `pieces` come in order and without overlaps.
 *
 * Layout: header, descriptor, then grains (each behind a marker), after each 512 of them their table, then the directory of the
 * tables, the footer (the header again, now with the directory's place), and the end marker.
 */
export async function* writeStreamVmdk(name: string, capacityBytes: bigint, pieces: AsyncIterable<DiskPiece>): AsyncGenerator<Buffer> {
  const capacitySectors = roundUp(capacityBytes, BigInt(SECTOR)) / BigInt(SECTOR);
  let position = 0;
  const place = (bytes: Buffer): Buffer => {
    position += bytes.length;
    return bytes;
  };
  yield place(front(name, capacitySectors));
  const tables = Number(roundUp(capacitySectors, BigInt(GRAIN_SECTORS * TABLE_ENTRIES)) / BigInt(GRAIN_SECTORS * TABLE_ENTRIES));
  const directory = Buffer.alloc(roundSectors(tables * 4));
  let table = Buffer.alloc(TABLE_ENTRIES * 4);
  let current = -1;
  const finish = (): Buffer => {
    const marker = metadata(MARKER.table, (TABLE_ENTRIES * 4) / SECTOR);
    directory.writeUInt32LE(position / SECTOR + 1, current * 4);
    const bytes = Buffer.concat([marker, table]);
    table = Buffer.alloc(TABLE_ENTRIES * 4);
    return bytes;
  };
  for await (const { index, bytes } of grainsOf(pieces, capacityBytes)) {
    const own = Math.floor(index / TABLE_ENTRIES);
    if (own !== current && current >= 0) yield place(finish());
    current = own;
    table.writeUInt32LE(position / SECTOR, (index % TABLE_ENTRIES) * 4);
    yield place(await packedGrain(index, bytes));
  }
  if (current >= 0) yield place(finish());
  yield place(metadata(MARKER.directory, directory.length / SECTOR));
  const directorySector = BigInt(position / SECTOR);
  yield place(directory);
  yield Buffer.concat([metadata(MARKER.footer, 1), writeSparseHeader(capacitySectors, OVERHEAD_SECTORS, directorySector), metadata(MARKER.end, 0)]);
}

/** Gathers pieces into whole grains; grains of zeros are not written. */
async function* grainsOf(pieces: AsyncIterable<DiskPiece>, capacityBytes: bigint): AsyncGenerator<{ readonly index: number; readonly bytes: Buffer }> {
  let index = -1;
  let grain = Buffer.alloc(GRAIN_BYTES);
  for await (const { offset, bytes } of pieces) {
    if (offset + BigInt(bytes.length) > capacityBytes) throw new RangeError('a piece beyond the end of the disk');
    for (let at = 0; at < bytes.length; ) {
      const place = offset + BigInt(at);
      const own = Number(place / BigInt(GRAIN_BYTES));
      const within = Number(place % BigInt(GRAIN_BYTES));
      if (own < index) throw new RangeError('pieces of a disk are not in order');
      if (own !== index) {
        if (index >= 0 && !isZero(grain)) yield { index, bytes: grain };
        grain = Buffer.alloc(GRAIN_BYTES);
        index = own;
      }
      const part = bytes.subarray(at, at + GRAIN_BYTES - within);
      grain.set(part, within);
      at += part.length;
    }
  }
  if (index >= 0 && !isZero(grain)) yield { index, bytes: grain };
}

async function packedGrain(index: number, grain: Buffer): Promise<Buffer> {
  const packed = await deflateAsync(grain);
  const bytes = Buffer.alloc(roundSectors(12 + packed.length));
  bytes.writeBigUInt64LE(BigInt(index) * BigInt(GRAIN_SECTORS), 0);
  bytes.writeUInt32LE(packed.length, 8);
  packed.copy(bytes, 12);
  return bytes;
}

function metadata(kind: number, sectors: number): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.writeBigUInt64LE(BigInt(sectors), 0);
  bytes.writeUInt32LE(kind, 12);
  return bytes;
}

function front(name: string, capacitySectors: bigint): Buffer {
  const bytes = Buffer.alloc(OVERHEAD_SECTORS * SECTOR);
  writeSparseHeader(capacitySectors, OVERHEAD_SECTORS, DIRECTORY_AT_END).copy(bytes);
  bytes.write(descriptor(name, capacitySectors), SECTOR, 'utf8');
  return bytes;
}

function descriptor(name: string, capacitySectors: bigint): string {
  const heads = 255n;
  const sectors = 63n;
  const cylinders = capacitySectors / (heads * sectors);
  const id = Math.floor(Math.random() * 0xffff_fffe).toString(16).padStart(8, '0');
  return [
    '# Disk DescriptorFile', 'version=1', `CID=${id}`, 'parentCID=ffffffff', 'createType="streamOptimized"', '', '# Extent description',
    `RW ${capacitySectors} SPARSE "${name.replaceAll('"', '')}"`, '', '# The Disk Data Base', '#DDB', '', 'ddb.virtualHWVersion = "7"',
    `ddb.geometry.cylinders = "${cylinders > 65_535n ? 65_535n : cylinders}"`, `ddb.geometry.heads = "${heads}"`, `ddb.geometry.sectors = "${sectors}"`,
    'ddb.adapterType = "lsilogic"', '',
  ].join('\n');
}

function roundUp(value: bigint, unit: bigint): bigint {
  return ((value + unit - 1n) / unit) * unit;
}

function roundSectors(bytes: number): number {
  return Math.ceil(bytes / SECTOR) * SECTOR;
}
