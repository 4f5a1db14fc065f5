import { isIPv6 } from 'node:net';
import type { StorageSource } from '../../conf/domain/storage-source.ts';
import type { PlainJson, PlainJsonObject } from '../../conf/json/plain-json.ts';
import { assertNever } from '../../core/assert.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { storageSlice, type BlockImage } from './block-image.ts';

/** An image on another machine. */
export type NetworkSource = Extract<StorageSource, { type: 'network' }>;
type Host = NetworkSource['hosts'][number];

/** What of a storage node is wanted. */
export interface StoragePropsOptions {
  /** Only what tells the image from others: no credentials, no node name, no settings. */
  readonly targetOnly?: boolean;
  /** QEMU opens it for writing when it must, not before; else as the image says. */
  readonly autoReadOnly?: boolean;
  /** For `-drive`: no settings. */
  readonly legacy?: boolean;
  /** Discards stop here. */
  readonly skipUnmap?: boolean;
}

/** Node names are at most 31 bytes long in QEMU. */
const MAX_NODE_NAME_BYTES = 31;

/**
 * The node that holds an image's bytes, as `blockdev-add` takes it.
 *
 * @throws VirError `internal-error` in libvirt's words for what QEMU cannot open.
 * @libvirt qemuBlockStorageSourceGetBackendProps
 */
export function storageProps(image: BlockImage, options: StoragePropsOptions = {}): PlainJsonObject {
  const target = targetProps(image, options.targetOnly === true);
  if (options.targetOnly === true) return target;
  const named = { ...target, 'node-name': checkedNodeName(image.storageNode) };
  if (options.legacy === true) return named;
  return {
    ...named,
    'cache': cacheProps(image),
    'read-only': options.autoReadOnly === true ? undefined : image.isReadOnly,
    'auto-read-only': options.autoReadOnly === true ? true : undefined,
    'discard': options.skipUnmap === true ? undefined : 'unmap',
  };
}

/** Whether data and metadata bypass the host's cache, and whether flushes are ignored. */
export function cacheProps({ settings: { cache } }: BlockImage): PlainJsonObject | undefined {
  if (cache === undefined) return undefined;
  return { 'direct': cache === 'none' || cache === 'directsync', 'no-flush': cache === 'unsafe' };
}

/** A node name QEMU takes. */
export function checkedNodeName(name: string): string {
  if (Buffer.byteLength(name) > MAX_NODE_NAME_BYTES) throw qemuError('internal-error', `node-name '${name}' too long for qemu`);
  return name;
}

/** The part of a network image's name that is its volume or pool, and the rest. */
export function splitVolume({ protocol, name = '' }: NetworkSource): { readonly volume: string | undefined; readonly path: string } {
  if (protocol !== 'gluster' && protocol !== 'rbd') return { volume: undefined, path: name };
  const slash = name.indexOf('/');
  return { volume: name.slice(0, slash), path: name.slice(slash + 1) };
}

/**
 * The URI of a network image with one host.
 *
 * @libvirt qemuBlockStorageSourceGetURI
 */
export function networkUri(source: NetworkSource): string {
  const host = onlyHost(source, `protocol '${source.protocol}' accepts only one host`);
  const scheme = (host.transport ?? 'tcp') === 'tcp' ? source.protocol : `${source.protocol}+${host.transport ?? ''}`;
  const { volume, path } = splitVolume(source);
  const fullPath = volume !== undefined ? `/${volume}/${path}` : source.name === undefined ? '' : path.startsWith('/') ? path : `/${path}`;
  const name = host.name ?? '';
  const port = host.transport === undefined && (host.port ?? 0) > 0 ? `:${host.port ?? 0}` : '';
  const query = source.query === undefined ? '' : `?${source.query}`;
  return `${scheme}://${isIPv6(name) ? `[${name}]` : escapePath(name)}${port}${escapePath(fullPath)}${query}`;
}

/** Names and values of the cookies for a web server, as its header has them. */
export function cookieText(source: NetworkSource): string | undefined {
  const cookies = source.cookies?.cookie ?? [];
  return cookies.length === 0 ? undefined : cookies.map(({ name, value }) => `${name ?? ''}=${value ?? ''}`).join('; ');
}

