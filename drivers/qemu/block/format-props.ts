import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { needsSliceNode, storageSlice, type BlockImage, type StorageFormat } from './block-image.ts';
import { cacheProps, checkedNodeName } from './storage-props.ts';

/** Formats that can have an image below them. */
const LAYERED: ReadonlySet<StorageFormat> = new Set<StorageFormat>(['cow', 'qcow', 'qcow2', 'qed', 'vmdk']);

/** QEMU's names of formats without settings. */
const PLAIN_DRIVERS: { readonly [format in StorageFormat]?: string } = {
  ploop: 'parallels', vhd: 'vhdx', bochs: 'bochs', cloop: 'cloop', dmg: 'dmg', vdi: 'vdi', vpc: 'vpc', qed: 'qed', vmdk: 'vmdk',
};

/** What a format node is connected to, where that is not what the image says. */
export interface FormatPropsOptions {
  /** The node below; null: none at all; undefined: as the image says. */
  readonly backingNode?: string | null;
}

/**
 * The node that reads an image's bytes, as `blockdev-add` takes it.
 *
 * @throws VirError `internal-error` and `config-unsupported` in libvirt's words.
 * @libvirt qemuBlockStorageSourceGetBlockdevProps
 */
export function formatProps(image: BlockImage, options: FormatPropsOptions = {}): PlainJsonObject {
  const { settings } = image;
  return {
    'node-name': checkedNodeName(image.formatNode),
    'read-only': image.isReadOnly,
    'discard': settings.discard,
    'detect-zeroes': settings.detectZeroes === 'unmap' && settings.discard !== 'unmap' ? 'on' : settings.detectZeroes,
    'cache': cacheProps(image),
    ...driverProps(image),
    'file': needsSliceNode(image) ? image.sliceNode : image.storageNode,
    'backing': options.backingNode === undefined ? backingOf(image) : options.backingNode,
  };
}

/** Whether a format can have an image below it. */
export function canHaveBacking(format: StorageFormat): boolean {
  return LAYERED.has(format);
}

function backingOf({ format, below }: BlockImage): string | null | undefined {
  if (below === undefined) return undefined;
  if (canHaveBacking(format)) return below === 'none' ? null : below.formatNode;
  if (below !== 'none') throw qemuError('config-unsupported', `storage format '${format}' does not support backing store`);
  return undefined;
}

function driverProps(image: BlockImage): PlainJsonObject {
  const { format, encryption, aliases } = image;
  switch (format) {
    case 'fat':
    case 'raw': {
      if (isLuksByQemu(image)) {
        if (aliases.encryption === undefined) throw qemuError('internal-error', "missing secret info for 'luks' driver");
        return { 'driver': 'luks', 'key-secret': aliases.encryption };
      }
      const slice = storageSlice(image);
      return { driver: 'raw', offset: slice?.offset, size: slice?.size };
    }
    case 'qcow2':
      return { 'driver': 'qcow2', 'encrypt': encryptProps(image), 'cache-size': image.settings.metadataCacheBytes };
    case 'qcow':
      return { driver: 'qcow', encrypt: encryptProps(image) };
    case 'dir':
    case 'iso':
    case 'cow':
      throw qemuError('internal-error', `mishandled storage format '${format}'`);
    case 'bochs':
    case 'cloop':
    case 'dmg':
    case 'vpc':
    case 'vdi':
    case 'vhd':
    case 'ploop':
    case 'qed':
    case 'vmdk':
      return { driver: PLAIN_DRIVERS[format] ?? format };
  }
  throw qemuError('internal-error', `mishandled storage format '${String(format)}' (${encryption?.format ?? ''})`);
}

/** Whether QEMU itself opens a LUKS container. */
export function isLuksByQemu({ encryption }: BlockImage): boolean {
  return encryption !== undefined && (encryption.engine ?? 'qemu') === 'qemu' && encryption.format === 'luks';
}

function encryptProps({ encryption, aliases }: BlockImage): PlainJsonObject | undefined {
  if (encryption === undefined || (encryption.engine ?? 'qemu') !== 'qemu' || aliases.encryption === undefined) return undefined;
  switch (encryption.format) {
    case 'qcow':
      return { 'format': 'aes', 'key-secret': aliases.encryption };
    case 'luks':
      return { 'format': 'luks', 'key-secret': aliases.encryption };
    case 'luks2':
      throw qemuError('config-unsupported', 'luks2 is currently not supported by the qemu encryption engine');
    default:
      throw qemuError('internal-error', `unexpected encryption format '${encryption.format}'`);
  }
}
