import type { NwfilterRule } from '../../conf/nwfilter/nwfilter-def.ts';
import type { RuleProtocol } from '../../conf/nwfilter/rule-protocols.ts';
import { libvirtError } from '../../core/error-text.ts';
import { must, type FirewallCommand } from './firewall-command.ts';
import type { RuleText } from './rule-text.ts';

/** The group address of bridges. */
export const BRIDGE_GROUP_ADDRESS = '01:80:c2:00:00:00';

/** Makes the words for what a rule matches; `reverse`: the packet goes the other way. */
type Matcher = (text: RuleText, reverse: boolean) => string[];

/** One entry for each protocol that ebtables tells apart. */
const MATCHERS: Readonly<Partial<Record<RuleProtocol, Matcher>>> = {
  mac: (text, reverse) => [...ethernet(text, reverse), ...text.option('-p', 'protocolid', (name) => text.text(name, true))],
  vlan: (text, reverse) => [
    ...ethernet(text, reverse),
    '-p', '0x8100',
    ...text.option('--vlan-id', 'vlanid'),
    ...text.option('--vlan-encap', 'encap-protocol'),
  ],
  stp: matchStp,
  arp: (text, reverse) => [...ethernet(text, reverse), '-p', '0x806', ...matchArp(text, reverse)],
  rarp: (text, reverse) => [...ethernet(text, reverse), '-p', '0x8035', ...matchArp(text, reverse)],
  ip: (text, reverse) => [
    ...ethernet(text, reverse),
    '-p', 'ipv4',
    ...matchIp(text, reverse, '--ip'),
    ...text.option('--ip-tos', 'dscp', (name) => text.text(name, true)),
  ],
  ipv6: (text, reverse) => [...ethernet(text, reverse), '-p', 'ipv6', ...matchIp(text, reverse, '--ip6'), ...matchIcmpv6(text)],
};

/** Whether a rule is for ebtables: so are rules without any protocol. */
export function isEthernetRule(rule: NwfilterRule): boolean {
  return rule.protocol === undefined || rule.protocol in MATCHERS;
}

/** @libvirt ebtablesCreateRuleInstance */
export function ebtablesRule(chain: string, rule: NwfilterRule, text: RuleText, reverse: boolean): FirewallCommand {
  const matcher = rule.protocol === undefined ? undefined : MATCHERS[rule.protocol];
  // There is nobody to tell on this layer.
  const target = rule.action === 'reject' ? 'DROP' : rule.action.toUpperCase();
  return must('ethernet', '-A', chain, ...(matcher?.(text, reverse) ?? []), '-j', target);
}

function ethernet(text: RuleText, reverse: boolean): string[] {
  return [
    ...text.option(reverse ? '-d' : '-s', 'srcmacaddr', (name) => text.pair(name, 'srcmacmask', '/')),
    ...text.option(reverse ? '-s' : '-d', 'dstmacaddr', (name) => text.pair(name, 'dstmacmask', '/')),
  ];
}

const STP_RANGES: readonly (readonly [option: string, name: string])[] = [['--stp-port', 'port'], ['--stp-msg-age', 'age'], ['--stp-max-age', 'max-age'], ['--stp-hello-time', 'hello-time'], ['--stp-forward-delay', 'forward-delay']];

function matchStp(text: RuleText, reverse: boolean): string[] {
  if (reverse && text.has('srcmacaddr')) {
    throw libvirtError('nwfilter', 'internal-error', 'STP filtering in inout direction with source MAC address set is not supported');
  }
  const range = (option: string, name: string): string[] => text.option(option, name, (one) => text.pair(one, `${name}-hi`, ':'));
  const masked = (option: string, name: string): string[] => text.option(option, name, (one) => text.pair(one, `${name}-mask`, '/'));
  return [
    ...ethernet(text, reverse),
    '-d', BRIDGE_GROUP_ADDRESS,
    ...text.option('--stp-type', 'type'),
    ...text.option('--stp-flags', 'flags'),
    ...range('--stp-root-pri', 'root-priority'),
    ...masked('--stp-root-addr', 'root-address'),
    ...range('--stp-root-cost', 'root-cost'),
    ...range('--stp-sender-prio', 'sender-priority'),
    ...masked('--stp-sender-addr', 'sender-address'),
    ...STP_RANGES.flatMap(([option, name]) => range(option, name)),
  ];
}

function matchArp(text: RuleText, reverse: boolean): string[] {
  const [source, destination] = reverse ? ['dst', 'src'] : ['src', 'dst'];
  const sourceMask = text.has('arpsrcipmask') ? text.text('arpsrcipmask') : '32';
  const sourceMaskUsed = text.has('arpsrcipaddr') ? sourceMask : '32';
  // As libvirt does: without a mask of its own, the destination shares the source's.
  const destinationMask = text.has('arpdstipmask') ? text.text('arpdstipmask') : sourceMaskUsed;
  return [
    ...text.option('--arp-htype', 'hwtype'),
    ...text.option('--arp-opcode', 'opcode'),
    ...text.option('--arp-ptype', 'protocoltype', (name) => text.text(name, true)),
    ...text.option(`--arp-ip-${source}`, 'arpsrcipaddr', (name) => `${text.text(name)}/${sourceMask}`),
    ...text.option(`--arp-ip-${destination}`, 'arpdstipaddr', (name) => `${text.text(name)}/${destinationMask}`),
    ...text.option(`--arp-mac-${source}`, 'arpsrcmacaddr'),
    ...text.option(`--arp-mac-${destination}`, 'arpdstmacaddr'),
    ...(text.text('gratuitous') === 'true' ? [...text.not('gratuitous'), '--arp-gratuitous'] : []),
  ];
}

function matchIp(text: RuleText, reverse: boolean, prefix: '--ip' | '--ip6'): string[] {
  const [source, destination] = reverse ? ['destination', 'source'] : ['source', 'destination'];
  return [
    ...text.option(`${prefix}-${source}`, 'srcipaddr', (name) => text.pair(name, 'srcipmask', '/')),
    ...text.option(`${prefix}-${destination}`, 'dstipaddr', (name) => text.pair(name, 'dstipmask', '/')),
    ...text.option(`${prefix}-protocol`, 'protocol'),
    ...text.option(`${prefix}-${source}-port`, 'srcportstart', (name) => text.pair(name, 'srcportend', ':')),
    ...text.option(`${prefix}-${destination}-port`, 'dstportstart', (name) => text.pair(name, 'dstportend', ':')),
  ];
}

function matchIcmpv6(text: RuleText): string[] {
  if (!['type', 'typeend', 'code', 'codeend'].some((name) => text.has(name))) return [];
  const range = (name: string, end: string): string => {
    const low = text.has(name) ? text.text(name) : '0';
    const high = text.has(name) ? low : '255';
    return `${low}:${text.has(end) ? text.text(end) : high}`;
  };
  return ['--ip6-icmp-type', ...text.not('type'), `${range('type', 'typeend')}/${range('code', 'codeend')}`];
}
