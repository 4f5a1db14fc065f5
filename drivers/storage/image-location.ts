import type { VirErrorCode } from '../api/errors.ts';
import { deflattenJson } from '../conf/json/deflatten-json.ts';
import type { JsonObject } from '../conf/json/json-value.ts';
import { parseJson } from '../conf/json/parse-json.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';

const PROTOCOLS = ['nbd', 'rbd', 'sheepdog', 'gluster', 'iscsi', 'http', 'https', 'ftp', 'ftps', 'tftp', 'ssh', 'vxhs', 'nfs'] as const;
/** How a network image is reached. */
export type ImageProtocol = (typeof PROTOCOLS)[number];

const DEFAULT_PORTS: Readonly<Partial<Record<ImageProtocol, number>>> = {
  nbd: 10809, sheepdog: 7000, gluster: 24007, iscsi: 3260, http: 80, https: 443, ftp: 21, ftps: 990, tftp: 69, ssh: 22, vxhs: 9999,
};

/** One server of a network image. */
export interface ImageServer {
  readonly transport: 'tcp' | 'unix' | 'rdma';
  readonly name?: string;
  /** 0: the protocol knows no default. */
  readonly port?: number;
  readonly socket?: string;
}

/** Where an image lies. */
export type ImageLocation =
  | { readonly type: 'file' | 'block' | 'dir'; readonly path: string; readonly slice?: ImageSlice }
  | NetworkLocation
  | { readonly type: 'nvme'; readonly device: string; readonly namespace: number; readonly slice?: ImageSlice };

/** An image on another machine. */
export interface NetworkLocation {
  readonly type: 'network';
  readonly protocol: ImageProtocol;
  readonly servers: readonly ImageServer[];
  readonly path?: string;
  readonly volume?: string;
  readonly snapshot?: string;
  readonly configFile?: string;
  readonly query?: string;
  /** Whom to log in as, by SSH. */
  readonly user?: string;
  /** The host's key is not to be checked, by SSH. */
  readonly ignoresHostKey?: boolean;
  /** What a web server is asked with. */
  readonly web?: WebSettings;
  /** Credentials or the like stand in the location: it is understood, but not to be used as it is. */
  readonly incomplete: boolean;
  readonly slice?: ImageSlice;
}

/** How a web server is asked for an image. */
export interface WebSettings {
  readonly verifiesPeer?: boolean;
  readonly readaheadBytes?: bigint;
  readonly timeoutSeconds?: bigint;
  readonly cookies?: readonly { readonly name: string; readonly value: string }[];
}

/** The part of a raw image that counts. */
export interface ImageSlice {
  readonly offset: bigint;
  readonly size: bigint;
}

function fail(message: string, code: VirErrorCode = 'invalid-arg'): VirError {
  return libvirtError('storage', code, message);
}

/** Whether a location is a path: a colon before the first slash makes it a protocol. */
export function isPath(location: string): boolean {
  return /^[^:]*(\/|$)/.test(location);
}

/**
 * Reads where an image says the one below it is, unless that is a relative path: a path, `fat:/dir`, a URI, one of
 * QEMU's older notations, or `json:…`.
 *
 * @throws VirError `internal-error` or `invalid-arg` for what cannot be understood.
 * @libvirt virStorageSourceNewFromBackingAbsolute
 */
export function parseImageLocation(text: string): ImageLocation {
  if (isPath(text)) return { type: 'file', path: text };
  if (text.startsWith('fat:')) return { type: 'dir', path: text.slice(4) };
  if (text.startsWith('json:')) return withDefaultPorts(fromJsonText(text.slice(5)));
  return withDefaultPorts(text.includes('://') ? fromUri(text) : fromColons(text));
}

function withDefaultPorts(location: ImageLocation): ImageLocation {
  if (location.type !== 'network') return location;
  const port = DEFAULT_PORTS[location.protocol] ?? 0;
  return { ...location, servers: location.servers.map((one) => (one.transport === 'tcp' && (one.port ?? 0) === 0 ? { ...one, port } : one)) };
}

