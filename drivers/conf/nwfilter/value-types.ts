import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseMacAddress } from '../address/mac-address.ts';
import { formatSocketAddress, netmaskBits, parseSocketAddress, type SocketAddress } from '../address/socket-address.ts';
import { CONNECTION_STATES, formatTcpFlags, TCP_FLAGS, type RuleValue } from './rule-value.ts';

/** How one kind of attribute is read (undefined: illegal) and written. */
export interface ValueType {
  parse(text: string): RuleValue | undefined;
  format(value: RuleValue): string;
}

/** A number written as it was read. */
function plainNumber(value: RuleValue): string {
  if (value.type !== 'number') throw new Error(`not a number: ${value.type}`);
  return value.hex ? `0x${value.value.toString(16)}` : String(value.value);
}

/** Decimal first, then hexadecimal, as far as the attribute allows. */
function readNumber(text: string, most: number, hexAllowed: boolean): RuleValue | undefined {
  if (/^\s*\+?\d+$/.test(text) && Number(text) <= most) return { type: 'number', value: Number(text), hex: false };
  if (!hexAllowed || !/^\s*\+?(0[xX])?[0-9a-fA-F]+$/.test(text)) return undefined;
  const value = Number.parseInt(text.replace('+', ''), 16);
  return value <= most ? { type: 'number', value, hex: true } : undefined;
}

function numberType(most: number, options: { readonly hex?: boolean; readonly least?: number } = {}): ValueType {
  const { hex = true, least = 0 } = options;
  return {
    parse(text) {
      const value = readNumber(text, most, hex);
      return value?.type === 'number' && value.value >= least ? value : undefined;
    },
    format: plainNumber,
  };
}

/** Numbers that have names; a name's own number is written as that name. */
function namedNumber(names: Readonly<Record<string, number>>, most: number, options: { readonly least?: number; readonly hexNames?: boolean } = {}): ValueType {
  const byNumber = new Map(Object.entries(names).map(([name, value]) => [value, name]));
  const numbers = numberType(most, { least: options.least ?? 0 });
  return {
    parse(text) {
      const number = readNumber(text, most, true);
      if (number !== undefined) return numbers.parse(text);
      const name = Object.keys(names).find((one) => one.toLowerCase() === text.toLowerCase());
      const value = name === undefined ? undefined : names[name];
      return value === undefined ? undefined : { type: 'number', value, hex: options.hexNames ?? false };
    },
    format: (value) => (value.type === 'number' ? byNumber.get(value.value) : undefined) ?? plainNumber(value),
  };
}

function addressType(family: SocketAddress['family']): ValueType {
  return {
    parse(text) {
      const address = parseSocketAddress(text, family);
      return address === undefined ? undefined : { type: 'address', address };
    },
    format: (value) => (value.type === 'address' ? formatSocketAddress(value.address) : ''),
  };
}

/** A mask as a number of bits or as an address; always written as bits. */
function maskType(family: SocketAddress['family'], most: number): ValueType {
  return {
    parse(text) {
      if (/^\s*\+?\d+$/.test(text)) return Number(text) <= most ? { type: 'mask', bits: Number(text) } : undefined;
      const address = parseSocketAddress(text, family);
      const bits = address === undefined ? undefined : netmaskBits(address);
      return bits === undefined ? undefined : { type: 'mask', bits };
    },
    format: (value) => (value.type === 'mask' ? String(value.bits) : ''),
  };
}

const mac: ValueType = {
  parse(text) {
    const found = parseMacAddress(text);
    return found === undefined ? undefined : { type: 'mac', mac: found };
  },
  format: (value) => (value.type === 'mac' ? value.mac : ''),
};

/** Ones, then zeros. */
const macMask: ValueType = {
  ...mac,
  parse(text) {
    const value = mac.parse(text);
    if (value?.type !== 'mac') return undefined;
    const bits = value.mac.split(':').map((byte) => Number.parseInt(byte, 16).toString(2).padStart(8, '0')).join('');
    return /^1*0*$/.test(bits) ? value : undefined;
  },
};

const MAX_COMMENT_LENGTH = 256;
const comment: ValueType = {
  parse: (text) => ({ type: 'text', text: text.slice(0, MAX_COMMENT_LENGTH) }),
  format: (value) => (value.type === 'text' ? value.text : ''),
};

const flag: ValueType = {
  parse: (text) => ({ type: 'boolean', value: ['true', '1', 'yes'].includes(text) }),
  format: (value) => String(value.type === 'boolean' && value.value),
};

/** Words run together or separated by commas and blanks, in any case: their bits, or undefined. */
function wordBits(words: Readonly<Record<string, number>>, text: string): number | undefined {
  let bits = 0;
  let rest = text.replace(/^[\s,]+/, '');
  while (rest !== '') {
    const word = Object.keys(words).find((one) => rest.toUpperCase().startsWith(one));
    if (word === undefined) return undefined;
    bits |= words[word] ?? 0;
    rest = rest.slice(word.length).replace(/^[\s,]+/, '');
  }
  return bits;
}

