import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';

/** An IP address as bytes: 4 or 16. */
export interface SocketAddress {
  readonly family: 'ipv4' | 'ipv6';
  readonly bytes: Uint8Array;
}

/** A numeric IPv4 or IPv6 address, undefined if the text is none. */
export function parseSocketAddress(text: string, family?: SocketAddress['family']): SocketAddress | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  if (bytes === undefined) return undefined;
  const found: SocketAddress = { family: bytes.length === 4 ? 'ipv4' : 'ipv6', bytes };
  return family === undefined || family === found.family ? found : undefined;
}

/** What libvirt says about a text that is no address. */
export function badSocketAddress(text: string): VirError {
  return libvirtError('none', 'system-error', `Cannot parse socket address '${text}': Name or service not known`);
}

/** Like {@link parseSocketAddress}, but an error if the text is none. */
export function socketAddress(text: string): SocketAddress {
  const found = parseSocketAddress(text);
  if (found === undefined) throw badSocketAddress(text);
  return found;
}

/** The text form: dotted quad, or IPv6 with the longest run of zeros compressed. */
export function formatSocketAddress(address: SocketAddress): string {
  return address.family === 'ipv4' ? [...address.bytes].join('.') : formatIpv6(address.bytes);
}

/** Whether two addresses are the same. */
export function sameAddress(left: SocketAddress, right: SocketAddress): boolean {
  return left.bytes.length === right.bytes.length && left.bytes.every((byte, index) => byte === right.bytes[index]);
}

/** The first `prefix` bits of an address, the rest zero. */
export function maskByPrefix(address: SocketAddress, prefix: number): SocketAddress {
  return maskBy(address, prefixMask(prefix, address.bytes.length));
}

/** An address and a mask, bit by bit. */
export function maskBy(address: SocketAddress, mask: Uint8Array): SocketAddress {
  return { family: address.family, bytes: address.bytes.map((byte, index) => byte & (mask[index] ?? 0)) };
}

/** A mask of `prefix` ones as an address of the same family. */
export function netmaskOf(prefix: number, family: SocketAddress['family']): SocketAddress {
  return { family, bytes: prefixMask(prefix, family === 'ipv4' ? 4 : 16) };
}

/** The network's broadcast address. */
export function broadcastOf(address: SocketAddress, prefix: number): SocketAddress {
  const mask = prefixMask(prefix, address.bytes.length);
  return { family: address.family, bytes: address.bytes.map((byte, index) => (byte | ~(mask[index] ?? 0)) & 0xff) };
}

/** How many leading ones a mask has; undefined when ones follow a zero. */
export function netmaskBits(mask: SocketAddress): number | undefined {
  const bits = [...mask.bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

/**
 * The prefix that counts: the given one, else the netmask's, else the address's class (IPv6: 64); 0 for the wildcard.
 * Undefined for an IPv4 address outside classes A to C and for a bad netmask.
 */
export function effectivePrefix(address: SocketAddress | undefined, netmask?: SocketAddress, prefix = 0): number | undefined {
  if (prefix > 0) return prefix;
  if (netmask !== undefined) return netmaskBits(netmask);
  if (address === undefined || address.bytes.every((byte) => byte === 0)) return 0;
  if (address.family === 'ipv6') return 64;
  const first = address.bytes[0] ?? 0;
  if (first < 128) return 8;
  if (first < 192) return 16;
  return first < 224 ? 24 : undefined;
}

/** Whether the address is all zeros. */
export function isWildcard(address: SocketAddress): boolean {
  return address.bytes.every((byte) => byte === 0);
}

function prefixMask(prefix: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => {
    const bits = Math.min(8, Math.max(0, prefix - 8 * index));
    return (0xff << (8 - bits)) & 0xff;
  });
}

/** As inet_aton reads it: one to four parts, each decimal, octal or hexadecimal; the last fills the rest. */
function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  const bytes: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (!/^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.test(part)) return undefined;
    const value = /^0\d/.test(part) ? Number.parseInt(part, 8) : Number(part);
    const width = index === parts.length - 1 ? 4 - index : 1;
    if (value >= 2 ** (8 * width)) return undefined;
    for (let shift = width - 1; shift >= 0; shift--) bytes.push(Math.floor(value / 2 ** (8 * shift)) % 256);
  }
  return Uint8Array.from(bytes);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const [address = ''] = text.split('%');
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : ipv6Groups(half)));
  const [head, tail] = groups;
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? groupBytes(head) : undefined;
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return groupBytes([...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]);
}

function ipv6Groups(text: string): number[] | undefined {
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      if (!/^\d+\.\d+\.\d+\.\d+$/.test(part)) return undefined;
      const [a = 0, b = 0, c = 0, d = 0] = parseIpv4(part) ?? [];
      groups.push(a * 256 + b, c * 256 + d);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function groupBytes(groups: readonly number[]): Uint8Array {
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  const [start, length] = longestZeroRun(groups);
  const hex = (from: number, to: number): string => groups.slice(from, to).map((group) => group.toString(16)).join(':');
  // IPv4 inside IPv6 is written as a dotted quad: ::1.2.3.4 and ::ffff:1.2.3.4.
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    const quad = bytes.slice(12).join('.');
    return length === 6 ? `::${quad}` : `::ffff:${quad}`;
  }
  return length < 2 ? hex(0, 8) : `${hex(0, start)}::${hex(start + length, 8)}`;
}

function longestZeroRun(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [-1, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}
