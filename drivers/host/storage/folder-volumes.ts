import type { StoragePoolDef } from '../../conf/storage-pool/storage-pool-def.ts';
import type { StorageVolDef } from '../../conf/storage-vol/storage-vol-def.ts';
import { IMAGE_HEADER_BYTES, probeImageFormat, readImageHeader, type BackingHint, type ImageHeader } from '../../storage/image-header.ts';
import { isPath, parseImageLocation } from '../../storage/image-location.ts';
import type { FileInfo, FileTime, FolderEntry, HostFiles } from '../../transport/exec/host-files.ts';
import { VirError } from '../../core/vir-error.ts';

/** The 32 bits at 104 of a LUKS header of version 1: where the contents begin, in sectors. */
const LUKS_PAYLOAD_OFFSET = 104;
const LUKS_MAGIC = Buffer.from([0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe, 0, 1]);

/** Names with such characters are no volumes: nobody could type or show them. */
const CONTROL = /[\u0000-\u001f\u007f]/;

interface SeenHeader {
  readonly stamp: string;
  readonly bytes: Uint8Array;
}

/** What the files of one folder are as volumes, read again only where they have changed. */
export class FolderVolumes {
  readonly #files: HostFiles;
  readonly #headers = new Map<string, SeenHeader>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** The volumes of a pool's folder, by name; undefined when the folder cannot be read. */
  async list(folder: string): Promise<readonly StorageVolDef[] | undefined> {
    const entries = await this.#files.list(folder);
    if (entries === undefined) return undefined;
    const shown = entries.filter(({ name, kind }) => (kind === 'file' || kind === 'block' || kind === 'dir') && !CONTROL.test(name));
    const headers = await this.#headersOf(folder, shown);
    const found = shown.map((entry) => volumeOf(folder, entry, headers.get(entry.name)));
    return this.#withBacking(found);
  }

  async #headersOf(folder: string, entries: readonly FolderEntry[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const pathOf = ({ name }: FolderEntry): string => `${folder}/${name}`;
    const images = entries.filter(({ kind }) => kind !== 'dir');
    const changed = images.filter((entry) => this.#headers.get(pathOf(entry))?.stamp !== stampOf(entry));
    const starts = await this.#files.readStarts(changed.map(pathOf), IMAGE_HEADER_BYTES);
    changed.forEach((entry, index) => {
      const bytes = starts[index];
      if (bytes === undefined) this.#headers.delete(pathOf(entry));
      else this.#headers.set(pathOf(entry), { stamp: stampOf(entry), bytes });
    });
    return new Map(images.flatMap((entry) => {
      const seen = this.#headers.get(pathOf(entry));
      return seen === undefined ? [] : [[entry.name, seen.bytes] as const];
    }));
  }