function protocolOf(word: string): ImageProtocol {
  const found = PROTOCOLS.find((one) => one === word);
  if (found === undefined) throw fail(`invalid backing protocol '${word}'`, 'internal-error');
  return found;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\s*\+?\d+$/.test(text)) throw fail(`failed to parse port number '${text}'`);
  if (Number(text) > 65535) throw fail(`port '${text}' out of range`);
  return Number(text);
}

const URI = /^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):\/\/((?<user>[^@/?#]*)@)?(?<host>\[[^\]]*\]|[^:/?#]*)(:(?<port>\d*))?(?<path>[^?#]*)(\?(?<query>[^#]*))?(#.*)?$/;

function fromUri(text: string): NetworkLocation {
  const parts = URI.exec(text)?.groups;
  if (parts === undefined) throw fail(`Unable to parse URI ${text}`, 'internal-error');
  const { host = '', query, user } = parts;
  const [scheme = '', transportWord] = (parts['scheme'] ?? '').split('+', 2);
  const protocol = protocolOf(scheme);
  const transport = transportWord === undefined ? 'tcp' : (['tcp', 'unix', 'rdma'] as const).find((one) => one === transportWord);
  if (transport === undefined) throw fail(`invalid protocol transport type '${transportWord ?? ''}'`, 'internal-error');
  const web = protocol === 'http' || protocol === 'https';
  const socket = web || query?.startsWith('socket=') !== true ? undefined : query.slice(7);
  const name = host.replace(/^\[(.*)\]$/, '$1');
  const server: ImageServer = { transport, ...(name === '' ? {} : { name }), port: host === '' ? 0 : portOf(parts['port'] === '' ? undefined : parts['port']), ...(socket === undefined ? {} : { socket }) };
  return {
    type: 'network',
    protocol,
    servers: [server],
    ...uriPath(protocol, percentDecoded((parts['path'] ?? '').replace(/^\//, ''), text)),
    ...(web && query !== undefined ? { query } : {}),
    incomplete: user !== undefined,
  };
}

function percentDecoded(path: string, text: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw fail(`Unable to parse URI ${text}`, 'internal-error');
  }
}

function uriPath(protocol: ImageProtocol, path: string): { readonly path?: string; readonly volume?: string } {
  if (protocol === 'nbd' && path === '') return {};
  if (protocol !== 'gluster') return { path };
  const slash = path.indexOf('/');
  if (slash < 1) throw fail(`missing volume name or file name in gluster source path '${path}'`, 'config-unsupported');
  return { volume: path.slice(0, slash), path: path.slice(slash + 1) };
}

/** QEMU's notations from before it had URIs. */
function fromColons(text: string): NetworkLocation {
  const protocol = protocolOf(text.slice(0, text.indexOf(':')));
  if (protocol === 'nbd') return fromNbd(text);
  if (protocol === 'rbd') return fromRbd(text);
  if (protocol === 'sheepdog') throw fail(`backing store parser is not implemented for protocol ${protocol}`, 'internal-error');
  throw fail(`malformed backing store path for protocol ${protocol}`, 'internal-error');
}

/** `nbd:unix:SOCKET[:exportname=NAME]` or `nbd:HOST:PORT[:exportname=NAME]` */
function fromNbd(text: string): NetworkLocation {
  const [, where = '', path] = /^nbd:(.*?)(?::exportname=(.*))?$/s.exec(text) ?? [];
  const rest = { type: 'network', protocol: 'nbd', ...(path === undefined ? {} : { path }), incomplete: false } as const;
  const socket = /^unix:(.+)$/s.exec(where)?.[1];
  if (socket !== undefined) return { ...rest, servers: [{ transport: 'unix', socket }] };
  const [, ipv6, name = ipv6, port] = /^(?:\[([^\]]+)\]|([^:[][^:]*)):(.*)$/s.exec(where) ?? [];
  if (name === undefined || where.startsWith('unix:')) throw fail(`malformed nbd string '${text}'`, 'internal-error');
  return { ...rest, servers: [{ transport: 'tcp', name, port: portOf(port) }] };
}

/** `rbd:[POOL/]IMAGE[@SNAPSHOT][:KEY=VALUE]…`; a backslash keeps the next character from meaning something. */
function fromRbd(text: string): NetworkLocation {
  const [image = '', ...options] = text.replace(/^rbd:/, '').match(/(?:[^:\\]|\\.)+/gs) ?? [];
  const [, volume, path = '', snapshot] = /^(?:([^/@]*)\/)?([^@]*)(?:@(.*))?$/s.exec(image) ?? [];
  const valueOf = (key: string): string | undefined => options.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
  const configFile = valueOf('conf');
  return {
    type: 'network',
    protocol: 'rbd',
    servers: (valueOf('mon_host') ?? '').split(/\\[,; ]/).filter((one) => one !== '').map(rbdServer),
    path,
    ...(volume === undefined ? {} : { volume }),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(configFile === undefined ? {} : { configFile }),
    incomplete: false,
  };
}

function rbdServer(text: string): ImageServer {
  const plain = text.replaceAll('\\:', ':');
  const [, ipv6, ipv6Port] = /^\[(.*)\](?::(.*))?$/.exec(plain) ?? [];
  if (ipv6 !== undefined) return { transport: 'tcp', name: ipv6, port: portOf(ipv6Port) };
  const [name = '', port] = plain.split(':', 2);
  return { transport: 'tcp', name, port: portOf(port) };
}

type Reader = (json: Json, text: string) => ImageLocation;

/** An object of a `json:` location. */
class Json {
  readonly #object: JsonObject;

  constructor(object: JsonObject) {
    this.#object = object;
  }

  has(key: string): boolean {
    return this.#object.pairs.has(key);
  }

  string(key: string): string | undefined {
    const value = this.#object.pairs.get(key);
    return value?.type === 'string' ? value.value : undefined;
  }

  boolean(key: string): boolean | undefined {
    const value = this.#object.pairs.get(key);
    return value?.type === 'boolean' ? value.value : undefined;
  }

  number(key: string): bigint | undefined {
    const value = this.#object.pairs.get(key);
    return value?.type === 'number' && /^\d+$/.test(value.text) ? BigInt(value.text) : undefined;
  }

  object(key: string): Json | undefined {
    const value = this.#object.pairs.get(key);
    return value?.type === 'object' ? new Json(value) : undefined;
  }

  objects(key: string): Json[] | undefined {
    const value = this.#object.pairs.get(key);
    if (value?.type !== 'array') return undefined;
    return value.items.filter((item) => item.type === 'object').map((item) => new Json(item));
  }
}

function fromJsonText(text: string): ImageLocation {
  const root = deflattenJson(parseJson(text));
  if (root.type !== 'object') throw fail(`JSON backing volume definition '${text}' lacks driver name`);
  const json = new Json(root);
  return fromJson(json.has('driver') ? json : (json.object('file') ?? json), text, true);
}

function fromJson(json: Json, text: string, formatAllowed: boolean): ImageLocation {
  const driver = json.string('driver');
  if (driver === undefined) throw fail(`JSON backing volume definition '${text}' lacks driver name`);
  if (driver === 'raw') {
    if (!formatAllowed) throw fail(`JSON backing volume definition '${text}' must not have nested format drivers`);
    return fromRaw(json, text);
  }
  const reader = JSON_READERS.get(driver);
  if (reader === undefined) throw fail(`missing parser implementation for JSON backing volume driver '${driver}'`, 'internal-error');
  return reader(json, text);
}

function fromRaw(json: Json, text: string): ImageLocation {
  for (const name of ['offset', 'size']) {
    if (json.has(name) && json.number(name) === undefined) throw fail(`malformed '${name}' property of 'raw' driver`);
  }
  const file = json.object('file');
  if (file === undefined) throw fail(`JSON backing volume definition '${text}' lacks 'file' object`);
  const location = fromJson(file, text, false);
  if (!json.has('offset') && !json.has('size')) return location;
  return { ...location, slice: { offset: json.number('offset') ?? 0n, size: json.number('size') ?? 0n } };
}

function pathReader(type: 'file' | 'block'): Reader {
  return (json) => {
    const path = json.string('filename');
    if (path === undefined) throw fail("missing 'filename' field in JSON backing volume definition");
    return { type, path };
  };
}

function uriFor(protocol: ImageProtocol, uri: string): NetworkLocation {
  const location = fromUri(uri);
  if (location.protocol !== protocol) throw fail(`expected protocol '${protocol}' but got '${location.protocol}' in URI JSON volume definition`);
  return location;
}

function urlReader(protocol: ImageProtocol): Reader {
  return (json) => {
    const url = json.string('url');
    if (url === undefined) throw fail("missing 'url' in JSON backing volume definition");
    return { ...uriFor(protocol, url), web: webSettings(json) };
  };
}

function webSettings(json: Json): WebSettings {
  const [verifiesPeer, readaheadBytes, timeoutSeconds, cookies] = [sslVerify(json), json.number('readahead'), json.number('timeout'), json.string('cookie')];
  return {
    ...(verifiesPeer === undefined ? {} : { verifiesPeer }),
    ...(readaheadBytes === undefined ? {} : { readaheadBytes }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(cookies === undefined ? {} : { cookies: cookies.split('; ').map(parseCookie) }),
  };
}

function sslVerify(json: Json): boolean | undefined {
  if (!json.has('sslverify')) return undefined;
  // libguestfs writes a word.
  const verifies = json.string('sslverify') === 'off' ? false : json.boolean('sslverify');
  if (verifies === undefined) throw fail("malformed 'sslverify' field in backing store definition");
  return verifies;
}

function parseCookie(text: string): { readonly name: string; readonly value: string } {
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw fail(`malformed http cookie '${text}' in backing store definition`);
  return { name, value };
}

function inetServer(json: Json | undefined): ImageServer {
  if (json === undefined) throw fail('missing remote server specification in JSON backing volume definition');
  const name = json.string('host');
  if (name === undefined) throw fail('missing hostname for tcp backing server in JSON backing volume definition');
  return { transport: 'tcp', name, port: portOf(json.string('port')) };
}

function anyServer(json: Json | undefined): ImageServer {
  if (json === undefined) throw fail('missing remote server specification in JSON backing volume definition');
  const type = json.string('type');
  switch (type) {
    case undefined:
      throw fail('missing socket address type in JSON backing volume definition');
    case 'tcp':
    case 'inet':
      return inetServer(json);
    case 'unix': {
      const socket = json.string('path') ?? json.string('socket');
      if (socket === undefined) throw fail('missing socket path for udp backing server in JSON backing volume definition');
      return { transport: 'unix', socket };
    }
    default:
      throw fail(`backing store protocol '${type}' is not yet supported`, 'internal-error');
  }
}

function network(protocol: ImageProtocol, servers: readonly ImageServer[], path: string | undefined): NetworkLocation {
  return { type: 'network', protocol, servers, ...(path === undefined ? {} : { path }), incomplete: false };
}

/** A server in an object of its own, or its host and port beside the rest. */
function nearServer(json: Json): ImageServer {
  return json.has('server') ? inetServer(json.object('server')) : inetServer(json);
}

const JSON_READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['file', pathReader('file')],
  ['host_device', pathReader('block')],
  ['host_cdrom', pathReader('block')],
  ...(['http', 'https', 'ftp', 'ftps', 'tftp'] as const).map((protocol) => [protocol, urlReader(protocol)] as const),
  ['gluster', readGluster],
  ['iscsi', readIscsi],
  ['nbd', readNbd],
  ['sheepdog', readSheepdog],
  ['ssh', readSsh],
  ['rbd', readRbd],
  ['nfs', readNfs],
  ['vxhs', readVxhs],
  ['nvme', readNvme],
]);

function readGluster(json: Json): ImageLocation {
  const uri = json.string('filename');
  if (uri !== undefined) return uriFor('gluster', uri);
  const [volume, path, servers] = [json.string('volume'), json.string('path'), json.objects('server')];
  if (volume === undefined || path === undefined || servers === undefined) {
    throw fail("missing 'volume', 'path' or 'server' attribute in JSON backing definition for gluster volume");
  }
  if (servers.length === 0) throw fail('at least 1 server is necessary in JSON backing definition for gluster volume');
  return { ...network('gluster', servers.map(anyServer), path), volume };
}

function readIscsi(json: Json): ImageLocation {
  const uri = json.string('filename');
  if (uri !== undefined) return uriFor('iscsi', uri);
  const [portal, target] = [json.string('portal'), json.string('target')];
  if (json.string('transport') !== 'tcp') throw fail('only TCP transport is supported for iSCSI volumes');
  if (portal === undefined) throw fail("missing 'portal' address in iSCSI backing definition");
  if (target === undefined) throw fail("missing 'target' in iSCSI backing definition");
  const [, name = portal, port] = /^(.*):([^:\]]*)$/s.exec(portal) ?? [];
  const lun = json.string('lun') ?? json.number('lun') ?? 0;
  const incomplete = json.string('user') !== undefined || json.string('password') !== undefined;
  return { ...network('iscsi', [{ transport: 'tcp', name, port: portOf(port) }], `${target}/${lun}`), incomplete };
}

function readNbd(json: Json): ImageLocation {
  const [socket, host, server] = [json.string('path'), json.string('host'), json.object('server')];
  if (socket === undefined && host === undefined && server === undefined) {
    throw fail('missing host specification of NBD server in JSON backing volume definition');
  }
  const near: ImageServer = socket === undefined ? { transport: 'tcp', name: host ?? '', port: portOf(json.string('port')) } : { transport: 'unix', socket };
  return network('nbd', [server === undefined ? near : anyServer(server)], json.string('export'));
}

function readSheepdog(json: Json): ImageLocation {
  const uri = json.string('filename');
  if (uri?.includes('://') === true) return uriFor('sheepdog', uri);
  if (uri !== undefined) throw fail('missing sheepdog URI in JSON backing volume definition');
  const vdi = json.string('vdi');
  if (vdi === undefined) throw fail('missing sheepdog vdi name');
  return network('sheepdog', [anyServer(json.object('server'))], vdi);
}

function readSsh(json: Json): ImageLocation {
  const path = json.string('path');
  if ((json.string('host') === undefined && json.object('server') === undefined) || path === undefined) {
    throw fail('missing host/server or path of SSH JSON backing volume definition');
  }
  const user = json.string('user');
  const ignoresHostKey = json.string('host_key_check') === 'no' || json.object('host-key-check')?.string('mode') === 'none';
  return { ...network('ssh', [nearServer(json)], path), ...(user === undefined ? {} : { user }), ...(ignoresHostKey ? { ignoresHostKey } : {}) };
}

function readRbd(json: Json): ImageLocation {
  const old = json.string('filename');
  if (old !== undefined) return fromRbd(old);
  const [volume, image, snapshot, configFile] = [json.string('pool'), json.string('image'), json.string('snapshot'), json.string('conf')];
  if (volume === undefined || image === undefined) throw fail('missing pool or image name in ceph backing volume JSON specification');
  return {
    ...network('rbd', (json.objects('server') ?? []).map(inetServer), image),
    volume,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(configFile === undefined ? {} : { configFile }),
  };
}

function readNfs(json: Json): ImageLocation {
  const server = json.object('server');
  const path = json.string('path');
  if (server === undefined) throw fail("missing 'server' attribute in JSON backing definition for NFS volume");
  if (json.number('user') === undefined || json.number('group') === undefined) {
    throw fail("missing 'user' or 'group' attribute in JSON backing definition for NFS volume");
  }
  if (path === undefined) throw fail("missing 'path' attribute in JSON backing definition for NFS volume");
  return network('nfs', [inetServer(server)], path);
}

function readVxhs(json: Json): ImageLocation {
  const [id, server] = [json.string('vdisk-id'), json.object('server')];
  if (id === undefined || server === undefined) throw fail("missing 'vdisk-id' or 'server' attribute in JSON backing definition for VxHS volume");
  return network('vxhs', [inetServer(server)], id);
}

function readNvme(json: Json): ImageLocation {
  const device = json.string('device');
  if (device === undefined || !/^[0-9a-fA-F]{1,8}:[0-9a-fA-F]{1,2}:[0-9a-fA-F]{1,2}\.[0-7]$/.test(device)) {
    throw fail("missing or malformed 'device' field of 'nvme' storage");
  }
  const namespace = Number(json.number('namespace') ?? 0n);
  if (namespace === 0) throw fail("missing or malformed 'namespace' field of 'nvme' storage");
  return { type: 'nvme', device, namespace };
}