function targetProps(image: BlockImage, targetOnly: boolean): PlainJsonObject {
  const { source } = image;
  switch (source.type) {
    case 'file':
      return { driver: 'file', ...fileProps(image, source.file, targetOnly) };
    case 'block':
      return { driver: image.settings.isHostCdrom ? 'host_cdrom' : 'host_device', ...fileProps(image, source.dev, targetOnly) };
    case 'dir':
      return { driver: 'vvfat', dir: source.dir ?? '', floppy: image.settings.isFloppy, rw: targetOnly ? undefined : !image.isReadOnly };
    case 'nvme':
      return { driver: 'nvme', device: pciAddress(source), namespace: source.namespace ?? 0n };
    case 'network':
      return { driver: source.protocol, ...networkProps(image, source, targetOnly) };
    case 'vhostuser':
      throw qemuError('internal-error', 'unable to create blockdev props for vhostuser disk type');
    case 'volume':
      throw qemuError('internal-error', `storage source pool '${source.pool ?? ''}' volume '${source.volume ?? ''}' is not translated`);
    default:
      return assertNever(source);
  }
}

function fileProps({ settings, aliases }: BlockImage, path: string | undefined, targetOnly: boolean): PlainJsonObject {
  if (targetOnly) return { filename: path ?? '' };
  return { 'filename': settings.passedPath ?? path ?? '', 'aio': settings.io, 'pr-manager': aliases.reservations };
}

function pciAddress({ address }: Extract<StorageSource, { type: 'nvme' }>): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `${hex(address?.domain ?? 0, 4)}:${hex(address?.bus ?? 0, 2)}:${hex(address?.slot ?? 0, 2)}.${hex(address?.function ?? 0, 1)}`;
}

/** What follows the driver's name, for each protocol. */
function networkProps(image: BlockImage, source: NetworkSource, targetOnly: boolean): PlainJsonObject {
  switch (source.protocol) {
    case 'gluster':
      return glusterProps(image, source, targetOnly);
    case 'http':
    case 'https':
    case 'ftp':
    case 'ftps':
    case 'tftp':
      return webProps(image, source, targetOnly);
    case 'iscsi':
      return iscsiProps(image, source, targetOnly);
    case 'nbd':
      return {
        'server': socketAddress(onlyHost(source, 'nbd protocol accepts only one host')),
        'export': source.name,
        'tls-creds': targetOnly ? undefined : image.aliases.tls,
        'tls-hostname': targetOnly ? undefined : source.tlsHostname,
      };
    case 'rbd':
      return rbdProps(image, source, targetOnly);
    case 'sheepdog':
      return { server: socketAddress(onlyHost(source, 'sheepdog protocol accepts only one host')), vdi: source.name ?? '' };
    case 'ssh':
      return sshProps(image, source);
    case 'nfs':
      return { server: { host: source.hosts[0]?.name ?? '', type: 'inet' }, path: source.name, user: image.settings.nfsUser, group: image.settings.nfsGroup };
    case 'vxhs':
      return { 'tls-creds': targetOnly ? undefined : image.aliases.tls, 'vdisk-id': source.name ?? '', 'server': inetAddress(onlyHost(source, 'VxHS protocol accepts only one host')) };
    case 'none':
      throw qemuError('internal-error', 'Unexpected enum value 0 for virStorageNetProtocol');
    default:
      return assertNever(source.protocol);
  }
}

function glusterProps({ settings }: BlockImage, source: NetworkSource, targetOnly: boolean): PlainJsonObject {
  return { ...splitVolume(source), server: source.hosts.map(socketAddress), debug: targetOnly ? undefined : settings.glusterDebugLevel };
}

