import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { ByteSource } from './byte-source.ts';
import { badAppliance, unsupportedAppliance } from './ovf-error.ts';
import { GRAIN_SECTORS, MARKER, SECTOR, isStreamOptimized, readSparseHeader } from './vmdk-format.ts';

const inflateAsync = promisify(inflate);

/** A piece of a disk that is not zeros. What lies between pieces is. */
export interface DiskPiece {
  readonly offset: bigint;
  readonly bytes: Uint8Array;
}

/** A disk as it is read from front to back. */
export interface DiskStream {
  readonly capacityBytes: bigint;
  readonly pieces: AsyncIterable<DiskPiece>;
}

const MOST_CAPACITY_SECTORS = (64n * 1024n ** 4n) / 512n;
const MOST_GRAIN_SECTORS = 16_384n;

/**
 * Reads a stream-optimised VMDK from front to back, with memory for one grain.
 *
 * @throws invalid-arg for damage; config-unsupported for kinds of VMDK that must be read crosswise.
 */
export async function readStreamVmdk(image: AsyncIterable<Uint8Array>): Promise<DiskStream> {
  const source = new ByteSource(image);
  const header = readSparseHeader(await source.take(SECTOR));
  if (header === undefined) throw unsupportedAppliance('a disk image that is no sparse VMDK');
  if (!isStreamOptimized(header)) throw unsupportedAppliance('a VMDK that is not stream-optimized');
  const { capacitySectors, grainSectors, overheadSectors } = header;
  if (capacitySectors > MOST_CAPACITY_SECTORS || grainSectors < 1n || grainSectors > MOST_GRAIN_SECTORS || overheadSectors < 1n || overheadSectors > 0x10_0000n) {
    throw badAppliance('a disk image with an impossible header');
  }
  await source.skip((Number(overheadSectors) - 1) * SECTOR);
  return { capacityBytes: capacitySectors * BigInt(SECTOR), pieces: grains(source, capacitySectors, Number(grainSectors)) };
}

/**
 * Markers: a number of 8 bytes and a size of 4. With a size it is a grain: the number is its sector, the size that of the compressed
 * bytes that follow at once. Without, it is metadata: the kind stands behind it, the number says how many sectors follow this one.
 */
async function* grains(source: ByteSource, capacitySectors: bigint, grainSectors: number): AsyncGenerator<DiskPiece> {
  const grainBytes = grainSectors * SECTOR;
  let last = -1n;
  for (;;) {
    const marker = await source.take(SECTOR);
    const value = marker.readBigUInt64LE(0);
    const size = marker.readUInt32LE(8);
    if (size === 0) {
      const kind = marker.readUInt32LE(12);
      if (kind === MARKER.end) break;
      if (kind > MARKER.footer || value > 0x100_0000n) throw badAppliance('a disk image with a damaged marker');
      await source.skip(Number(value) * SECTOR);
      continue;
    }
    if (value >= capacitySectors || size > 2 * grainBytes + 1024) throw badAppliance('a disk image with a damaged grain');
    if (value <= last) throw unsupportedAppliance('a VMDK whose grains are not in order');
    last = value;
    yield { offset: value * BigInt(SECTOR), bytes: await grain(source, marker, size, grainBytes, (capacitySectors - value) * BigInt(SECTOR)) };
  }
  await source.drain();
}

const GRAIN_HEADER = 12;

async function grain(source: ByteSource, marker: Buffer, size: number, grainBytes: number, leftBytes: bigint): Promise<Uint8Array> {
  const here = marker.subarray(GRAIN_HEADER, Math.min(SECTOR, GRAIN_HEADER + size));
  const more = size - here.length;
  const tail = more === 0 ? Buffer.alloc(0) : await source.take(Math.ceil(more / SECTOR) * SECTOR);
  try {
    const bytes = await inflateAsync(Buffer.concat([here, tail.subarray(0, more)]), { maxOutputLength: grainBytes });
    return BigInt(bytes.length) > leftBytes ? bytes.subarray(0, Number(leftBytes)) : bytes;
  } catch {
    throw badAppliance('a disk image with a grain that cannot be unpacked');
  }
}

/** A raw image as a stream: everything, zeros included, in pieces of a grain. */
export function readRawImage(image: AsyncIterable<Uint8Array>, capacityBytes: bigint): DiskStream {
  return { capacityBytes, pieces: rawPieces(image, capacityBytes) };
}

async function* rawPieces(image: AsyncIterable<Uint8Array>, capacityBytes: bigint): AsyncGenerator<DiskPiece> {
  const source = new ByteSource(image);
  for (let offset = 0n; ; ) {
    const bytes = await source.takeSome(GRAIN_SECTORS * SECTOR);
    if (bytes.length === 0) return;
    if (offset + BigInt(bytes.length) > capacityBytes) throw badAppliance('a disk image that is larger than its disk');
    if (!isZero(bytes)) yield { offset, bytes };
    offset += BigInt(bytes.length);
  }
}

const ZEROS = Buffer.alloc(GRAIN_SECTORS * SECTOR);

/** Whether there is nothing but zeros. */
export function isZero(bytes: Uint8Array): boolean {
  if (bytes.length > ZEROS.length) return bytes.every((byte) => byte === 0);
  return ZEROS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}
