import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { ipAddress } from '../address/address-codec.ts';
import { checkAddressRange } from '../address/address-range.ts';
import { isMulticastMac, parseMacAddress } from '../address/mac-address.ts';
import { effectivePrefix, formatSocketAddress, parseSocketAddress, socketAddress, type SocketAddress } from '../address/socket-address.ts';
import { enumOf, string, u64, uint, yesNo } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { networkNameOf } from '../network-common/network-context.ts';

const lease = element(
  {
    expiry: attr(u64, { help: 'How long a lease lasts; 0: for ever' }),
    unit: attr(enumOf(['seconds', 'minutes', 'hours']), { help: 'minutes by default' }),
  },
  {
    parsed(value) {
      const { expiry, unit = 'minutes' } = value;
      const short = expiry !== undefined && expiry > 0n && ((unit === 'seconds' && expiry < 120n) || (unit === 'minutes' && expiry < 2n));
      if (short) throw libvirtError('network', 'config-unsupported', 'The minimum lease time should be greater than 2 minutes');
    },
    formatting(value) {
      if (value.expiry === undefined) return undefined;
      return value.expiry === 0n ? { expiry: 0n, unit: undefined } : { expiry: value.expiry, unit: value.unit ?? 'minutes' };
    },
  },
);

/** `<range>`: addresses handed out to whoever asks. */
export const dhcpRange = element({ start: attr(string), end: attr(string), lease: child(lease) });

/** `<host>` below `<dhcp>`: an address kept for one machine. */
export const dhcpHost = element({ mac: attr(string), id: attr(string), name: attr(string), ip: attr(string), lease: child(lease) });

const bootp = element({ file: attr(string), server: attr(string) });

/** `<dhcp>`: what the network hands out. */
export const dhcp = element(
  {
    ranges: list(dhcpRange, { name: 'range', help: 'Addresses handed out' }),
    hosts: list(dhcpHost, { name: 'host', help: 'An address kept for one machine' }),
    bootp: child(bootp, { help: 'What machines boot from the network' }),
  },
  { formatting: (value) => (value.ranges.length + value.hosts.length === 0 ? undefined : value) },
);

/** `<ip>` of a network: the host's address on it, and what it serves there. */
export const networkIp = element(
  {
    family: attr(string, { absent: '', help: 'ipv4 (default) or ipv6' }),
    address: attr(string, { absent: '' }),
    netmask: attr(string, { absent: '' }),
    prefix: attr(uint, { omit: (bits) => bits === 0 }),
    localPtr: attr(yesNo, { help: 'Reverse lookups of the network stay local' }),
    tftpRoot: attrChild('root', string, { name: 'tftp', absent: '' }),
    dhcp: child(dhcp),
  },
  {
    block: true,
    parsed(value, xml, context) {
      const network = networkNameOf(context);
      const base = checkIp(value, network);
      const served = value.dhcp === undefined ? undefined : checkDhcp(value.dhcp, base, network);
      if (xml.child('tftp') !== undefined && base.address.family !== 'ipv4') {
        throw wrong(`Unsupported <tftp> element in an IPv6 element in network '${network}'`);
      }
      const text = (address: SocketAddress | undefined): string | undefined => (address === undefined ? undefined : formatSocketAddress(address));
      return { ...value, address: text(base.address), netmask: text(base.netmask), dhcp: served };
    },
  },
);

/** An address of a network's bridge, with what is served there. */
export type NetworkIp = LensValue<typeof networkIp>;
/** A range of a DHCP server. */
export type DhcpRange = LensValue<typeof dhcpRange>;
/** A host known to a DHCP server. */
export type DhcpHost = LensValue<typeof dhcpHost>;

/** The parts of `<ip>` that others are checked against. */
export interface IpBase {
  readonly address: SocketAddress;
  readonly netmask: SocketAddress | undefined;
  readonly prefix: number | undefined;
}

/** The typed addresses of an `<ip>`. */
export function ipBaseOf(ip: NetworkIp): IpBase {
  const address = socketAddress(ip.address ?? '');
  const netmask = ip.netmask === undefined ? undefined : socketAddress(ip.netmask);
  return { address, netmask, prefix: effectivePrefix(address, netmask, ip.prefix) };
}

function wrong(message: string, code: VirErrorCode = 'config-unsupported'): VirError {
  return libvirtError('network', code, message);
}

function checkIp(ip: NetworkIp, network: string): IpBase {
  if (ip.address === undefined) throw wrong(`Missing required address attribute in network '${network}'`, 'xml-error');
  const address = parseSocketAddress(ip.address);
  if (address === undefined) throw wrong(`Invalid address '${ip.address}' in network '${network}'`, 'xml-error');
  const netmask = ip.netmask === undefined ? undefined : parseSocketAddress(ip.netmask);
  if (ip.netmask !== undefined && netmask === undefined) throw wrong(`Invalid netmask '${ip.netmask}' in network '${network}'`, 'xml-error');
  if (ip.family === undefined || ip.family === 'ipv4') checkIpv4(ip, address, netmask, network);
  else if (ip.family === 'ipv6') checkIpv6(ip, address, network);
  else throw wrong(`Unrecognized family '${ip.family}' in network '${network}'`, 'xml-error');
  return { address, netmask, prefix: effectivePrefix(address, netmask, ip.prefix) };
}