const STATE_BITS = Object.fromEntries(CONNECTION_STATES.map((state, index) => [state, 1 << index]));
const states: ValueType = {
  parse(text) {
    const bits = wordBits(STATE_BITS, text);
    if (bits === undefined) return undefined;
    const all = CONNECTION_STATES.filter((_, index) => (bits & (1 << index)) !== 0);
    return { type: 'states', states: all.includes('NONE') ? ['NONE'] : all };
  },
  format: (value) => (value.type === 'states' ? value.states.join(',') : ''),
};

const FLAG_BITS = { ...Object.fromEntries(TCP_FLAGS.map((name, index) => [name, 1 << index])), ALL: 0x3f, NONE: 0 };
const tcpFlags: ValueType = {
  parse(text) {
    const slash = text.indexOf('/');
    if (slash === -1) return undefined;
    const mask = wordBits(FLAG_BITS, text.slice(0, slash));
    const flags = wordBits(FLAG_BITS, text.slice(slash + 1));
    return mask === undefined || flags === undefined ? undefined : { type: 'tcp-flags', mask, flags };
  },
  format: (value) => (value.type === 'tcp-flags' ? `${formatTcpFlags(value.mask)}/${formatTcpFlags(value.flags)}` : ''),
};

const MAX_IPSET_NAME_LENGTH = 31;
const ipset: ValueType = {
  parse: (text) => (text.length <= MAX_IPSET_NAME_LENGTH && /^[A-Za-z0-9_.:\-+ ]*$/.test(text) ? { type: 'text', text } : undefined),
  format: (value) => comment.format(value),
};

const ipsetFlags: ValueType = {
  parse(text) {
    const flags = text.toLowerCase().split(',');
    if (flags.length > 6 || !flags.every((one) => one === 'src' || one === 'dst')) return undefined;
    return { type: 'ipset-flags', flags: flags.map((one) => (one === 'src' ? 'src' : 'dst')) };
  },
  format: (value) => (value.type === 'ipset-flags' ? value.flags.join(',') : ''),
};

const ETHER_TYPES = { arp: 0x806, rarp: 0x8035, ipv4: 0x800, ipv6: 0x86dd, vlan: 0x8100 };
const IP_PROTOCOLS = { tcp: 6, udp: 17, udplite: 136, esp: 50, ah: 51, icmp: 1, igmp: 2, sctp: 132, icmpv6: 58 };
const ARP_OPCODES = {
  Request: 1, Reply: 2, Request_Reverse: 3, Reply_Reverse: 4, DRARP_Request: 5, DRARP_Reply: 6, DRARP_Error: 7, InARP_Request: 8, ARP_NAK: 9,
};

const arpOpcode = namedNumber(ARP_OPCODES, 0xffff);

/** Every kind of attribute that a rule may have. */
export const VALUE_TYPES = {
  u8: numberType(0xff),
  u16: numberType(0xffff),
  decimalU16: numberType(0xffff, { hex: false }),
  u32: numberType(0xffff_ffff),
  dscp: numberType(63),
  vlanId: numberType(4095),
  etherType: namedNumber(ETHER_TYPES, 0xffff, { least: 0x600 }),
  vlanEtherType: namedNumber(ETHER_TYPES, 0xffff, { least: 0x3c }),
  arpOpcode: { ...arpOpcode, format: (value) => arpOpcode.format(value.type === 'number' ? { ...value, hex: false } : value) },
  ipProtocol: namedNumber(IP_PROTOCOLS, 0xff, { hexNames: true }),
  ipv4: addressType('ipv4'),
  ipv4Mask: maskType('ipv4', 32),
  ipv6: addressType('ipv6'),
  ipv6Mask: maskType('ipv6', 128),
  mac,
  macMask,
  comment,
  flag,
  states,
  tcpFlags,
  ipset,
  ipsetFlags,
} as const satisfies Readonly<Record<string, ValueType>>;

/** A kind of attribute. */
export type ValueTypeName = keyof typeof VALUE_TYPES;

const MAX_ITERATOR = 1000;

function malformed(message: string): VirError {
  return libvirtError('nwfilter', 'invalid-arg', message);
}

/** `NAME`, `NAME[2]` or `NAME[@2]`, as it stands behind a `$`. */
export function parseRuleVariable(text: string): RuleValue {
  const [name = ''] = /^[A-Za-z0-9_]*/.exec(text) ?? [];
  const rest = text.slice(name.length);
  if (rest === '') return { type: 'variable', name, access: { iterator: 0 } };
  if (!rest.startsWith('[')) throw malformed('Malformatted variable');
  const found = /^\[\s*(@?)\s*\+?(\d+)\s*\]/.exec(rest);
  if (found === null) throw malformed(/^\[\s*@/.test(rest) ? 'Malformatted iterator id' : 'Malformatted array index');
  const number = Number(found[2]);
  if (found[1] === '') return { type: 'variable', name, access: { element: number } };
  if (number > MAX_ITERATOR) throw malformed(`Iterator ID exceeds maximum ID of ${MAX_ITERATOR}`);
  return { type: 'variable', name, access: { iterator: number } };
}

/** A variable as it stands behind the `$`. */
export function formatRuleVariable(value: Extract<RuleValue, { type: 'variable' }>): string {
  if ('element' in value.access) return `${value.name}[${value.access.element}]`;
  return value.access.iterator === 0 ? value.name : `${value.name}[@${value.access.iterator}]`;
}
