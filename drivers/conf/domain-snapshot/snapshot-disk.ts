import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { SNAPSHOT_LOCATIONS } from '../domain/disk.ts';
import { STORAGE_FORMATS, storageSource, type StorageSource } from '../domain/storage-source.ts';
import { wordOf } from '../format/word-codec.ts';
import { enumOf, string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, child, flag } from '../lens/fields.ts';
import type { ValueOf } from '../lens/lens.ts';
import { bytesChild } from '../lens/sized.ts';

/** Where the state of a disk or of the memory goes. */
export type SnapshotLocation = (typeof SNAPSHOT_LOCATIONS)[number];

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('domain-snapshot', code, message);
}

const format = wordOf(STORAGE_FORMATS, (text) => wrong(`unknown disk snapshot driver '${text}'`, 'config-unsupported'));

const driver = element({
  type: attr(format, { absent: '' }),
  metadataCache: child(element({ maxSizeBytes: bytesChild({ name: 'max_size' }) }), { name: 'metadata_cache' }),
});

const diskShape = {
  name: attr(string, { required: () => wrong('missing name from disk snapshot element', 'internal-error') }),
  snapshot: attr(enumOf(SNAPSHOT_LOCATIONS), { refused: 'default' }),
  type: attr(enumOf(['file', 'block', 'dir', 'network', 'volume', 'nvme', 'vhostuser']), { refused: 'none' }),
  deleteInProgress: flag({ name: 'snapshotDeleteInProgress' }),
  driver: child(driver),
  source: child(storageSource),
};

/** What happens to one disk. */
export type SnapshotDisk = ValueOf<typeof diskShape>;

/** `<disk>` of a snapshot. */
export const snapshotDisk = element(diskShape, {
  parsed(value: SnapshotDisk) {
    const { type = 'file' } = value;
    if (type === 'volume' || type === 'dir') throw wrong(`unsupported disk snapshot type '${type}'`);
    const path = sourcePath(value.source);
    if (path !== undefined && value.source?.type !== 'network' && !path.startsWith('/')) {
      throw wrong(`disk snapshot image path '${path}' must be absolute`);
    }
    const named = path !== undefined || value.driver?.type !== undefined;
    return { ...value, snapshot: value.snapshot ?? (named ? 'external' : undefined) };
  },
  formatting(value: SnapshotDisk) {
    const named = sourcePath(value.source) !== undefined || value.driver?.type !== undefined;
    return named ? { ...value, type: value.type ?? 'file' } : { ...value, type: undefined, driver: undefined, source: undefined };
  },
});

/** The file, device or image name of a source; undefined if it has none yet. */
export function sourcePath(source: StorageSource | undefined): string | undefined {
  switch (source?.type) {
    case 'file':
      return source.file;
    case 'block':
      return source.dev;
    case 'dir':
      return source.dir;
    case 'network':
      return source.name;
    case 'volume':
      return source.volume;
    case 'vhostuser':
      return source.path;
    case 'nvme':
    case undefined:
      return undefined;
  }
}
