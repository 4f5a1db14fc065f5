import type { ValueTypeName } from './value-types.ts';

/** What a protocol's element may say: attributes in the order they are written. */
export type AttributeTable = readonly (readonly [name: string, type: ValueTypeName])[];

const MAC: AttributeTable = [
  ['srcmacaddr', 'mac'], ['srcmacmask', 'macMask'], ['dstmacaddr', 'mac'], ['dstmacmask', 'macMask'],
];
const COMMENT: AttributeTable = [['comment', 'comment']];
const PORTS: AttributeTable = [
  ['srcportstart', 'u16'], ['srcportend', 'u16'], ['dstportstart', 'u16'], ['dstportend', 'u16'],
];
const ICMP: AttributeTable = [['type', 'u8'], ['code', 'u8']];

/** What every protocol above IP may say. The end of a destination range is read as IPv4 in both families, as libvirt does. */
function overIp(address: 'ipv4' | 'ipv6', mask: 'ipv4Mask' | 'ipv6Mask'): AttributeTable {
  return [
    ['srcmacaddr', 'mac'],
    ['srcipaddr', address], ['srcipmask', mask], ['dstipaddr', address], ['dstipmask', mask],
    ['srcipfrom', address], ['srcipto', address], ['dstipfrom', address], ['dstipto', 'ipv4'],
    ['dscp', 'dscp'], ['connlimit-above', 'decimalU16'], ['state', 'states'], ['ipset', 'ipset'], ['ipsetflags', 'ipsetFlags'],
  ];
}

const IPV4 = overIp('ipv4', 'ipv4Mask');
const IPV6 = overIp('ipv6', 'ipv6Mask');

const ARP: AttributeTable = [
  ...MAC,
  ['hwtype', 'u16'], ['protocoltype', 'u16'], ['opcode', 'arpOpcode'],
  ['arpsrcmacaddr', 'mac'], ['arpdstmacaddr', 'mac'],
  ['arpsrcipaddr', 'ipv4'], ['arpsrcipmask', 'ipv4Mask'], ['arpdstipaddr', 'ipv4'], ['arpdstipmask', 'ipv4Mask'],
  ['gratuitous', 'flag'],
  ...COMMENT,
];

const STP: AttributeTable = [
  ['srcmacaddr', 'mac'], ['srcmacmask', 'macMask'],
  ['type', 'u8'], ['flags', 'u8'],
  ['root-priority', 'u16'], ['root-priority-hi', 'u16'],
  ['root-address', 'mac'], ['root-address-mask', 'macMask'],
  ['root-cost', 'u32'], ['root-cost-hi', 'u32'],
  ['sender-priority', 'u16'], ['sender-priority-hi', 'u16'],
  ['sender-address', 'mac'], ['sender-address-mask', 'macMask'],
  ['port', 'u16'], ['port-hi', 'u16'],
  ['age', 'u16'], ['age-hi', 'u16'],
  ['max-age', 'u16'], ['max-age-hi', 'u16'],
  ['hello-time', 'u16'], ['hello-time-hi', 'u16'],
  ['forward-delay', 'u16'], ['forward-delay-hi', 'u16'],
  ...COMMENT,
];

function ethernetIp(address: 'ipv4' | 'ipv6', mask: 'ipv4Mask' | 'ipv6Mask'): AttributeTable {
  return [
    ...MAC,
    ['srcipaddr', address], ['srcipmask', mask], ['dstipaddr', address], ['dstipmask', mask],
    ['protocol', 'ipProtocol'],
    ...PORTS,
  ];
}

