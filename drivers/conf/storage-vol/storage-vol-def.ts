import { wordOf } from '../format/word-codec.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import type { Codec } from '../lens/codec.ts';
import { string, u64 } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, custom, flag, list, text, textChild } from '../lens/fields.ts';
import type { ValueOf } from '../lens/lens.ts';
import { scaleBytes } from '../lens/scaled-size.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { storagePermissions } from '../storage-common/permissions.ts';
import { storageEncryption } from '../storage-common/storage-encryption.ts';
import { poolTypeInfo, type PoolType } from '../storage-pool/pool-types.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

const TYPES = ['file', 'block', 'dir', 'network', 'netdir', 'ploop'] as const;
/** What a volume is on its host. */
export type StorageVolType = (typeof TYPES)[number];

const volumeType = wordOf(TYPES, (word) => wrong(`unknown volume type '${word}'`, 'config-unsupported'));

const wholeBytes: Codec<bigint> = {
  kind: 'size',
  decode(word) {
    if (!/^\s*\+?\d+$/.test(word)) throw wrong('malformed capacity element');
    return BigInt(word.trim().replace('+', ''));
  },
  encode: String,
};

/** A size with a unit; always written in bytes. */
const size = element(
  { unit: attr(string), bytes: text(wholeBytes) },
  {
    parsed: (value) => (value.bytes === undefined ? undefined : { unit: 'bytes', bytes: scaleBytes(value.bytes, value.unit, 1n, 0x7fff_ffff_ffff_ffffn) }),
  },
);

const clusterSize = element(
  { unit: attr(string), bytes: text(u64) },
  {
    parsed: (value) => (value.bytes === undefined ? undefined : { unit: 'B', bytes: scaleBytes(value.bytes, value.unit, 1n) }),
    formatting: (value) => ((value.bytes ?? 0n) > 0n ? value : undefined),
  },
);

const FEATURES = ['lazy_refcounts', 'extended_l2'] as const;
const features = element(
  { lazyRefcounts: flag({ name: 'lazy_refcounts' }), extendedL2: flag({ name: 'extended_l2' }) },
  {
    keep: true,
    parsed(_value, xml) {
      const unknown = xml.elements().find((one) => !FEATURES.some((name) => name === one.name));
      if (unknown !== undefined) throw wrong(`unsupported feature ${unknown.name}`, 'config-unsupported');
    },
  },
);

const timestamps = element({ atime: textChild(string), mtime: textChild(string), ctime: textChild(string), btime: textChild(string) }, { keep: true });

const backingStore = element({ path: textChild(string), format: attrChild('type', string, { absent: '' }), permissions: child(storagePermissions), timestamps: child(timestamps) }, { block: true });

const target = element(
  {
    path: textChild(string),
    format: attrChild('type', string, { absent: '' }),
    permissions: child(storagePermissions),
    timestamps: child(timestamps),
    encryption: child(storageEncryption),
    compat: textChild(string, { help: 'qcow2 version: 0.10 or 1.1' }),
    noCow: custom({ elements: { nocow: element({}).describe() }, read: (xml) => xml.child('nocow') !== undefined, initial: () => false }),
    clusterSize: child(clusterSize),
    features: child(features),
  },
  { block: true },
);

const extents = element({ path: attr(string), extents: list(element({ start: attr(u64), end: attr(u64) }), { name: 'extent' }) });

const volumeShape = {
  type: attr(volumeType, { absent: '', default: 'file' }),
  name: textChild(string),
  key: textChild(string),
  source: child(element({ devices: list(extents, { name: 'device' }) })),
  capacity: child(size),
  allocation: child(size),
  physical: child(size),
  target: child(target),
  backingStore: child(backingStore),
};

/** `<volume>`. */
export const volume = element(volumeShape, { block: true });
type VolumeFields = ValueOf<typeof volumeShape>;