function checkIpv4(ip: NetworkIp, address: SocketAddress, netmask: SocketAddress | undefined, network: string): void {
  const { prefix = 0 } = ip;
  if (address.family !== 'ipv4') {
    throw wrong(`${ip.family ?? 'no'} family specified for non-IPv4 address '${ip.address ?? ''}' in network '${network}'`);
  }
  if (netmask === undefined) {
    if (prefix > 32) throw wrong(`Invalid IPv4 prefix '${prefix}' in network '${network}'`);
    return;
  }
  if (netmask.family !== 'ipv4') {
    throw wrong(`Invalid netmask '${ip.netmask ?? ''}' for address '${ip.address ?? ''}' in network '${network}' (both must be IPv4)`);
  }
  if (prefix > 0) throw wrong(`Network '${network}' IP address cannot have both a prefix and a netmask`);
}

function checkIpv6(ip: NetworkIp, address: SocketAddress, network: string): void {
  const { prefix = 0 } = ip;
  if (address.family !== 'ipv6') throw wrong(`Family 'ipv6' specified for non-IPv6 address '${ip.address ?? ''}' in network '${network}'`);
  if (ip.netmask !== undefined) throw wrong(`netmask not allowed for IPv6 address '${ip.address ?? ''}' in network '${network}'`);
  if (prefix > 128) throw wrong(`Invalid IPv6 prefix '${prefix}' in network '${network}'`);
}

function checkDhcp(served: LensValue<typeof dhcp>, base: IpBase, network: string): LensValue<typeof dhcp> {
  const boot = served.bootp;
  return {
    ranges: served.ranges.map((range) => checkDhcpRange(range, base, network)),
    hosts: served.hosts.map((host) => checkDhcpHost(host, base, network, false)),
    bootp: boot?.file === undefined || base.address.family !== 'ipv4' ? undefined : { ...boot, server: normal(boot.server) },
  };
}

function normal(address: string | undefined): string | undefined {
  return address === undefined ? undefined : ipAddress.encode(socketAddress(address));
}

/** Checks a range against its network; its addresses come back in canonical form. */
export function checkDhcpRange(range: DhcpRange, base: IpBase, network: string): DhcpRange {
  const ends = (['start', 'end'] as const).map((name) => {
    const text = range[name];
    if (text === undefined) throw wrong(`Missing '${name}' attribute in dhcp range for network '${network}'`, 'xml-error');
    return socketAddress(text);
  });
  const [start, end] = ends;
  if (start === undefined || end === undefined) return range;
  checkAddressRange({ start, end }, base);
  return { ...range, start: formatSocketAddress(start), end: formatSocketAddress(end) };
}

/** Checks a host entry; as a search key (`partial`) one of its names is enough. */
export function checkDhcpHost(host: DhcpHost, base: IpBase, network: string, partial: boolean): DhcpHost {
  const ipv6 = base.address.family === 'ipv6';
  if (host.mac !== undefined) checkHostMac(host.mac, ipv6, network);
  const bad = host.id === undefined ? undefined : /[^0-9a-fA-F:]/.exec(host.id)?.[0];
  if (bad !== undefined) throw wrong(`Invalid character '${bad}' in id '${host.id ?? ''}' of network '${network}'`, 'xml-error');
  if (host.name !== undefined && host.name !== '' && !/^[A-Za-z0-9]/.test(host.name)) {
    throw wrong(`Cannot use host name '${host.name}' in network '${network}'`, 'xml-error');
  }
  const ip = host.ip === undefined ? undefined : parseSocketAddress(host.ip);
  if (host.ip !== undefined && ip === undefined) {
    throw wrong(`Invalid IP address in static host definition for network '${network}'`, 'xml-error');
  }
  const { mac, name, id } = host;
  if (partial) {
    if (mac === undefined && name === undefined && ip === undefined) {
      throw wrong(`At least one of name, mac, or ip attribute must be specified for static host definition in network '${network}' `, 'xml-error');
    }
  } else if (ipv6 && id === undefined && name === undefined) {
    throw wrong(`Static host definition in IPv6 network '${network}' must have id or name attribute`, 'xml-error');
  } else if (!ipv6 && mac === undefined && name === undefined) {
    throw wrong(`Static host definition in IPv4 network '${network}' must have mac or name attribute`, 'xml-error');
  } else if (ip === undefined) {
    throw wrong(`Missing IP address in static host definition for network '${network}'`, 'xml-error');
  }
  return { ...host, ip: ip === undefined ? undefined : formatSocketAddress(ip) };
}

function checkHostMac(mac: string, ipv6: boolean, network: string): void {
  if (ipv6) throw wrong(`Invalid to specify MAC address '${mac}' in network '${network}' IPv6 static host definition`, 'xml-error');
  const parsed = parseMacAddress(mac);
  if (parsed === undefined) throw wrong(`Cannot parse MAC address '${mac}' in network '${network}'`, 'xml-error');
  if (isMulticastMac(parsed)) throw wrong(`expected unicast mac address, found multicast '${mac}' in network '${network}'`, 'xml-error');
}
