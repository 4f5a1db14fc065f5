import { formatSocketAddress, maskByPrefix } from '../conf/address/socket-address.ts';
import type { CommandLine } from '../conf/format/command-text.ts';
import { ipBaseOf, type NetworkIp } from '../conf/network/ip.ts';
import { forwardModeOf, type NetworkDef } from '../conf/network/network-def.ts';
import { libvirtError } from '../core/error-text.ts';

type Family = 'ipv4' | 'ipv6';

const PROGRAMS: Readonly<Record<Family, string>> = { ipv4: '/usr/sbin/iptables', ipv6: '/usr/sbin/ip6tables' };
const MULTICAST: Readonly<Record<Family, string>> = { ipv4: '224.0.0.0/24', ipv6: 'ff02::/16' };
const BROADCAST = '255.255.255.255/32';

/**
 * The commands that let a network's traffic through the host's firewall. Rules are put in front of the ones before, so
 * the last comes first.
 *
 * @throws VirError `internal-error` for an address without a usable prefix and for an empty range of ports.
 * @libvirt networkAddFirewallRules
 */
export function networkFirewallRules(def: NetworkDef): CommandLine[] {
  const bridge = def.bridge?.name ?? '';
  const dev = def.forward?.interfaces[0]?.dev;
  const subnets = def.ips.map((ip) => subnetOf(ip, bridge));
  return [
    ...generalIpv4Rules(bridge, def.ips, subnets),
    ...generalIpv6Rules(bridge, subnets, def.ipv6NoGateway === true),
    ...subnets.flatMap((subnet) => subnetRules(def, subnet, { bridge, dev })),
    ...checksumRules(bridge, def.ips, subnets),
  ];
}

interface Subnet {
  readonly family: Family;
  /** Network address and prefix. */
  readonly cidr: string;
}

/** The bridge, and the only interface its packets may take. */
interface Path {
  readonly bridge: string;
  readonly dev: string | undefined;
}

function subnetOf(ip: NetworkIp, bridge: string): Subnet {
  const { address, prefix } = ipBaseOf(ip);
  if (prefix === undefined) throw libvirtError('network', 'internal-error', `Invalid prefix or netmask for '${bridge}'`);
  return { family: address.family, cidr: `${formatSocketAddress(maskByPrefix(address, prefix))}/${prefix}` };
}

function insert(family: Family, table: 'filter' | 'nat' | 'mangle', chain: string, ...rule: readonly string[]): CommandLine {
  return { argv: [PROGRAMS[family], '-w', '--table', table, '--insert', chain, ...rule] };
}

function input(family: Family, bridge: string, protocol: string, port: number): CommandLine {
  return insert(family, 'filter', 'LIBVIRT_INP', '--in-interface', bridge, '--protocol', protocol, '--destination-port', String(port), '--jump', 'ACCEPT');
}

function output(family: Family, bridge: string, protocol: string, port: number): CommandLine {
  return insert(family, 'filter', 'LIBVIRT_OUT', '--out-interface', bridge, '--protocol', protocol, '--destination-port', String(port), '--jump', 'ACCEPT');
}

/** Both protocols to one port of the host and back to another of the guest. */
function service(family: Family, bridge: string, to: number, back: number): CommandLine[] {
  return [input(family, bridge, 'tcp', to), input(family, bridge, 'udp', to), output(family, bridge, 'tcp', back), output(family, bridge, 'udp', back)];
}

/** Nothing is forwarded from or to the bridge, except among its guests. */
function forwardingRules(family: Family, bridge: string): CommandLine[] {
  return [
    insert(family, 'filter', 'LIBVIRT_FWO', '--in-interface', bridge, '--jump', 'REJECT'),
    insert(family, 'filter', 'LIBVIRT_FWI', '--out-interface', bridge, '--jump', 'REJECT'),
    insert(family, 'filter', 'LIBVIRT_FWX', '--in-interface', bridge, '--out-interface', bridge, '--jump', 'ACCEPT'),
  ];
}

function servesDhcp(ip: NetworkIp): boolean {
  return (ip.dhcp?.ranges.length ?? 0) + (ip.dhcp?.hosts.length ?? 0) > 0;
}

function generalIpv4Rules(bridge: string, ips: readonly NetworkIp[], subnets: readonly Subnet[]): CommandLine[] {
  const serving = ips.find((ip, index) => subnets[index]?.family === 'ipv4' && (servesDhcp(ip) || ip.tftpRoot !== undefined));
  return [
    ...service('ipv4', bridge, 67, 68),
    ...service('ipv4', bridge, 53, 53),
    ...(serving?.tftpRoot === undefined ? [] : [input('ipv4', bridge, 'udp', 69), output('ipv4', bridge, 'udp', 69)]),
    ...forwardingRules('ipv4', bridge),
  ];
}

