import type { NwfilterRule } from '../../conf/nwfilter/nwfilter-def.ts';
import { must, type FirewallCommand, type FirewallLayer } from './firewall-command.ts';
import type { RuleText } from './rule-text.ts';

/** What is different in each of the three rules that one filter rule becomes. */
interface Side {
  readonly chain: string;
  /** The packet goes to the guest. */
  readonly towardsGuest: boolean;
  /** What a packet that is accepted does next. */
  readonly accepted: 'RETURN' | 'ACCEPT';
  /** ICMP rules with a type are left out here. */
  readonly withoutIcmpTypes: boolean;
  /** Connections must be in one of these states. */
  readonly states: string | undefined;
}

/**
 * The rules for iptables that one rule of a filter becomes: for packets from the guest, to the guest, and from the guest
 * to the host.
 *
 * @libvirt iptablesCreateRuleInstance
 */
export function iptablesRules(layer: FirewallLayer, interfaceName: string, rule: NwfilterRule, text: RuleText): FirewallCommand[] {
  const item = rule.items.get('state')?.value;
  const written = item?.type === 'states' && item.states.length > 0 ? item.states : undefined;
  const incoming = rule.direction !== 'out';
  const both = rule.direction === 'inout';
  const sides = [
    { chain: `FJ-${interfaceName}`, towardsGuest: incoming, accepted: 'RETURN', withoutIcmpTypes: incoming },
    { chain: `FP-${interfaceName}`, towardsGuest: !incoming, accepted: 'ACCEPT', withoutIcmpTypes: !incoming || both },
    { chain: `HJ-${interfaceName}`, towardsGuest: incoming, accepted: 'RETURN', withoutIcmpTypes: incoming },
  ] as const;
  if (written !== undefined && !rule.noStateMatch) {
    const states = written.includes('NONE') ? undefined : written.join(',');
    // With states of one's own, nothing is let through the other way.
    const wanted = sides.filter((side) => both || (side.accepted === 'ACCEPT') === incoming);
    return wanted.flatMap((side) => oneRule(layer, rule, text, { ...side, states }, false));
  }
  const tracked = !both && !rule.noStateMatch;
  const statesOf = (towardsGuest: boolean): string => (towardsGuest ? 'ESTABLISHED' : 'NEW,ESTABLISHED');
  return sides.flatMap((side) => oneRule(layer, rule, text, { ...side, states: tracked ? statesOf(side.towardsGuest) : undefined }, true));
}

function oneRule(layer: FirewallLayer, rule: NwfilterRule, text: RuleText, side: Side, automatic: boolean): FirewallCommand[] {
  const { towardsGuest } = side;
  const protocol = (rule.protocol ?? 'all').replace(/-ipv6$/, '');
  const icmpType = protocol.startsWith('icmp') && text.has('type');
  if (icmpType && side.withoutIcmpTypes) return [];
  const limited = text.has('connlimit-above');
  if (limited && towardsGuest) return [];
  const matches = [...sourceMac(text, towardsGuest), ...addresses(text, towardsGuest), ...protocolMatches(protocol, text, towardsGuest)];
  // A source address is unknown for packets to the guest; a rule about nothing else would match them all.
  if (text.has('srcmacaddr') && towardsGuest && matches.length === 0) return [];
  const withoutStates = rule.action === 'accept' ? limited : automatic;
  const states = withoutStates ? undefined : side.states;
  const directed = automatic && states !== undefined && !icmpType && rule.direction !== 'inout';
  return [
    must(
      layer,
      ...['-A', side.chain, '-p', protocol],
      ...matches,
      ...(states === undefined ? [] : ['-m', 'conntrack', '--ctstate', states]),
      ...(directed ? ['-m', 'conntrack', '--ctdir', towardsGuest ? 'Reply' : 'Original'] : []),
      ...lateMatches(text, towardsGuest),
      ...['-j', rule.action === 'accept' ? side.accepted : rule.action.toUpperCase()],
    ),
  ];
}

function sourceMac(text: RuleText, towardsGuest: boolean): string[] {
  return towardsGuest || !text.has('srcmacaddr') ? [] : ['-m', 'mac', ...text.negatable('--mac-source', 'srcmacaddr')];
}

function addresses(text: RuleText, towardsGuest: boolean): string[] {
  const one = (name: 'src' | 'dst', option: string, range: string): string[] => {
    if (text.has(`${name}ipaddr`)) return text.negatable(option, `${name}ipaddr`, (own) => text.pair(own, `${name}ipmask`, '/'));
    if (!text.has(`${name}ipfrom`)) return [];
    return ['-m', 'iprange', ...text.negatable(range, `${name}ipfrom`, (own) => text.pair(own, `${name}ipto`, '-'))];
  };
  const [source, destination] = towardsGuest ? ['--destination', '--source'] : ['--source', '--destination'];
  const [sourceRange, destinationRange] = towardsGuest ? ['--dst-range', '--src-range'] : ['--src-range', '--dst-range'];
  return [
    ...one('src', source, sourceRange),
    ...one('dst', destination, destinationRange),
    ...(text.has('dscp') ? ['-m', 'dscp', ...text.negatable('--dscp', 'dscp')] : []),
  ];
}

function protocolMatches(protocol: string, text: RuleText, towardsGuest: boolean): string[] {
  switch (protocol) {
    case 'tcp': {
      const flags = text.has('flags') ? [...text.not('flags'), '--tcp-flags', ...text.text('flags').split(' ')] : [];
      return [...flags, ...ports(text, towardsGuest), ...text.negatable('--tcp-option', 'option')];
    }
    case 'udp':
    case 'sctp':
      return ports(text, towardsGuest);
    case 'icmp':
      return text.negatable('--icmp-type', 'type', (name) => text.pair(name, 'code', '/'));
    case 'icmpv6':
      return text.negatable('--icmpv6-type', 'type', (name) => text.pair(name, 'code', '/'));
    default:
      return [];
  }
}

function ports(text: RuleText, towardsGuest: boolean): string[] {
  const [source, destination] = towardsGuest ? ['--dport', '--sport'] : ['--sport', '--dport'];
  return [
    ...text.negatable(source, 'srcportstart', (name) => text.pair(name, 'srcportend', ':')),
    ...text.negatable(destination, 'dstportstart', (name) => text.pair(name, 'dstportend', ':')),
  ];
}

function lateMatches(text: RuleText, towardsGuest: boolean): string[] {
  const set = text.has('ipset') && text.has('ipsetflags') ? ['-m', 'set', '--match-set', text.text('ipset'), setFlags(text, towardsGuest)] : [];
  const limit = text.has('connlimit-above') && !towardsGuest ? ['-m', 'connlimit', ...text.negatable('--connlimit-above', 'connlimit-above')] : [];
  const comment = text.has('comment') ? ['-m', 'comment', '--comment', text.text('comment')] : [];
  return [...set, ...limit, ...comment];
}

/** Source and destination as the guest sees them, so they change places on the way back. */
function setFlags(text: RuleText, towardsGuest: boolean): string {
  const flags = text.text('ipsetflags').split(',');
  return flags.map((flag) => (towardsGuest === (flag === 'src') ? 'dst' : 'src')).join(',');
}