function webProps({ auth, aliases }: BlockImage, source: NetworkSource, targetOnly: boolean): PlainJsonObject {
  return {
    'url': networkUri(source),
    'username': targetOnly ? undefined : auth?.username,
    'password-secret': targetOnly ? undefined : aliases.auth,
    'sslverify': source.ssl,
    'cookie': targetOnly ? cookieText(source) : undefined,
    'cookie-secret': targetOnly ? undefined : aliases.cookie,
    'timeout': positive(source.timeout),
    'readahead': positive(source.readahead),
  };
}

function iscsiProps({ auth, aliases }: BlockImage, source: NetworkSource, targetOnly: boolean): PlainJsonObject {
  const [target = '', ...rest] = (source.name ?? '').split('/');
  const lun = rest.length === 0 ? '0' : rest.join('/');
  if (!/^\d+$/.test(lun)) throw qemuError('internal-error', `cannot parse target for lunStr '${target}'`);
  const { name = '', port = 0 } = source.hosts[0] ?? {};
  return {
    'portal': isIPv6(name) ? `[${name}]:${port}` : `${name}:${port}`,
    target,
    'lun': Number(lun),
    'transport': 'tcp',
    'user': targetOnly ? undefined : auth?.username,
    'password-secret': targetOnly ? undefined : aliases.auth,
    'initiator-name': source.initiator?.iqn,
  };
}

function rbdProps({ auth, aliases, encryption }: BlockImage, source: NetworkSource, targetOnly: boolean): PlainJsonObject {
  const { volume, path } = splitVolume(source);
  const isSigned = !targetOnly && auth !== undefined;
  return {
    'pool': volume,
    'image': path,
    'snapshot': source.snapshot,
    'conf': source.config,
    'server': source.hosts.length === 0 ? undefined : source.hosts.map(inetAddress),
    'encrypt': encryption?.engine === 'librbd' ? { 'format': encryption.format, 'key-secret': aliases.encryption } : undefined,
    'user': isSigned ? auth.username : undefined,
    'auth-client-required': isSigned ? ['cephx', 'none'] : undefined,
    'key-secret': isSigned ? aliases.auth : undefined,
  };
}

function sshProps({ auth, settings }: BlockImage, source: NetworkSource): PlainJsonObject {
  return {
    'path': source.name ?? '',
    'server': inetAddress(onlyHost(source, 'ssh protocol accepts only one host')),
    'user': auth?.username ?? settings.sshUser,
    'host-key-check': settings.ignoresSshHostKey ? { mode: 'none' } : undefined,
  };
}

function onlyHost({ hosts }: NetworkSource, complaint: string): Host {
  const [host] = hosts;
  if (host === undefined || hosts.length !== 1) throw qemuError('internal-error', complaint);
  return host;
}

/** QEMU's `SocketAddress`. */
function socketAddress(host: Host): PlainJson {
  switch (host.transport) {
    case undefined:
    case 'tcp':
      return { type: 'inet', host: host.name ?? '', port: String(host.port ?? 0) };
    case 'unix':
      return { type: 'unix', path: host.socket ?? '' };
    case 'rdma':
      throw qemuError('internal-error', "transport protocol 'rdma' is not yet supported");
    default:
      return assertNever(host.transport);
  }
}

/** QEMU's `InetSocketAddress`. */
function inetAddress(host: Host): PlainJson {
  if (host.transport !== undefined && host.transport !== 'tcp') throw qemuError('internal-error', 'only TCP protocol can be converted to InetSocketAddress');
  return { host: host.name ?? '', port: String(host.port ?? 0) };
}

function positive(value: bigint | undefined): bigint | undefined {
  return value === 0n ? undefined : value;
}

/** As libxml2 writes the path of a URI. */
function escapePath(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(2F|3B|40|26|3D|2B|24|2C|3A)/g, (code) => decodeURIComponent(code));
}

/** The node that cuts a part out of the storage. */
export function sliceProps(image: BlockImage): PlainJsonObject {
  const slice = storageSlice(image);
  return {
    'driver': 'raw',
    'node-name': checkedNodeName(image.sliceNode),
    'offset': slice?.offset ?? 0n,
    'size': slice?.size ?? 0n,
    'file': image.storageNode,
    'auto-read-only': true,
    'discard': 'unmap',
    'cache': cacheProps(image),
  };
}
