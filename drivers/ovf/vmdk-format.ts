/** Sizes in a VMDK are counted in sectors. */
export const SECTOR = 512;
/** `KDMV`, the first bytes of a sparse extent, read as a little-endian number. */
export const VMDK_MAGIC = 0x564d444b;
export const GRAIN_SECTORS = 128;
export const GRAIN_BYTES = GRAIN_SECTORS * SECTOR;
/** Entries of one grain table: it describes 32 MiB. */
export const TABLE_ENTRIES = 512;
/** The grain directory stands at the end: the header in front does not know where. */
export const DIRECTORY_AT_END = 0xffff_ffff_ffff_ffffn;

/** Kinds of markers between the grains. */
export const MARKER = { end: 0, table: 1, directory: 2, footer: 3 } as const;

/** What the header of a sparse extent says. */
export interface SparseHeader {
  readonly version: number;
  /** Bit 16: grains are compressed; bit 17: markers stand between them. */
  readonly flags: number;
  readonly capacitySectors: bigint;
  readonly grainSectors: bigint;
  readonly descriptorSector: bigint;
  readonly descriptorSectors: bigint;
  readonly overheadSectors: bigint;
  readonly compression: number;
}

/**
 * The header of a sparse extent (VMware Virtual Disk Format 5.0, "Hosted Sparse Extent Header"), little endian:
 * magic 0, version 4, flags 8, capacity 12, grain size 20, descriptor's place 28 and size 36, entries a table 44, redundant
 * directory 48, directory 56, overhead 64, unclean 72, the bytes `\n \r\n` 73–76, compression 77.
 */
export function readSparseHeader(bytes: Buffer): SparseHeader | undefined {
  if (bytes.length < SECTOR || bytes.readUInt32LE(0) !== VMDK_MAGIC) return undefined;
  return {
    version: bytes.readUInt32LE(4),
    flags: bytes.readUInt32LE(8),
    capacitySectors: bytes.readBigUInt64LE(12),
    grainSectors: bytes.readBigUInt64LE(20),
    descriptorSector: bytes.readBigUInt64LE(28),
    descriptorSectors: bytes.readBigUInt64LE(36),
    overheadSectors: bytes.readBigUInt64LE(64),
    compression: bytes.readUInt16LE(77),
  };
}

/** Whether an extent can be read from front to back: compressed grains with markers. */
export function isStreamOptimized({ flags, compression }: SparseHeader): boolean {
  return (flags & 0x30000) === 0x30000 && compression === 1;
}

/** The header of a stream-optimised extent; the one at its end says where the directory is. */
export function writeSparseHeader(capacitySectors: bigint, overheadSectors: number, directorySector: bigint): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.writeUInt32LE(VMDK_MAGIC, 0);
  bytes.writeUInt32LE(3, 4);
  bytes.writeUInt32LE(0x30001, 8);
  bytes.writeBigUInt64LE(capacitySectors, 12);
  bytes.writeBigUInt64LE(BigInt(GRAIN_SECTORS), 20);
  bytes.writeBigUInt64LE(1n, 28);
  bytes.writeBigUInt64LE(BigInt(overheadSectors - 1), 36);
  bytes.writeUInt32LE(TABLE_ENTRIES, 44);
  bytes.writeBigUInt64LE(directorySector, 56);
  bytes.writeBigUInt64LE(BigInt(overheadSectors), 64);
  bytes.write('\n \r\n', 73, 'latin1');
  bytes.writeUInt16LE(1, 77);
  return bytes;
}