function generalIpv6Rules(bridge: string, subnets: readonly Subnet[], withoutGateway: boolean): CommandLine[] {
  const addressed = subnets.some(({ family }) => family === 'ipv6');
  if (!addressed) return withoutGateway ? forwardingRules('ipv6', bridge) : [];
  return [
    ...forwardingRules('ipv6', bridge),
    ...service('ipv6', bridge, 53, 53),
    input('ipv6', bridge, 'udp', 547),
    output('ipv6', bridge, 'udp', 546),
  ];
}

function subnetRules(def: NetworkDef, subnet: Subnet, path: Path): CommandLine[] {
  const mode = forwardModeOf(def);
  if (mode === 'nat' && (subnet.family === 'ipv4' || def.forward?.nat?.ipv6 === true)) return masqueradingRules(def, subnet, path);
  return mode === 'nat' || mode === 'route' ? routingRules(subnet, path) : [];
}

function out(name: '--out-interface' | '--in-interface', dev: string | undefined): string[] {
  return dev === undefined ? [] : [name, dev];
}

function allowOut({ family, cidr }: Subnet, { bridge, dev }: Path): CommandLine {
  return insert(family, 'filter', 'LIBVIRT_FWO', '--source', cidr, '--in-interface', bridge, ...out('--out-interface', dev), '--jump', 'ACCEPT');
}

function allowIn({ family, cidr }: Subnet, { bridge, dev }: Path, match: readonly string[]): CommandLine {
  const way = [...out('--in-interface', dev), '--out-interface', bridge];
  return insert(family, 'filter', 'LIBVIRT_FWI', '--destination', cidr, ...way, ...match, '--jump', 'ACCEPT');
}

function routingRules(subnet: Subnet, path: Path): CommandLine[] {
  return [allowOut(subnet, path), allowIn(subnet, path, [])];
}

function masqueradingRules(def: NetworkDef, subnet: Subnet, path: Path): CommandLine[] {
  const { family } = subnet;
  return [
    allowOut(subnet, path),
    allowIn(subnet, path, ['--match', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED']),
    masquerade(def, subnet, path, undefined),
    masquerade(def, subnet, path, 'udp'),
    masquerade(def, subnet, path, 'tcp'),
    ...(family === 'ipv4' ? [keepSource(subnet, path, BROADCAST)] : []),
    keepSource(subnet, path, MULTICAST[family]),
  ];
}

/** Packets that leave the network get the host's address; ports below 1024 are not for guests. */
function masquerade(def: NetworkDef, { family, cidr }: Subnet, { dev }: Path, protocol: 'udp' | 'tcp' | undefined): CommandLine {
  const { address } = def.forward?.nat ?? {};
  const ports = protocol === undefined ? undefined : natPorts(def);
  const rule = ['--source', cidr, ...(protocol === undefined ? [] : ['-p', protocol]), '!', '--destination', cidr, ...out('--out-interface', dev)];
  if (family === 'ipv4' && address?.start !== undefined) {
    const range = address.end === undefined ? address.start : `${address.start}-${address.end}`;
    return insert(family, 'nat', 'LIBVIRT_PRT', ...rule, '--jump', 'SNAT', '--to-source', ports === undefined ? range : `${range}:${ports}`);
  }
  return insert(family, 'nat', 'LIBVIRT_PRT', ...rule, '--jump', 'MASQUERADE', ...(ports === undefined ? [] : ['--to-ports', ports]));
}

function natPorts(def: NetworkDef): string {
  const { start = 0, end = 0 } = def.forward?.nat?.port ?? {};
  if (start === 0 && end === 0) return '1024-65535';
  if (start >= end || end > 65535) throw libvirtError('none', 'internal-error', `Invalid port range '${start}-${end}'.`);
  return `${start}-${end}`;
}

function keepSource({ family, cidr }: Subnet, { dev }: Path, destination: string): CommandLine {
  return insert(family, 'nat', 'LIBVIRT_PRT', ...out('--out-interface', dev), '--source', cidr, '--destination', destination, '--jump', 'RETURN');
}

/** Old DHCP clients insist on a checksum that the virtual card leaves out. */
function checksumRules(bridge: string, ips: readonly NetworkIp[], subnets: readonly Subnet[]): CommandLine[] {
  if (!ips.some((ip, index) => subnets[index]?.family === 'ipv4' && servesDhcp(ip))) return [];
  const match = ['--out-interface', bridge, '--protocol', 'udp', '--destination-port', '68'];
  return [insert('ipv4', 'mangle', 'LIBVIRT_PRT', ...match, '--jump', 'CHECKSUM', '--checksum-fill')];
}