/** A storage volume: everything its document says. */
export type StorageVolDef = Pick<VolumeFields, 'type' | 'key' | 'source' | 'backingStore'> & {
  name: string;
  capacityBytes: bigint;
  allocationBytes: bigint;
  /** The document gave an allocation; otherwise the whole capacity is allocated. */
  allocationGiven: boolean;
  /** What it takes on its host, where known. */
  physicalBytes: bigint | undefined;
  target: NonNullable<VolumeFields['target']>;
};

/** When the capacity may be missing. */
export interface ParseStorageVolOptions {
  /** `none`: never needed; `with-backing`: not when there is a backing store, whose size then holds. */
  readonly capacity?: 'required' | 'none' | 'with-backing';
}

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('storage', code, message);
}

/**
 * Parses a `<volume>` document; the pool says which formats there are.
 *
 * @throws VirError as libvirt: `xml-error`, `config-unsupported`, `invalid-arg` (unit), `overflow`.
 * @libvirt virStorageVolDefParse
 */
export function parseStorageVolXml(xml: string | XmlElement, pool: { readonly type: PoolType }, options: ParseStorageVolOptions = {}): StorageVolDef {
  const root = readDocument(xml, 'volume', { url: '(storage_volume_definition)' });
  const fields = volume.parse(root, PARSE_INACTIVE, undefined);
  if (fields.name === undefined) throw wrong('missing volume name element');
  const backing = fields.backingStore?.path === undefined ? undefined : { ...fields.backingStore, format: formatFor(fields.backingStore.format, pool), timestamps: undefined };
  const required = options.capacity ?? 'required';
  const optional = required === 'none' || (required === 'with-backing' && backing !== undefined);
  if (fields.capacity?.bytes === undefined && !optional) throw wrong('missing capacity element');
  const capacityBytes = fields.capacity?.bytes ?? 0n;
  const given = fields.target ?? target.create();
  checkCompat(given.compat);
  return {
    type: fields.type,
    name: fields.name,
    key: fields.key,
    source: undefined,
    capacityBytes,
    allocationBytes: fields.allocation?.bytes ?? capacityBytes,
    allocationGiven: fields.allocation?.bytes !== undefined,
    physicalBytes: undefined,
    target: {
      ...given,
      format: formatFor(given.format, pool),
      timestamps: undefined,
      compat: given.compat ?? (given.features === undefined ? undefined : '1.1'),
    },
    backingStore: backing,
  };
}

function formatFor(format: string | undefined, pool: { readonly type: PoolType }): string | undefined {
  const formats = poolTypeInfo(pool.type).volumeFormats;
  if (formats === undefined) return undefined;
  const chosen = format ?? formats.fallback;
  // A file of no format at all cannot be asked for; a partition can.
  const known = formats.words.includes(chosen) && !(formats.kind === 'file' && chosen === 'none');
  if (!known) throw wrong(`unknown volume format type ${chosen}`, 'config-unsupported');
  return chosen;
}

function checkCompat(compat: string | undefined): void {
  if (compat !== undefined && !/^\s*\d+\.\s*\d+$/.test(compat)) throw wrong("forbidden characters in 'compat' attribute");
}

/** A volume's document, as libvirt prints it for a volume of this pool. */
export function formatStorageVolXml(def: StorageVolDef, pool: { readonly type: PoolType }): string {
  const out = new XmlWriter();
  const formats = poolTypeInfo(pool.type).volumeFormats;
  const bytes = (count: bigint): VolumeFields['capacity'] => ({ unit: 'bytes', bytes: count });
  volume.format(
    {
      ...def,
      capacity: bytes(def.capacityBytes),
      allocation: bytes(def.allocationBytes),
      physical: def.physicalBytes === undefined || def.physicalBytes === 0n ? undefined : bytes(def.physicalBytes),
      target: { ...def.target, format: formats === undefined ? undefined : (def.target.format ?? formats.fallback) },
    },
    'volume',
    out,
    FORMAT_INACTIVE,
  );
  return out.toString();
}
