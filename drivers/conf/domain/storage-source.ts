import { enumOf, string, u64, uint, uuid, yesNo } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { element, lazy, mapped, variants } from '../lens/element.ts';
import { attr, attrChild, child, list, text } from '../lens/fields.ts';
import type { Lens, LensValue } from '../lens/lens.ts';
import { bytesChild } from '../lens/sized.ts';
import { nonZero } from './device-info.ts';
import { deviceSeclabel } from './seclabel.ts';

/** Every format of an image file libvirt knows. */
export const STORAGE_FORMATS = [
  'raw', 'dir', 'bochs', 'cloop', 'dmg', 'iso', 'vpc', 'vdi', 'fat', 'vhd', 'ploop', 'cow', 'qcow', 'qcow2', 'qed', 'vmdk',
] as const;

const secretLookup = element({ type: attr(string), uuid: attr(uuid), usage: attr(string) }, { keep: true });

/** Who we are to a network storage. */
export const storageAuth = element(
  { type: attr(enumOf(['chap', 'ceph'])), username: attr(string), secret: child(secretLookup) },
  {
    block: true,
    parsed(value) {
      if (value.username === undefined) throw xmlError('missing username for auth', 'storage');
      if (value.secret === undefined) throw xmlError("missing 'secret' in disk 'auth' element", 'storage');
    },
  },
);

const encryptionSecret = element({ type: attr(enumOf(['passphrase']), { default: 'passphrase' }), uuid: attr(uuid), usage: attr(string) }, { keep: true });
const cipher = element({ name: attr(string), size: attr(uint), mode: attr(string), hash: attr(string) });
const ivgen = element({ name: attr(string), hash: attr(string) });

/** How an image is encrypted. */
export const encryption = element(
  {
    format: attr(enumOf(['default', 'qcow', 'luks', 'luks2', 'luks-any']), { required: () => xmlError('unknown volume encryption format (null)', 'storage') }),
    engine: attr(enumOf(['qemu', 'librbd']), { refused: 'default' }),
    secrets: list(encryptionSecret, { name: 'secret' }),
    cipher: child(cipher),
    ivgen: child(ivgen),
  },
  {
    block: true,
    formatting: (value) => (value.format === 'luks' && value.cipher !== undefined ? value : { ...value, cipher: undefined, ivgen: undefined }),
  },
);

const reservationsSource = element({ type: attr(string), path: attr(string), mode: attr(string) });
const reservations = element({ managed: attr(yesNo, { default: false }), source: child(reservationsSource) }, { keep: true });
const slice = element({ type: attr(string), offset: attr(u64), size: attr(u64) });
const slices = element({ slice: list(slice) });

const common = { slices: child(slices), seclabels: list(deviceSeclabel, { name: 'seclabel' }) };
const secrets = { auth: child(storageAuth), encryption: child(encryption), reservations: child(reservations) };
const policy = {
  startupPolicy: attr(enumOf(['mandatory', 'requisite', 'optional']), { refused: 'default' }),
  index: attr(uint, nonZero),
};

const host = element(
  { name: attr(string), port: attr(uint, nonZero), transport: attr(enumOf(['tcp', 'unix', 'rdma'])), socket: attr(string) },
  {
    keep: true,
    parsed(value) {
      if (value.transport === 'tcp') value.transport = undefined;
      if (value.transport === 'unix' && value.socket === undefined) throw xmlError('missing socket for unix transport');
      if (value.transport !== 'unix' && value.socket !== undefined) throw xmlError("transport 'tcp' does not support socket attribute".replace('tcp', value.transport ?? 'tcp'));
      if (value.transport !== 'unix' && value.name === undefined) throw xmlError('missing name for host');
    },
  },
);

const cookie = element({ name: attr(string), value: text(string) });
const reconnect = element({ enabled: attr(yesNo), timeout: attr(uint) });
const hexAddress = element({
  domain: attr(hex(4), { default: 0 }),
  bus: attr(hex(2), { default: 0 }),
  slot: attr(hex(2), { default: 0 }),
  function: attr(hex(1), { default: 0 }),
});

function hex(digits: number): { kind: 'integer'; decode: (text: string) => number; encode: (value: number) => string } {
  return { kind: 'integer', decode: (value) => Number(value), encode: (value) => `0x${value.toString(16).padStart(digits, '0')}` };
}

