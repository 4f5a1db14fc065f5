import { libvirtError } from '../core/error-text.ts';
import type { DnsSrv, NetworkDns } from '../conf/network/dns.ts';
import { ipBaseOf, type DhcpHost, type NetworkIp } from '../conf/network/ip.ts';
import { forwardModeOf, type NetworkDef } from '../conf/network/network-def.ts';
import { formatSocketAddress, netmaskOf, socketAddress } from '../conf/address/socket-address.ts';
import { escapeXml } from '../conf/xml/xml-escape.ts';

/** What dnsmasq is given for one network. */
export interface DnsmasqFiles {
  /** The configuration file. */
  readonly conf: string;
  /** Hosts with an address of their own (`dhcp-hostsfile`); empty: none. */
  readonly hostsFile: string;
  /** Names of addresses (`addn-hosts`); empty: none. */
  readonly additionalHosts: string;
}

/** Where dnsmasq finds its files. */
export interface DnsmasqOptions {
  readonly directory?: string;
  readonly pidFile?: string;
}

/**
 * What dnsmasq is told to serve a network.
 *
 * @throws VirError `config-unsupported` for more than one DHCP server per family, and for a reverse domain that cannot
 *   be derived.
 * @libvirt networkDnsmasqConfContents
 */
export function dnsmasqFiles(def: NetworkDef, options: DnsmasqOptions = {}): DnsmasqFiles {
  const ips = def.ips.map(servedAddress);
  const servers = (['ipv4', 'ipv6'] as const).map((family) => dhcpServer(ips, family)).filter((ip) => ip !== undefined);
  const conf = [
    ...headerLines(def),
    ...resolverLines(def, ips),
    ...(options.pidFile === undefined ? [] : [`pid-file=${options.pidFile}`]),
    'except-interface=lo',
    'bind-dynamic',
    `interface=${def.bridge?.name ?? ''}`,
    // No way out: no default route, and no queries to the host's resolvers either.
    ...(forwardModeOf(def) === 'none' ? ['dhcp-option=3', 'no-resolv', 'ra-param=*,0,0'] : []),
    ...(wantsDns(def) ? recordLines(def.dns) : []),
    ...tftpLines(ips),
    ...servers.flatMap(dhcpLines),
    ...leaseLines(servers),
    ...fileLines(def, servers, options.directory ?? '/var/lib/libvirt/dnsmasq'),
    ...(typeof def.mtu === 'number' && def.mtu > 0 ? [`dhcp-option=option:mtu,${def.mtu}`] : []),
    ...advertisingLines(ips),
    ...(def.dnsmasq?.options.map(({ value }) => value) ?? []),
  ];
  return {
    conf: lines(conf),
    hostsFile: lines(servers.flatMap((server) => (server.ip.dhcp?.hosts ?? []).flatMap((host) => hostLine(host, server.ipv6)))),
    additionalHosts: lines(namedAddresses(def.dns)),
  };
}

interface ServedAddress {
  readonly ip: NetworkIp;
  readonly ipv6: boolean;
  readonly address: string;
  readonly bytes: Uint8Array;
  readonly prefix: number;
  readonly servesDhcp: boolean;
}

