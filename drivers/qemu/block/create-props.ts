import { withoutKeys, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { backingString } from './backing-string.ts';
import type { BlockImage, StorageFormat } from './block-image.ts';
import { storageProps, type NetworkSource } from './storage-props.ts';

/** What an image that is to be made is like. */
export interface NewImage {
  /** What the guest will see. */
  readonly capacityBytes: bigint;
  /** How large the storage is made. */
  readonly physicalBytes: bigint;
  readonly compat?: '0.10' | '1.1' | undefined;
  readonly clusterBytes?: bigint | undefined;
  readonly extendedL2?: boolean | undefined;
}

/** Protocols that QEMU can make images over. */
const CREATABLE: ReadonlySet<NetworkSource['protocol']> = new Set<NetworkSource['protocol']>(['gluster', 'rbd', 'sheepdog', 'ssh', 'nfs']);

/**
 * The options of `blockdev-create` that make the storage of an image; undefined where QEMU cannot, or need not.
 *
 * @libvirt qemuBlockStorageSourceCreateGetStorageProps
 */
export function createStorageProps(image: BlockImage, { physicalBytes }: Pick<NewImage, 'physicalBytes'>): PlainJsonObject | undefined {
  const { source } = image;
  if (source.type === 'file') return { driver: 'file', filename: source.file ?? '', size: physicalBytes };
  if (source.type !== 'network' || !CREATABLE.has(source.protocol)) return undefined;
  const { driver, ...location } = storageProps(image, { legacy: true });
  return { driver, location: withoutKeys(location, 'node-name'), size: physicalBytes };
}

/**
 * The options of `blockdev-create` that format an image whose storage node is there; undefined where there is nothing
 * to do (raw), or QEMU cannot.
 *
 * @param backing The image below the new one.
 * @libvirt qemuBlockStorageSourceCreateGetFormatProps
 */
export function createFormatProps(image: BlockImage, backing: BlockImage | undefined, made: NewImage): PlainJsonObject | undefined {
  const base = { file: image.storageNode, size: made.capacityBytes };
  switch (image.format) {
    case 'raw':
      return image.encryption?.format === 'luks' ? { ...luksProps(image), driver: 'luks', ...base } : undefined;
    case 'qcow2':
      return {
        'driver': 'qcow2',
        ...base,
        'version': made.compat === undefined ? undefined : made.compat === '0.10' ? 'v2' : 'v3',
        'cluster-size': made.clusterBytes === 0n ? undefined : made.clusterBytes,
        'extended-l2': made.extendedL2 === true ? true : undefined,
        ...backingProps(backing, true),
        'encrypt': encryptProps(image),
      };
    case 'qcow':
      return { driver: 'qcow', ...base, ...backingProps(backing, false), encrypt: encryptProps(image) };
    case 'qed':
      return { driver: 'qed', ...base, ...backingProps(backing, true) };
    case 'vmdk':
      return { driver: 'vmdk', ...base, ...backingProps(backing, false) };
    case 'vpc':
    case 'vdi':
      return { driver: image.format, ...base };
    case 'ploop':
      return { driver: 'parallels', ...base };
    case 'vhd':
      return { driver: 'vhdx', ...base };
    case 'fat':
    case 'bochs':
    case 'cloop':
    case 'dmg':
    case 'cow':
    case 'iso':
    case 'dir':
      return undefined;
  }
}

/** QEMU's name of a format, as images above have it in their headers. */
export function backingFormat({ format, encryption }: BlockImage): StorageFormat | 'luks' {
  return format === 'raw' && encryption?.format === 'luks' ? 'luks' : format;
}

function backingProps(backing: BlockImage | undefined, withFormat: boolean): PlainJsonObject {
  if (backing === undefined) return {};
  return { 'backing-file': backingString(backing), 'backing-fmt': withFormat ? backingFormat(backing) : undefined };
}

function encryptProps(image: BlockImage): PlainJsonObject | undefined {
  if (image.encryption === undefined) return undefined;
  if (image.encryption.format !== 'luks') throw qemuError('operation-unsupported', "creation of qcow/qcow2 files supports only 'luks' encryption");
  return { ...luksProps(image), format: 'luks' };
}

function luksProps({ encryption, aliases }: BlockImage): PlainJsonObject {
  const { cipher, ivgen } = encryption ?? {};
  return {
    'key-secret': aliases.encryption ?? '',
    'cipher-alg': cipher?.name === undefined ? undefined : `${cipher.name}-${cipher.size ?? 0}`,
    'cipher-mode': cipher?.mode,
    'hash-alg': cipher?.hash,
    'ivgen-alg': ivgen?.name,
    'ivgen-hash-alg': ivgen?.hash,
  };
}