/** The protocols of network disks. */
export const NETWORK_PROTOCOLS = [
  'none', 'nbd', 'rbd', 'sheepdog', 'gluster', 'iscsi', 'http', 'https', 'ftp', 'ftps', 'tftp', 'ssh', 'vxhs', 'nfs',
] as const;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { nbd: 10809, sheepdog: 7000, gluster: 24007, iscsi: 3260, http: 80, https: 443, ftp: 21, ftps: 990, tftp: 69, ssh: 22, vxhs: 9999 };

const STORAGE_TYPES = ['none', 'file', 'block', 'dir', 'network', 'volume', 'nvme', 'vhostuser'];

/** Where an image is. The kind stands on the parent's `type`. */
export const storageSource = variants(
  'type',
  {
    file: { file: attr(string), fdgroup: attr(string), ...policy, ...common, ...secrets },
    block: { dev: attr(string), ...policy, ...common, ...secrets },
    dir: { dir: attr(string), ...policy, ...common, ...secrets },
    network: {
      protocol: attr(enumOf(NETWORK_PROTOCOLS), { required: true }),
      name: attr(string),
      query: attr(string),
      tls: attr(yesNo),
      tlsHostname: attr(string),
      index: policy.index,
      hosts: list(host, { name: 'host' }),
      identity: child(element({ user: attr(string), group: attr(string) })),
      snapshot: attrChild('name', string),
      config: attrChild('file', string),
      initiator: child(element({ iqn: attrChild('name', string) })),
      ssl: attrChild('verify', yesNo),
      cookies: child(element({ cookie: list(cookie) }), { only: 'secure' }),
      readahead: attrChild('size', u64),
      timeout: attrChild('seconds', u64),
      slices: common.slices,
      ...secrets,
    },
    volume: {
      pool: attr(string),
      volume: attr(string),
      mode: attr(enumOf(['host', 'direct']), { absent: 'default' }),
      ...policy,
      ...common,
      ...secrets,
    },
    nvme: {
      controller: attr(enumOf(['pci']), { name: 'type', required: true }),
      managed: attr(yesNo),
      namespace: attr(u64),
      ...policy,
      address: child(hexAddress),
      ...common,
      ...secrets,
    },
    vhostuser: {
      transport: attr(enumOf(['unix']), { name: 'type', required: true }),
      path: attr(string),
      ...policy,
      reconnect: child(reconnect),
      ...common,
      ...secrets,
    },
  },
  {
    select: (_source, parent) => parent?.attribute('type'),
    fallback: 'file',
    unknown: (tag) =>
      STORAGE_TYPES.includes(tag)
        ? xmlError(`Invalid value for attribute 'type' in element 'disk': '${tag}'.`, 'xml')
        : xmlError(`Invalid value for attribute 'type' in element 'disk': '${tag}'.`, 'xml'),
    parsed(value, _xml, context) {
      if (context.inactive) value.index = undefined;
      checkSource(value);
    },
    formatting: (value) => (value.type === 'volume' ? { ...value, auth: undefined } : value),
  },
);

/** Where an image is. */
export type StorageSource = LensValue<typeof storageSource>;

function checkSource(value: StorageSource): void {
  switch (value.type) {
    case 'file':
      if (value.file === '') value.file = undefined;
      break;
    case 'block':
      if (value.dev === '') value.dev = undefined;
      break;
    case 'volume':
      if (value.pool === undefined && value.volume === undefined) break;
      if (value.pool === undefined || value.volume === undefined) throw xmlError("'pool' and 'volume' must be specified together for 'pool' type source");
      break;
    case 'network':
      checkNetwork(value);
      break;
    case 'dir':
    case 'nvme':
    case 'vhostuser':
      break;
  }
}

function checkNetwork(value: Extract<StorageSource, { type: 'network' }>): void {
  const { protocol, name } = value;
  if (name === undefined && protocol !== 'nbd') throw xmlError('missing name for disk source');
  if ((protocol === 'gluster' || protocol === 'rbd') && !/^[^/]+\//.test(name ?? '')) {
    throw xmlError(`can't split path '${name ?? ''}' into pool name and image name`);
  }
  const http = protocol === 'http' || protocol === 'https';
  if (!http) {
    value.query = undefined;
    value.cookies = undefined;
  }
  if (protocol !== 'https' && protocol !== 'ftps') value.ssl = undefined;
  if (!http && protocol !== 'ftp' && protocol !== 'ftps') {
    value.readahead = undefined;
    value.timeout = undefined;
  }
  if (protocol !== 'nfs') value.identity = undefined;
  for (const each of value.hosts) {
    if (each.transport !== 'unix' && each.name !== undefined && (each.port ?? 0) === 0) each.port = DEFAULT_PORTS[protocol];
  }
}

