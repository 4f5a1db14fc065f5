/** What a kind of pool is made of: the parts its source has, and the formats of the pool and its volumes. */
export interface PoolTypeInfo {
  /** Parts of `<source>` that are written, and most of them required. */
  readonly source: readonly PoolSourcePart[];
  /** Formats of the pool itself; the first of `words` is what an unknown one counts as. */
  readonly formats?: FormatWords;
  /** Formats of volumes in it. */
  readonly volumeFormats?: VolumeFormatWords;
  /** The extra namespace its document may use. */
  readonly namespace?: 'fs' | 'rbd';
}

/** Words for formats, and the one that holds when none is given. */
export interface FormatWords {
  readonly words: readonly string[];
  readonly fallback: string;
}

/** Formats of volumes; `listed` is false where the pool's capabilities name none. */
export interface VolumeFormatWords extends FormatWords {
  readonly kind: 'file' | 'partition';
  readonly listed: boolean;
}

/** A part of a pool's source. */
export type PoolSourcePart = 'host' | 'device' | 'dir' | 'adapter' | 'name' | 'initiator' | 'network';

/** File formats in libvirt's order. */
export const FILE_FORMATS = [
  'none', 'raw', 'dir', 'bochs', 'cloop', 'dmg', 'iso', 'vpc', 'vdi', 'fat', 'vhd', 'ploop', 'cow', 'qcow', 'qcow2', 'qed', 'vmdk',
] as const;

const FILES: VolumeFormatWords = { kind: 'file', words: FILE_FORMATS, fallback: 'raw', listed: true };
const PARTITIONS: VolumeFormatWords = {
  kind: 'partition',
  words: ['none', 'linux', 'fat16', 'fat32', 'linux-swap', 'linux-lvm', 'linux-raid', 'extended'],
  fallback: 'none',
  listed: true,
};
const FILE_SYSTEMS: FormatWords = {
  words: ['auto', 'ext2', 'ext3', 'ext4', 'ufs', 'iso9660', 'udf', 'gfs', 'gfs2', 'vfat', 'hfs+', 'xfs', 'ocfs2', 'vmfs'],
  fallback: 'auto',
};
const NETWORK_FILE_SYSTEMS: FormatWords = { words: ['auto', 'nfs', 'glusterfs', 'cifs'], fallback: 'auto' };
const DISK_LABELS: FormatWords = { words: ['unknown', 'dos', 'dvh', 'gpt', 'mac', 'bsd', 'pc98', 'sun', 'lvm2'], fallback: 'unknown' };
const LOGICAL: FormatWords = { words: ['unknown', 'lvm2'], fallback: 'lvm2' };

/** Every kind of pool, in libvirt's order. */
export const POOL_TYPES = {
  'dir': { source: [], volumeFormats: FILES },
  'fs': { source: ['device'], formats: FILE_SYSTEMS, volumeFormats: FILES, namespace: 'fs' },
  'netfs': { source: ['host', 'dir'], formats: NETWORK_FILE_SYSTEMS, volumeFormats: FILES, namespace: 'fs' },
  'logical': { source: ['name', 'device'], formats: LOGICAL },
  'disk': { source: ['device'], formats: DISK_LABELS, volumeFormats: PARTITIONS },
  'iscsi': { source: ['host', 'device', 'initiator'] },
  'iscsi-direct': { source: ['host', 'device', 'network', 'initiator'] },
  'scsi': { source: ['adapter'] },
  'mpath': { source: [] },
  'rbd': { source: ['host', 'network', 'name'], volumeFormats: { ...FILES, listed: false }, namespace: 'rbd' },
  'sheepdog': { source: ['host', 'network', 'name'] },
  'gluster': { source: ['host', 'network', 'name', 'dir'], volumeFormats: FILES },
  'zfs': { source: ['name', 'device'] },
  'vstorage': { source: ['name'], volumeFormats: FILES },
} as const satisfies Readonly<Record<string, PoolTypeInfo>>;

/** A kind of pool. */
export type PoolType = keyof typeof POOL_TYPES;

/** What a kind of pool is made of. */
export function poolTypeInfo(type: PoolType): PoolTypeInfo {
  return POOL_TYPES[type];
}

/** All kinds, in libvirt's order. */
export const POOL_TYPE_WORDS = Object.keys(POOL_TYPES) as readonly PoolType[];