  /** What backing files are, where they are files of this host. */
  async #withBacking(volumes: readonly StorageVolDef[]): Promise<readonly StorageVolDef[]> {
    const paths = [...new Set(volumes.flatMap(({ backingStore }) => (backingStore?.path?.startsWith('/') === true ? [backingStore.path] : [])))];
    if (paths.length === 0) return volumes;
    const infos = new Map((await this.#files.stat(paths)).map((info, index) => [paths[index] ?? '', info] as const));
    const unknown = volumes.flatMap(({ backingStore }) => (backingStore?.format === UNKNOWN_FORMAT && infos.get(backingStore.path ?? '')?.kind === 'file' ? [backingStore.path ?? ''] : []));
    const starts = await this.#files.readStarts(unknown, IMAGE_HEADER_BYTES);
    const probed = new Map(unknown.map((path, index) => [path, starts[index] === undefined ? 'raw' : probeImageFormat(starts[index])] as const));
    return volumes.map((each) => {
      const { backingStore } = each;
      if (backingStore === undefined) return each;
      const info = infos.get(backingStore.path ?? '');
      const format = backingStore.format === UNKNOWN_FORMAT ? (probed.get(backingStore.path ?? '') ?? 'raw') : backingStore.format;
      return { ...each, backingStore: { ...backingStore, format, permissions: info && permissionsOf(info), timestamps: info && timestampsOf(info) } };
    });
  }
}

const UNKNOWN_FORMAT = 'auto';

function stampOf({ modified, changed, sizeBytes }: FileInfo): string {
  return `${modified.ns} ${changed.ns} ${sizeBytes}`;
}

function permissionsOf({ mode, uid, gid }: FileInfo): NonNullable<StorageVolDef['target']['permissions']> {
  return { mode: mode & 0o777, owner: uid, group: gid, label: undefined };
}

/** Seconds with nanoseconds, where there are any, as libvirt writes them. */
function timeText({ ns }: FileTime): string {
  const fraction = ns % 1_000_000_000n;
  return `${ns / 1_000_000_000n}${fraction === 0n ? '' : `.${String(fraction).padStart(9, '0')}`}`;
}

/** When a file was made is nothing that libvirt asks Linux. */
function timestampsOf({ accessed, modified, changed }: FileInfo): NonNullable<StorageVolDef['target']['timestamps']> {
  return { atime: timeText(accessed), mtime: timeText(modified), ctime: timeText(changed), btime: '0' };
}

function volumeOf(folder: string, entry: FolderEntry, bytes: Uint8Array | undefined): StorageVolDef {
  const path = `${folder}/${entry.name}`;
  const header = bytes === undefined ? undefined : headerOf(bytes);
  const isFolder = entry.kind === 'dir';
  const fileBytes = isFolder ? 0n : entry.sizeBytes;
  return {
    type: isFolder ? 'dir' : 'file',
    name: entry.name,
    key: path,
    source: undefined,
    capacityBytes: header === undefined || header.capacityBytes === 0n ? fileBytes - (bytes === undefined ? 0n : luksPayload(bytes)) : header.capacityBytes,
    allocationBytes: isFolder ? 0n : entry.allocatedBytes,
    allocationGiven: true,
    physicalBytes: isFolder ? undefined : entry.sizeBytes,
    target: {
      path,
      format: isFolder ? 'dir' : (header?.format ?? 'raw'),
      permissions: permissionsOf(entry),
      timestamps: timestampsOf(entry),
      encryption: header?.encryption === undefined ? undefined : { format: header.encryption, engine: undefined, secrets: [], cipher: undefined, ivgen: undefined },
      compat: header?.features === undefined ? undefined : '1.1',
      noCow: false,
      clusterSize: header === undefined || header.clusterBytes === 0n ? undefined : { unit: 'B', bytes: header.clusterBytes },
      features: header?.features === undefined ? undefined : { lazyRefcounts: header.features.includes('lazy_refcounts') || undefined, extendedL2: header.features.includes('extended_l2') || undefined },
    },
    backingStore: header?.backing === undefined ? undefined : backingOf(folder, header.backing),
  };
}

function headerOf(bytes: Uint8Array): ImageHeader {
  return readImageHeader(bytes, 'auto');
}

function luksPayload(bytes: Uint8Array): bigint {
  const buffer = Buffer.from(bytes);
  if (buffer.length < LUKS_PAYLOAD_OFFSET + 4 || !buffer.subarray(0, LUKS_MAGIC.length).equals(LUKS_MAGIC)) return 0n;
  return BigInt(buffer.readUInt32BE(LUKS_PAYLOAD_OFFSET)) * 512n;
}

/** What is on another host is shown by its notation; what is beside the image, by its path. */
function backingOf(folder: string, { location, format }: BackingHint): NonNullable<StorageVolDef['backingStore']> {
  const shownFormat = format === 'auto-safe' ? UNKNOWN_FORMAT : format;
  if (isPath(location)) return { path: location.startsWith('/') ? location : `${folder}/${location}`, format: shownFormat, permissions: undefined, timestamps: undefined };
  try {
    const found = parseImageLocation(location);
    if (found.type === 'file' || found.type === 'block') return { path: found.path, format: shownFormat, permissions: undefined, timestamps: undefined };
  } catch (error) {
    if (!VirError.is(error)) throw error; // a notation that nobody knows is shown as it is
  }
  return { path: location, format: 'raw', permissions: undefined, timestamps: undefined };
}

/** A pool's folder. */
export function folderOf({ target }: StoragePoolDef): string {
  return target?.path ?? '';
}