const metadataCache = element({ maxSizeBytes: bytesChild({ name: 'max_size', omitZero: true }) });
export const metadataCacheField = child(metadataCache, { name: 'metadata_cache' });

const sourceFormat = element({
  type: attr(enumOf(STORAGE_FORMATS), { required: () => xmlError('missing disk backing store format') }),
  metadataCache: metadataCacheField,
});

const sourceShape = { format: child(sourceFormat), source: child(storageSource) };

interface RawBackingStore {
  type: string | undefined;
  index: number | undefined;
  format: LensValue<typeof sourceFormat> | undefined;
  source: StorageSource | undefined;
  backingStore: BackingStore | undefined;
}

/** An image beneath another one; `end` says that there is none, and that nobody needs to look. */
export type BackingStore = ({ kind: 'end' } | ({ kind: 'image' } & RawBackingStore)) & {
  /** Found by looking at the images, or made by a job: definitions for the next start do not name it. */
  detected?: true;
};

const rawBackingStore: Lens<RawBackingStore> = element(
  { type: attr(string), index: attr(uint, nonZero), ...sourceShape, backingStore: child(lazy(() => backingStore)) },
  {
    keep: true,
    parsed(value, _xml, context) {
      if (context.inactive) value.index = undefined;
      if (value.type === undefined) return;
      if (value.format === undefined) throw xmlError('missing disk backing store format');
      if (value.source === undefined) throw xmlError('missing disk backing store source');
    },
  },
);

const namedBackingStore: Lens<BackingStore> = mapped(
  rawBackingStore,
  (value): BackingStore => (value.type === undefined ? { kind: 'end' } : { kind: 'image', ...value }),
  (value) => (value.kind === 'end' ? { type: undefined, index: undefined, format: undefined, source: undefined, backingStore: undefined } : value),
);

/** The image beneath a disk's image. */
export const backingStore: Lens<BackingStore> = {
  ...namedBackingStore,
  format(value, name, out, context) {
    if (value.detected !== true || !context.inactive) namedBackingStore.format(value, name, out, context);
  },
};

/** Where a running block job copies to. */
export const mirror = element(
  {
    type: attr(string),
    file: attr(string),
    oldFormat: attr(string, { name: 'format' }),
    job: attr(enumOf(['copy', 'active-commit']), { default: 'copy' }),
    ready: attr(enumOf(['yes', 'abort', 'pivot'])),
    ...sourceShape,
    backingStore: child(backingStore),
  },
  {
    parsed(value) {
      if (value.type !== undefined) {
        if (value.source === undefined) throw xmlError('mirror requires source element');
        value.file = value.type === 'file' && value.job === 'copy' && value.source.type === 'file' ? value.source.file : undefined;
        value.oldFormat = value.file === undefined ? undefined : value.format?.type;
        return;
      }
      if (value.job !== 'copy') throw xmlError('mirror without type only supported by copy job');
      if (value.file === undefined) throw xmlError('mirror requires file name');
      if (value.oldFormat !== undefined && !(STORAGE_FORMATS as readonly string[]).includes(value.oldFormat)) {
        throw unsupported(`unknown storage source format '${value.oldFormat}'`);
      }
      value.type = 'file';
      const format = (STORAGE_FORMATS as readonly string[]).includes(value.oldFormat ?? '') ? (value.oldFormat as (typeof STORAGE_FORMATS)[number]) : undefined;
      value.format = format === undefined ? undefined : sourceFormat.create({ type: format });
      value.source = fileSource(value.file);
    },
  },
);

/** A plain file as a source. */
export function fileSource(file: string | undefined): Extract<StorageSource, { type: 'file' }> {
  return {
    type: 'file', file, fdgroup: undefined, startupPolicy: undefined, index: undefined, slices: undefined,
    seclabels: [], auth: undefined, encryption: undefined, reservations: undefined,
  };
}