function servedAddress(ip: NetworkIp): ServedAddress {
  const { address, prefix } = ipBaseOf(ip);
  if (prefix === undefined) throw libvirtError('network', 'internal-error', `address '${ip.address ?? ''}' has an invalid prefix`);
  return {
    ip,
    ipv6: address.family === 'ipv6',
    address: formatSocketAddress(address),
    bytes: address.bytes,
    prefix,
    servesDhcp: (ip.dhcp?.ranges.length ?? 0) + (ip.dhcp?.hosts.length ?? 0) > 0,
  };
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

function wantsDns(def: NetworkDef): boolean {
  return def.dns?.enable !== false;
}

function headerLines(def: NetworkDef): string[] {
  return [
    '##WARNING:  THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE',
    '##OVERWRITTEN AND LOST.  Changes to this configuration should be made using:',
    `##    virsh net-edit ${def.name}`,
    '## or other application using the libvirt API.',
    '##',
    '## dnsmasq conf file created by libvirt',
    'strict-order',
  ];
}

/** Which names are answered here, and who is asked for the others. */
function resolverLines(def: NetworkDef, ips: readonly ServedAddress[]): string[] {
  const dns = wantsDns(def);
  const { domain } = def;
  return [
    ...(dns ? forwarderLines(def.dns) : ['port=0']),
    ...(domain?.name !== undefined && domain.localOnly === true ? [`local=/${domain.name}/`] : []),
    ...(domain?.name === undefined ? [] : [`domain=${domain.name}`, 'expand-hosts']),
    ...(dns ? ips.filter(({ ip }) => ip.localPtr === true).map((ip) => `local=/${reverseDomain(ip)}/`) : []),
    ...(dns && def.dns?.forwardPlainNames === false ? ['domain-needed', 'local=//'] : []),
  ];
}

function forwarderLines(dns: NetworkDns | undefined): string[] {
  const forwarders = dns?.forwarders ?? [];
  const servers = forwarders.map(({ domain, address }) => `server=${domain === undefined ? '' : `/${domain}/`}${address === undefined ? '#' : formatSocketAddress(address)}`);
  const takesAll = forwarders.some(({ domain, address }) => domain === undefined && address !== undefined);
  return takesAll ? [...servers, 'no-resolv'] : servers;
}

/** The domain in which the addresses of a network are looked up. */
function reverseDomain({ bytes, ipv6, prefix }: ServedAddress): string {
  const [bits, root] = ipv6 ? [4, 'ip6.arpa'] : [8, 'in-addr.arpa'];
  if (prefix === 0 || prefix >= bytes.length * 8 || prefix % bits !== 0) {
    const family = ipv6 ? 'IPv6' : 'IPv4';
    throw libvirtError('network', 'config-unsupported', `PTR domain for ${family} network with prefix ${prefix} cannot be automatically created`);
  }
  const digits = ipv6 ? [...bytes].flatMap((byte) => [byte >> 4, byte & 15]).map((nibble) => nibble.toString(16)) : [...bytes].map(String);
  return [...digits.slice(0, prefix / bits).reverse(), root].join('.');
}

function recordLines(dns: NetworkDns | undefined): string[] {
  return [...(dns?.txts ?? []).map(({ name, value }) => `txt-record=${name ?? ''},${value ?? ''}`), ...(dns?.srvs ?? []).map(srvLine)];
}

function srvLine({ service, protocol, domain, target, port = 0, priority = 0, weight = 0 }: DnsSrv): string {
  const name = [`srv-host=_${service ?? ''}`, `_${protocol ?? ''}`, ...(domain === undefined ? [] : [domain])].join('.');
  // A target of "." says that there is no such service: nothing else counts.
  if (target === undefined || target === '.') return name;
  const numbers = [port === 0 ? 1 : port, priority, weight];
  const needed = [port, priority, weight].findLastIndex((value) => value !== 0) + 1;
  return [name, target, ...numbers.slice(0, needed)].join(',');
}

/** One line an address: its names, in the order in which they were given. */
function namedAddresses(dns: NetworkDns | undefined): string[] {
  const names = new Map<string, string[]>();
  for (const { ip, hostnames } of dns?.hosts ?? []) if (ip !== undefined) names.set(ip, [...(names.get(ip) ?? []), ...hostnames]);
  return [...names].map(([ip, list]) => [ip, ...list].join('\t'));
}

function dhcpServer(ips: readonly ServedAddress[], family: 'ipv4' | 'ipv6'): ServedAddress | undefined {
  const [first, second] = ips.filter((ip) => ip.servesDhcp && ip.ipv6 === (family === 'ipv6'));
  if (second !== undefined) {
    const name = family === 'ipv6' ? 'IPv6' : 'IPv4';
    throw libvirtError('network', 'config-unsupported', `For ${name}, multiple DHCP definitions cannot be specified.`);
  }
  return first;
}

function tftpLines(ips: readonly ServedAddress[]): string[] {
  const roots = ips.filter(({ ipv6 }) => !ipv6).flatMap(({ ip }) => (ip.tftpRoot === undefined ? [] : [`tftp-root=${ip.tftpRoot}`]));
  return roots.length > 0 ? ['enable-tftp', ...roots] : [];
}

function dhcpLines({ ip, ipv6, address, prefix, servesDhcp }: ServedAddress): string[] {
  const ranges = ip.dhcp?.ranges ?? [];
  const boot = ip.dhcp?.bootp;
  const width = ipv6 ? String(prefix) : formatSocketAddress(netmaskOf(prefix, 'ipv4'));
  const rangeLines = ranges.map(({ start, end, lease }) => ['dhcp-range='.concat(start ?? ''), end, width, ...leaseTime(lease)].join(','));
  // Without a range, dnsmasq has to be told that it serves the hosts it knows.
  const staticLine = ['dhcp-range='.concat(address), 'static', ...(ipv6 ? [prefix] : [])].join(',');
  return [
    ...(ranges.length > 0 ? rangeLines : [staticLine]),
    ...(servesDhcp && !ipv6 ? ['dhcp-no-override', 'dhcp-authoritative'] : []),
    ...(ipv6 || boot?.file === undefined ? [] : [`dhcp-boot=${boot.file}${boot.server === undefined ? '' : `,,${boot.server}`}`]),
  ];
}

type Lease = NonNullable<DhcpHost['lease']>;

function leaseTime(lease: Lease | undefined): string[] {
  if (lease?.expiry === undefined) return [];
  return [lease.expiry === 0n ? 'infinite' : `${lease.expiry}${(lease.unit ?? 'minutes').charAt(0)}`];
}

function leaseLines(servers: readonly ServedAddress[]): string[] {
  const leases = servers.flatMap(({ ip }) => ip.dhcp?.ranges ?? []).reduce((sum, { start, end }) => sum + lastWord(end) - lastWord(start) + 1, 0);
  return leases > 0 ? [`dhcp-lease-max=${leases}`] : [];
}

/** The last 16 bits: a range's ends differ in nothing else. */
function lastWord(address: string | undefined): number {
  const [high = 0, low = 0] = socketAddress(address ?? '').bytes.slice(-2);
  return high * 256 + low;
}

function fileLines(def: NetworkDef, servers: readonly ServedAddress[], directory: string): string[] {
  const file = `${directory}/${escapeXml(def.name)}`;
  return [...(servers.length > 0 ? [`dhcp-hostsfile=${file}.hostsfile`] : []), ...(wantsDns(def) ? [`addn-hosts=${file}.addnhosts`] : [])];
}

/** How IPv6 guests learn of the network: from the DHCP server, or from announcements alone. */
function advertisingLines(ips: readonly ServedAddress[]): string[] {
  const own = ips.filter(({ ipv6 }) => ipv6);
  return own.some(({ servesDhcp }) => servesDhcp) ? ['enable-ra'] : own.map(({ address }) => `dhcp-range=${address},ra-only`);
}

function hostLine({ id, mac, name, ip, lease }: DhcpHost, ipv6: boolean): string[] {
  if (ip === undefined) return [];
  const given = (list: readonly (string | undefined)[]): string[] => list.filter((word) => word !== undefined);
  const words = ipv6
    ? [...given([id === undefined ? undefined : `id:${id}`, name]), `[${ip}]`]
    : given(name !== undefined && mac === undefined ? [name, ip] : [mac, ip, name]);
  return [[...words, ...leaseTime(lease)].join(',')];
}
