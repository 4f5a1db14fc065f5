import type { Disk } from '../../conf/domain/disk.ts';
import type { BackingStore, StorageSource } from '../../conf/domain/storage-source.ts';
import { STORAGE_FORMATS, type encryption as encryptionLens, type storageAuth } from '../../conf/domain/storage-source.ts';
import type { LensValue } from '../../conf/lens/lens.ts';

/** A format of an image. */
export type StorageFormat = (typeof STORAGE_FORMATS)[number];

/** Who we are to a network storage. */
export type ImageAuth = LensValue<typeof storageAuth>;

/** How an image is encrypted. */
export type ImageEncryption = LensValue<typeof encryptionLens>;

/** How QEMU is to use an image. */
export interface ImageSettings {
  readonly cache: 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe' | undefined;
  readonly io: 'native' | 'threads' | 'io_uring' | undefined;
  readonly discard: 'unmap' | 'ignore' | undefined;
  readonly detectZeroes: 'off' | 'on' | 'unmap' | undefined;
  readonly metadataCacheBytes: bigint | undefined;
  /** A FAT directory as a floppy. */
  readonly isFloppy: boolean;
  /** A block device that is the host's CD drive. */
  readonly isHostCdrom: boolean;
  readonly glusterDebugLevel: number | undefined;
  /** User and group for NFS; QEMU's own if undefined. */
  readonly nfsUser: number | undefined;
  readonly nfsGroup: number | undefined;
  /** Whom to log in as by SSH, where the definition names nobody. */
  readonly sshUser: string | undefined;
  readonly ignoresSshHostKey: boolean;
  /** Opened by us and handed over: the path QEMU is told instead (`/dev/fdset/0`). */
  readonly passedPath: string | undefined;
}

/** Names of the objects an image needs; undefined where it does not need one. */
export interface ImageAliases {
  readonly auth: string | undefined;
  readonly encryption: string | undefined;
  readonly cookie: string | undefined;
  readonly tls: string | undefined;
  readonly reservations: string | undefined;
}

/**
 * One image of a disk as QEMU is to open it: a storage node (where the bytes are), perhaps a slice node, a format node
 * (what the bytes mean), and the image below.
 */
export interface BlockImage {
  /** libvirt's number of it, which its node names contain and `<source index=…>` shows. */
  readonly id: number;
  readonly source: StorageSource;
  readonly format: StorageFormat;
  readonly isReadOnly: boolean;
  readonly storageNode: string;
  readonly formatNode: string;
  readonly sliceNode: string;
  readonly settings: ImageSettings;
  readonly aliases: ImageAliases;
  readonly auth: ImageAuth | undefined;
  readonly encryption: ImageEncryption | undefined;
  /** `none`: there is none for sure; undefined: nobody has looked, QEMU will. */
  readonly below: BlockImage | 'none' | undefined;
}

/** What preparing images depends on. */
export interface ImageOptions {
  /** A number for an image that has none (`index`) yet. */
  readonly nextId: () => number;
  /** libvirt's is 4. */
  readonly glusterDebugLevel?: number;
  /** NBD is encrypted where the definition does not say. */
  readonly nbdTls?: boolean;
  /** Whether a block device is the host's CD drive. */
  readonly isHostCdrom?: (device: string) => boolean;
  /** The number of a user or group, for NFS. */
  readonly userId?: (name: string) => number | undefined;
  readonly groupId?: (name: string) => number | undefined;
}

/** A counter for {@link ImageOptions.nextId}: 1, 2, … or on from `last`. */
export function imageCounter(last = 0): () => number {
  let id = last;
  return () => ++id;
}

/** The images of a disk, top first; undefined for an empty drive, and for disks that are not opened by QEMU (vhost-user). */
export function diskImage(disk: Disk, options: ImageOptions): BlockImage | undefined {
  const { source } = disk;
  if (source === undefined || source.type === 'vhostuser' || isNowhere(source)) return undefined;
  const driver = disk.driver;
  const isReadOnly = disk.readonly === true;
  const cache = driver?.cache ?? (disk.shareable === true && !isReadOnly ? 'none' : undefined);
  const shared = { cache, io: driver?.io, discard: driver?.discard, isFloppy: disk.device === 'floppy' };
  const top: Level = {
    source,
    format: STORAGE_FORMATS.find((word) => word === driver?.type) ?? (source.type === 'dir' ? 'fat' : 'raw'),
    isReadOnly,
    auth: disk.auth ?? source.auth,
    encryption: disk.encryption ?? source.encryption,
    detectZeroes: driver?.detect_zeroes,
    metadataCacheBytes: driver?.metadataCache?.maxSizeBytes,
  };
  return chain(top, disk.backingStore, shared, options);
}

/** An image that stands alone, or above others: what a snapshot or a copy is written to. */
export function sourceImage(source: StorageSource, format: StorageFormat, disk: Disk | undefined, below: BlockImage | 'none' | undefined, options: ImageOptions): BlockImage {
  const driver = disk?.driver;
  const shared = { cache: driver?.cache, io: driver?.io, discard: driver?.discard, isFloppy: false };
  const level: Level = { source, format, isReadOnly: false, auth: source.auth, encryption: source.encryption, detectZeroes: driver?.detect_zeroes, metadataCacheBytes: undefined };
  return { ...oneImage(level, shared, options), below };
}

/** The images from the top down. */
export function imageChain(top: BlockImage | undefined): readonly BlockImage[] {
  const images: BlockImage[] = [];
  for (let at: BlockImage | 'none' | undefined = top; at !== undefined && at !== 'none'; at = at.below) images.push(at);
  return images;
}