/** One entry a protocol. */
export const RULE_PROTOCOLS = {
  'arp': ARP,
  'rarp': ARP,
  'mac': [...MAC, ['protocolid', 'etherType'], ...COMMENT],
  'vlan': [...MAC, ['vlanid', 'vlanId'], ['encap-protocol', 'vlanEtherType'], ...COMMENT],
  'stp': STP,
  'ip': [...ethernetIp('ipv4', 'ipv4Mask'), ['dscp', 'dscp'], ...COMMENT],
  'ipv6': [...ethernetIp('ipv6', 'ipv6Mask'), ['type', 'u8'], ['typeend', 'u8'], ['code', 'u8'], ['codeend', 'u8'], ...COMMENT],
  'tcp': [...IPV4, ...PORTS, ['option', 'u8'], ['flags', 'tcpFlags'], ...COMMENT],
  'udp': [...IPV4, ...PORTS, ...COMMENT],
  'udplite': [...IPV4, ...COMMENT],
  'esp': [...IPV4, ...COMMENT],
  'ah': [...IPV4, ...COMMENT],
  'sctp': [...IPV4, ...PORTS, ...COMMENT],
  'icmp': [...IPV4, ...ICMP, ...COMMENT],
  'all': [...IPV4, ...COMMENT],
  'igmp': [...IPV4, ...COMMENT],
  'tcp-ipv6': [...IPV6, ...PORTS, ['option', 'u8'], ...COMMENT],
  'udp-ipv6': [...IPV6, ...PORTS, ...COMMENT],
  'udplite-ipv6': [...IPV6, ...COMMENT],
  'esp-ipv6': [...IPV6, ...COMMENT],
  'ah-ipv6': [...IPV6, ...COMMENT],
  'sctp-ipv6': [...IPV6, ...PORTS, ...COMMENT],
  'icmpv6': [...IPV6, ...ICMP, ...COMMENT],
  'all-ipv6': [...IPV6, ...COMMENT],
} as const satisfies Readonly<Record<string, AttributeTable>>;

/** A protocol that a rule can match. */
export type RuleProtocol = keyof typeof RULE_PROTOCOLS;

/** The attributes of a protocol. */
export function attributesOf(protocol: RuleProtocol): AttributeTable {
  return RULE_PROTOCOLS[protocol];
}

/** Whether the word names a protocol. */
export function isRuleProtocol(word: string): word is RuleProtocol {
  return Object.hasOwn(RULE_PROTOCOLS, word);
}

/** Attributes that are matched, or not, together with another: [follower, leader]. */
type Followers = readonly (readonly [follower: string, leader: string])[];

const IP_MASKS: Followers = [['srcipmask', 'srcipaddr'], ['dstipmask', 'dstipaddr']];
const IP_RANGES: Followers = [...IP_MASKS, ['srcipto', 'srcipfrom'], ['dstipto', 'dstipfrom']];
const PORT_RANGES: Followers = [['srcportend', 'srcportstart'], ['dstportstart', 'srcportstart'], ['dstportend', 'srcportstart']];
const MAC_MASKS: Followers = [['srcmacmask', 'srcmacaddr'], ['dstmacmask', 'dstmacaddr']];
const STP_PAIRS: Followers = [
  ['srcmacmask', 'srcmacaddr'], ['root-priority-hi', 'root-priority'], ['root-address-mask', 'root-address'],
  ['root-cost-hi', 'root-cost'], ['sender-priority-hi', 'sender-priority'], ['sender-address-mask', 'sender-address'],
  ['port-hi', 'port'], ['age-hi', 'age'], ['max-age-hi', 'max-age'], ['hello-time-hi', 'hello-time'], ['forward-delay-hi', 'forward-delay'],
];

/** Which attributes follow which in a protocol. */
export function followersOf(protocol: RuleProtocol): Followers {
  switch (protocol.replace(/-ipv6$/, '')) {
    case 'mac':
    case 'vlan':
      return MAC_MASKS;
    case 'stp':
      return STP_PAIRS;
    case 'ip':
      return IP_MASKS;
    case 'ipv6':
      return [...IP_MASKS, ['typeend', 'type'], ['code', 'type'], ['codeend', 'type']];
    case 'tcp':
    case 'udp':
    case 'sctp':
      return [...IP_RANGES, ...PORT_RANGES];
    case 'icmp':
    case 'icmpv6':
      return [...IP_RANGES, ['code', 'type']];
    case 'arp':
    case 'rarp':
      return [];
    default:
      return IP_RANGES;
  }
}
