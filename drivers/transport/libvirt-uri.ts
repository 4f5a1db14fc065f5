import type { ConnectUri } from '../api/driver.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';

/** The ways to a libvirt daemon. `libssh` and `libssh2` are other spellings of `ssh`, with a few parameters of their own. */
export type LibvirtTransport = 'tls' | 'unix' | 'ssh' | 'libssh2' | 'ext' | 'tcp' | 'libssh';

/** Which of a host's sockets are wanted. */
export type SocketMode = 'auto' | 'legacy' | 'direct';

/** How the far end of an SSH connection reaches the socket. */
export type SshProxy = 'auto' | 'netcat' | 'native';

/** What the parameters of a URI ask of the transport. */
export interface TransportParams {
  readonly command: string | undefined;
  readonly socket: string | undefined;
  readonly auth: string | undefined;
  readonly authfile: string | undefined;
  /** In the order to try: agent, privkey, password, keyboard-interactive. */
  readonly sshauth: readonly string[] | undefined;
  readonly netcat: string | undefined;
  readonly keyfile: string | undefined;
  readonly pkipath: string | undefined;
  readonly knownHosts: string | undefined;
  readonly knownHostsVerify: 'normal' | 'auto' | 'ignore' | undefined;
  readonly tlsPriority: string | undefined;
  readonly mode: SocketMode;
  readonly proxy: SshProxy | undefined;
  /** `no_verify=1`: TLS checks no certificate, SSH takes unknown host keys without a question. */
  readonly verify: boolean;
  /** `no_sanity=1`: our own certificates are not looked at beforehand. */
  readonly sanity: boolean;
  /** `no_tty=1`: nothing may be asked. */
  readonly mayAsk: boolean;
}

/** A libvirt URI as the transport needs it. */
export interface LibvirtTarget {
  readonly transport: LibvirtTransport;
  /** The driver's name, for modular sockets; undefined for `remote://`, where the daemon decides. */
  readonly driver: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  /** The path asks for a daemon of the user's own. */
  readonly isSession: boolean;
  /** What the daemon is asked to open: the URI without all that is about the way to it. */
  readonly forwardedName: string;
  readonly params: TransportParams;
}

const TRANSPORTS: readonly LibvirtTransport[] = ['tls', 'unix', 'ssh', 'libssh2', 'ext', 'tcp', 'libssh'];
const MODES: readonly SocketMode[] = ['auto', 'legacy', 'direct'];
const PROXIES: readonly SshProxy[] = ['auto', 'netcat', 'native'];
const KNOWN_HOSTS_VERIFY = ['normal', 'auto', 'ignore'] as const;

/** With these the daemon decides what to open. */
const PROBING_SCHEMES: ReadonlySet<string> = new Set(['remote']);
/** With a transport these always mean the user's own daemon, unless the user is root. */
const SESSION_SCHEMES: ReadonlySet<string> = new Set(['test']);

const OWN_PARAMS: ReadonlySet<string> = new Set([
  'name', 'command', 'socket', 'auth', 'sshauth', 'netcat', 'keyfile', 'pkipath', 'known_hosts', 'known_hosts_verify',
  'tls_priority', 'mode', 'proxy', 'no_sanity', 'no_verify', 'no_tty', 'authfile',
]);

/** What counts where a URI says nothing: of `libvirt.conf`. */
export interface TransportDefaults {
  readonly remoteMode?: string | undefined;
  readonly remoteProxy?: string | undefined;
  readonly tlsPriority?: string | undefined;
}

/**
 * Reads what a URI says about the way to the daemon.
 *
 * @throws invalid-arg in libvirt's words: unknown transport, unix with a host, a bad parameter.
 */
export function libvirtTarget(uri: ConnectUri, defaults: TransportDefaults = {}): LibvirtTarget {
  const transport = transportOf(uri);
  const values = new Map(uri.params.map(([name, value]) => [name.toLowerCase(), value]));
  const standing: readonly (readonly [string, string | undefined])[] = [['mode', defaults.remoteMode], ['proxy', defaults.remoteProxy], ['tls_priority', defaults.tlsPriority]];
  for (const [name, value] of standing) if (value !== undefined && !values.has(name)) values.set(name, value);
  return {
    transport,
    driver: PROBING_SCHEMES.has(uri.scheme) ? undefined : uri.scheme,
    host: uri.host === '' ? 'localhost' : uri.host,
    port: uri.port,
    user: uri.user,
    isSession: uri.path === '/session' || (SESSION_SCHEMES.has(uri.scheme) && uri.transport !== undefined),
    forwardedName: values.get('name') ?? forwardedName(uri),
    params: transportParams(values),
  };
}

function transportOf(uri: ConnectUri): LibvirtTransport {
  if (uri.transport === undefined) return uri.host === '' ? 'unix' : 'tls';
  const transport = TRANSPORTS.find((name) => name === uri.transport);
  if (transport === undefined) {
    throw invalid('remote_open: transport in URL not recognised (should be tls|unix|ssh|ext|tcp|libssh2|libssh)');
  }
  if (transport === 'unix' && uri.host !== '') throw invalid(`using unix socket and remote server '${uri.host}' is not supported.`);
  return transport;
}

function transportParams(values: ReadonlyMap<string, string>): TransportParams {
  const sshauth = values.get('sshauth');
  return {
    command: values.get('command'),
    socket: values.get('socket'),
    auth: values.get('auth'),
    authfile: values.get('authfile'),
    sshauth: sshauth?.split(',').map((method) => method.trim().toLowerCase()).filter((method) => method !== ''),
    netcat: values.get('netcat'),
    keyfile: values.get('keyfile'),
    pkipath: values.get('pkipath'),
    knownHosts: values.get('known_hosts'),
    knownHostsVerify: oneOf(KNOWN_HOSTS_VERIFY, values.get('known_hosts_verify'), (value) => `Invalid host key verification method: '${value}'`),
    tlsPriority: values.get('tls_priority'),
    mode: oneOf(MODES, values.get('mode'), (value) => `Unknown remote mode '${value}'`) ?? 'auto',
    proxy: oneOf(PROXIES, values.get('proxy'), (value) => `Unnkown proxy type '${value}'`),
    verify: !isSet(values, 'no_verify'),
    sanity: !isSet(values, 'no_sanity'),
    mayAsk: !isSet(values, 'no_tty'),
  };
}

function isSet(values: ReadonlyMap<string, string>, name: string): boolean {
  const text = values.get(name);
  if (text === undefined) return false;
  if (!/^\s*[+-]?\d+$/.test(text)) throw invalid(`Failed to parse value of URI component ${name}`);
  return Number(text) !== 0;
}

function oneOf<T extends string>(words: readonly T[], value: string | undefined, message: (value: string) => string): T | undefined {
  if (value === undefined) return undefined;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw invalid(message(value));
  return word;
}

function forwardedName(uri: ConnectUri): string {
  if (PROBING_SCHEMES.has(uri.scheme)) return '';
  const query = uri.params
    .filter(([name]) => !OWN_PARAMS.has(name.toLowerCase()))
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/[!'()*]/g, percent)}`)
    .join('&');
  const path = encodeURIComponent(uri.path).replace(/%(2F|3B|40|26|3D|2B|24|2C|3A)/g, decodeURIComponent);
  return `${uri.scheme}://${path}${query === '' ? '' : `?${query}`}${uri.fragment === undefined ? '' : `#${uri.fragment}`}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function invalid(message: string): VirError {
  return libvirtError('remote', 'invalid-arg', message, { step: 'resolve' });
}
