import { isIPv6 } from 'node:net';
import type { ConnectUri } from '../../api/driver.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';

/** The proxy of a connection; `socks4a` and `socks5` let it resolve names. */
export interface ProxyAddress {
  readonly kind: 'http' | 'socks4' | 'socks4a' | 'socks5';
  readonly host: string;
  readonly port: number;
}

/** Where a vCenter is. */
export interface VcenterAddress {
  readonly host: string;
  readonly port: number;
}

/** What an `esx://` or `vpx://` URI says. */
export interface HostUri {
  readonly product: 'esx' | 'vpx';
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly transport: 'https' | 'http';
  readonly verify: boolean;
  /** Questions of machines are answered with their default. */
  readonly autoAnswer: boolean;
  /** `vcenter=HOST[:PORT]`; the host `*` is the one that manages this host. */
  readonly vcenter: VcenterAddress | undefined;
  readonly proxy: ProxyAddress | undefined;
  /** Folders, datacenter, compute resource and host of a `vpx://` path. */
  readonly path: readonly string[];
}

/**
 * Reads a URI of this driver. Parameters that are not known are passed over, as in libvirt.
 *
 * @throws invalid-arg in libvirt's words.
 */
export function parseHostUri(uri: ConnectUri, env: NodeJS.ProcessEnv = process.env): HostUri {
  const found = new Map(uri.params.map(([name, value]) => [name.toLowerCase(), value]));
  const transport = found.get('transport') ?? 'https';
  if (transport !== 'http' && transport !== 'https') throw badParameter(`Query parameter 'transport' has unexpected value '${transport}' (should be http|https)`);
  if (uri.host === '') throw libvirtError('esx', 'invalid-arg', 'the URI names no server', { step: 'resolve' });
  const proxy = found.get('proxy');
  const vcenter = found.get('vcenter');
  const usualPort = transport === 'https' ? 443 : 80;
  return {
    product: uri.scheme === 'vpx' ? 'vpx' : 'esx',
    user: uri.user?.split(':')[0],
    host: uri.host,
    port: uri.port ?? usualPort,
    transport,
    verify: !isSet(found, 'no_verify'),
    autoAnswer: isSet(found, 'auto_answer'),
    vcenter: vcenter === undefined ? undefined : parseAddress('vcenter', vcenter, usualPort),
    proxy: proxy === undefined ? environmentProxy(uri.host, transport, env) : parseProxy(proxy),
    path: uri.path.split('/').filter((part) => part !== ''),
  };
}

function isSet(params: ReadonlyMap<string, string>, name: string): boolean {
  const value = params.get(name);
  if (value === undefined || value === '0') return false;
  if (value === '1') return true;
  throw badParameter(`Query parameter '${name}' has unexpected value '${value}' (should be 0 or 1)`);
}

const KINDS: Readonly<Record<string, ProxyAddress['kind']>> = { 'http:': 'http', 'socks:': 'socks5', 'socks5:': 'socks5', 'socks5h:': 'socks5', 'socks4:': 'socks4', 'socks4a:': 'socks4a' };

/** `[TYPE://]HOST[:PORT]`; the port is 1080 unless it is said. */
function parseProxy(text: string): ProxyAddress {
  const match = /^(?:([a-z0-9]+:)\/\/)?([^/]*)\/?$/i.exec(text);
  const type = match?.[1]?.toLowerCase() ?? 'http:';
  const kind = KINDS[type];
  if (kind === undefined) throw badParameter(`Query parameter 'proxy' contains unexpected type '${type.slice(0, -1)}' (should be (http|socks(|4|4a|5))`);
  return { kind, ...parseAddress('proxy', match?.[2] ?? '', 1080) };
}

/** `HOST[:PORT]`, `[IPV6][:PORT]`, or an IPv6 address by itself. */
function parseAddress(parameter: string, text: string, usualPort: number): { readonly host: string; readonly port: number } {
  if (isIPv6(text)) return { host: text, port: usualPort };
  const address = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
  const host = address?.[1] ?? address?.[2] ?? '';
  if (host === '') throw badParameter(`Query parameter '${parameter}' doesn't contain a hostname`);
  const port = address?.[3] === undefined ? usualPort : Number(address[3]);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw badParameter(`Query parameter '${parameter}' has unexpected port value '${address?.[3] ?? ''}' (should be [1..65535])`);
  return { host, port };
}

/** What the environment says, as curl reads it: https_proxy, all_proxy, no_proxy. */
function environmentProxy(host: string, transport: 'http' | 'https', env: NodeJS.ProcessEnv): ProxyAddress | undefined {
  const value = env[`${transport}_proxy`] ?? (transport === 'https' ? env['HTTPS_PROXY'] : undefined) ?? env['all_proxy'] ?? env['ALL_PROXY'];
  if (value === undefined || value === '' || isExcepted(host, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  const bare = value.replace(/^([a-z0-9]+:\/\/)?[^@/]*@/i, '$1');
  try {
    return parseProxy(bare);
  } catch (error) {
    // A variable that is meant for other programs, in a form that only they know, is no reason not to connect.
    if (VirError.is(error, 'invalid-arg')) return undefined;
    throw error;
  }
}

function isExcepted(host: string, list: string): boolean {
  if (host === 'localhost' || host.startsWith('127.') || host === '::1') return true;
  return list
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .some((each) => each === '*' || host === each || host.endsWith(each.startsWith('.') ? each : `.${each}`));
}

function badParameter(message: string): VirError {
  return new VirError({ code: 'invalid-arg', domain: 'esx', message: `invalid argument: ${message}`, step: 'resolve' });
}
