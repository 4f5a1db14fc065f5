import type { IPAddress } from '../api/records.ts';
import type { TestNetwork } from './network-list.ts';

/** The address with this number behind the start of a network's first DHCP range, or behind its own address. */
export function addressFromNetwork(network: TestNetwork, offset: number): IPAddress {
  const ip = network.root.child('ip');
  if (ip === undefined) return { type: 0, addr: '', prefix: 0 };
  const own = ip.attribute('address') ?? '';
  const isV6 = ip.attribute('family') === 'ipv6';
  const start = ip.find('dhcp', 'range')?.attribute('start') ?? own;
  const prefix = ip.attribute('prefix') === undefined ? prefixOf(own, ip.attribute('netmask'), isV6) : Number(ip.attribute('prefix'));
  return isV6 ? { type: 1, addr: addToLastByte(start, offset), prefix } : { type: 0, addr: addToV4(start, offset), prefix };
}

/** A network without a mask gets that of its address's old class, as in libvirt. */
function prefixOf(address: string, netmask: string | undefined, isV6: boolean): number {
  if (netmask !== undefined) return toNumber(netmask).toString(2).replace(/0/g, '').length;
  if (isV6) return 64;
  const first = toNumber(address) >>> 24;
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}

function toNumber(v4: string): number {
  return v4.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}

function addToV4(address: string, offset: number): string {
  const sum = (toNumber(address) + offset) >>> 0;
  return [24, 16, 8, 0].map((shift) => (sum >>> shift) & 255).join('.');
}

/** Only the last byte counts up, and wraps: libvirt adds to that byte alone. */
function addToLastByte(address: string, offset: number): string {
  const cut = address.lastIndexOf(':') + 1;
  const last = Number.parseInt(address.slice(cut) || '0', 16);
  const sum = (last & 0xff00) | ((last + offset) & 0xff);
  return `${address.slice(0, cut)}${sum.toString(16)}`;
}