/** The node a disk's device is connected to: its topmost. */
export function topNode(disk: Disk, top: BlockImage): string {
  return disk.driver?.copy_on_read === true ? copyOnReadNode(disk) : top.formatNode;
}

/** The node that copies what is read into the topmost image. */
export function copyOnReadNode(disk: Disk): string {
  return `libvirt-CoR-${disk.target?.dev ?? ''}`;
}

/** The limits of a slice of an image. */
export interface ImageSlice {
  readonly offset: bigint;
  readonly size: bigint;
}

/** The part of the storage that is the image, if it is not all of it. */
export function storageSlice({ source }: BlockImage): ImageSlice | undefined {
  const slice = source.slices?.slice.find((one) => one.type === 'storage');
  return slice === undefined ? undefined : { offset: slice.offset ?? 0n, size: slice.size ?? 0n };
}

/** Whether a slice needs a node of its own: the format node of a raw image cuts by itself. */
export function needsSliceNode(image: BlockImage): boolean {
  return storageSlice(image) !== undefined && (image.format !== 'raw' || image.encryption !== undefined);
}

interface Level {
  readonly source: StorageSource;
  readonly format: StorageFormat;
  readonly isReadOnly: boolean;
  readonly auth: ImageAuth | undefined;
  readonly encryption: ImageEncryption | undefined;
  readonly detectZeroes: ImageSettings['detectZeroes'];
  readonly metadataCacheBytes: bigint | undefined;
}

type SharedSettings = Pick<ImageSettings, 'cache' | 'io' | 'discard' | 'isFloppy'>;

function chain(level: Level, below: BackingStore | undefined, shared: SharedSettings, options: ImageOptions): BlockImage {
  const image = oneImage(level, shared, options);
  return { ...image, below: backing(below, shared, options) };
}

function backing(store: BackingStore | undefined, shared: SharedSettings, options: ImageOptions): BlockImage | 'none' | undefined {
  if (store === undefined) return undefined;
  if (store.kind === 'end' || store.source === undefined) return 'none';
  const { format } = store;
  // libvirt shows the number of a lower image at <backingStore>, not at its source.
  const isNumbered = store.source.type !== 'vhostuser' && store.source.index === undefined && store.index !== undefined;
  const source: StorageSource = isNumbered ? { ...store.source, index: store.index } : store.source;
  const level: Level = {
    source,
    format: format?.type ?? 'raw',
    isReadOnly: true,
    auth: source.auth,
    encryption: source.encryption,
    detectZeroes: undefined,
    metadataCacheBytes: format?.metadataCache?.maxSizeBytes,
  };
  return chain(level, store.backingStore, shared, options);
}

function oneImage(level: Level, shared: SharedSettings, options: ImageOptions): BlockImage {
  const { source, auth, encryption } = level;
  const id = source.index ?? options.nextId();
  const [storageNode, formatNode] = [`libvirt-${id}-storage`, `libvirt-${id}-format`];
  const network = source.type === 'network' ? source : undefined;
  return {
    id,
    ...level,
    storageNode,
    formatNode,
    sliceNode: `libvirt-${id}-slice-sto`,
    settings: {
      ...shared,
      detectZeroes: level.detectZeroes,
      metadataCacheBytes: level.metadataCacheBytes,
      isHostCdrom: source.type === 'block' && source.dev !== undefined && options.isHostCdrom?.(source.dev) === true,
      glusterDebugLevel: network?.protocol === 'gluster' ? options.glusterDebugLevel : undefined,
      nfsUser: numberOf(network?.identity?.user, options.userId),
      nfsGroup: numberOf(network?.identity?.group, options.groupId),
      sshUser: undefined,
      ignoresSshHostKey: false,
      passedPath: undefined,
    },
    aliases: {
      auth: auth === undefined ? undefined : `${storageNode}-auth-secret0`,
      encryption: encryption === undefined || encryption.secrets.length === 0 ? undefined : `${formatNode}-encryption-secret0`,
      cookie: (network?.cookies?.cookie.length ?? 0) > 0 ? `${storageNode}-httpcookie-secret0` : undefined,
      tls: usesTls(network, options) ? `obj${storageNode}_tls0` : undefined,
      reservations: reservationsAlias(source, storageNode),
    },
    auth,
    encryption,
    below: undefined,
  };
}

function usesTls(network: Extract<StorageSource, { type: 'network' }> | undefined, options: ImageOptions): boolean {
  if (network === undefined) return false;
  return network.tls ?? (network.protocol === 'nbd' && options.nbdTls === true);
}

function reservationsAlias(source: StorageSource, storageNode: string): string | undefined {
  const { reservations } = source;
  if (reservations === undefined) return undefined;
  return reservations.managed ? 'pr-helper0' : `pr-helper-${storageNode}`;
}

/** libvirt takes `+1000` for a number, and also a name that is one. */
function numberOf(word: string | undefined, lookUp: ((name: string) => number | undefined) | undefined): number | undefined {
  if (word === undefined) return undefined;
  return /^\+?\d+$/.test(word) ? Number(word) : lookUp?.(word);
}

function isNowhere(source: StorageSource): boolean {
  switch (source.type) {
    case 'file':
      return source.file === undefined;
    case 'block':
      return source.dev === undefined;
    case 'dir':
      return source.dir === undefined;
    case 'volume':
      return source.pool === undefined;
    case 'network':
      return source.protocol === 'none';
    case 'nvme':
    case 'vhostuser':
      return false;
  }
}
