import { BRIDGE_GROUP_ADDRESS, ebtablesRule, isEthernetRule } from './ebtables-rule.ts';
import { may, must, type FirewallCommand, type FirewallLayer } from './firewall-command.ts';
import type { AppliedRule } from './filter-rules.ts';
import { iptablesRules } from './iptables-rule.ts';
import { RuleText } from './rule-text.ts';
import { variableCombinations } from './variable-combinations.ts';

/** Chains of ebtables by the beginning of their name, and what leads there. */
const CHAIN_MATCHES: readonly (readonly [prefix: string, match: readonly string[]])[] = [
  ['ipv4', ['-p', '0x0800']],
  ['ipv6', ['-p', '0x86dd']],
  ['arp', ['-p', '0x0806']],
  ['rarp', ['-p', '0x8035']],
  ['mac', []],
  ['vlan', ['-p', '0x8100']],
  ['stp', ['-d', BRIDGE_GROUP_ADDRESS]],
];

/**
 * The commands that put rules into force for one interface, in chains of their own: what was begun before is removed
 * first, and the chains that are in force stay until these take their place.
 *
 * @throws VirError as libvirt, `internal-error`, for variables without values and rules that cannot be expressed.
 * @libvirt ebiptablesApplyNewRules
 */
export function nwfilterCommands(interfaceName: string, rules: readonly AppliedRule[]): FirewallCommand[] {
  const ordered = inOrder(rules);
  const ethernet = ordered.filter(({ rule }) => isEthernetRule(rule));
  const ipv6 = ordered.filter(({ rule }) => layerOf(rule.protocol) === 'ipv6');
  const ipv4 = ordered.filter((one) => !ethernet.includes(one) && !ipv6.includes(one));
  return [
    ...removeEbtables(interfaceName),
    ...ebtablesSetup(interfaceName, ethernet),
    ...iptablesSetup('ipv4', interfaceName, ipv4),
    ...iptablesSetup('ipv6', interfaceName, ipv6),
    ...(ethernet.some(leavesGuest) ? [must('ethernet', '-A', 'PREROUTING', '-i', interfaceName, '-j', rootChain('J', interfaceName))] : []),
    ...(ethernet.some(entersGuest) ? [must('ethernet', '-A', 'POSTROUTING', '-o', interfaceName, '-j', rootChain('P', interfaceName))] : []),
  ];
}

interface OrderedRule extends AppliedRule {
  readonly priority: number;
}

/** The root chain's rules come first, for they lead to the others; then by priority. */
function inOrder(rules: readonly AppliedRule[]): OrderedRule[] {
  const sorted = [...rules].sort((left, right) => Number(right.chain === 'root') - Number(left.chain === 'root') || left.rule.priority - right.rule.priority);
  return sorted.map((one) => {
    const { chain, chainPriority, rule } = one;
    return { ...one, priority: chain === 'root' ? rule.priority : Math.max(rule.priority, chainPriority) };
  });
}

function layerOf(protocol: string | undefined): FirewallLayer {
  return protocol !== 'ipv6' && (protocol === 'icmpv6' || protocol?.endsWith('-ipv6') === true) ? 'ipv6' : 'ipv4';
}

function leavesGuest({ rule }: AppliedRule): boolean {
  return rule.direction !== 'in';
}

function entersGuest({ rule }: AppliedRule): boolean {
  return rule.direction !== 'out';
}

type Way = 'J' | 'P';

function rootChain(way: Way, interfaceName: string): string {
  return `libvirt-${way}-${interfaceName}`;
}

function chainName(way: Way, interfaceName: string, chain: string): string {
  return chain === 'root' ? rootChain(way, interfaceName) : `${way}-${interfaceName}-${chain}`;
}

function removeEbtables(interfaceName: string): FirewallCommand[] {
  const [incoming, outgoing] = [rootChain('J', interfaceName), rootChain('P', interfaceName)];
  return [
    may('ethernet', '-D', 'PREROUTING', '-i', interfaceName, '-j', incoming),
    may('ethernet', '-D', 'POSTROUTING', '-o', interfaceName, '-j', outgoing),
    may('ethernet', '-L', incoming),
    may('ethernet', '-L', outgoing),
    ...[incoming, outgoing].flatMap((chain) => [may('ethernet', '-F', chain), may('ethernet', '-X', chain)]),
  ];
}

interface SubChain {
  readonly way: Way;
  readonly name: string;
  readonly priority: number;
  readonly match: readonly string[];
}

function subChains(way: Way, rules: readonly OrderedRule[]): SubChain[] {
  const priorities = new Map(rules.map(({ chain, chainPriority }) => [chain, chainPriority]));
  const found = [...priorities].flatMap(([name, priority]): SubChain[] => {
    const match = CHAIN_MATCHES.find(([prefix]) => name.startsWith(prefix))?.[1];
    return match === undefined ? [] : [{ way, name, priority, match }];
  });
  return found.sort((left, right) => left.priority - right.priority);
}

/** A chain is made right before the first rule that comes after it. */
function ebtablesSetup(interfaceName: string, rules: readonly OrderedRule[]): FirewallCommand[] {
  const [leaving, entering] = [rules.filter(leavesGuest), rules.filter(entersGuest)];
  const chains = [...subChains('J', leaving), ...subChains('P', entering)].sort((left, right) => left.priority - right.priority);
  const commands = [
    ...(leaving.length > 0 ? [must('ethernet', '-N', rootChain('J', interfaceName))] : []),
    ...(entering.length > 0 ? [must('ethernet', '-N', rootChain('P', interfaceName))] : []),
  ];
  let made = 0;
  for (const one of rules) {
    const due = chains.slice(made).findIndex(({ priority }) => priority > one.priority);
    const until = due === -1 ? chains.length : made + due;
    commands.push(...chains.slice(made, until).flatMap((chain) => makeSubChain(interfaceName, chain)), ...ethernetRules(interfaceName, one));
    made = until;
  }
  return [...commands, ...chains.slice(made).flatMap((chain) => makeSubChain(interfaceName, chain))];
}

function makeSubChain(interfaceName: string, { way, name, match }: SubChain): FirewallCommand[] {
  const chain = chainName(way, interfaceName, name);
  return [
    may('ethernet', '-F', chain),
    may('ethernet', '-X', chain),
    must('ethernet', '-N', chain),
    must('ethernet', '-A', rootChain(way, interfaceName), ...match, '-j', chain),
  ];
}

function textsOf({ rule, variables }: AppliedRule): RuleText[] {
  return variableCombinations(rule, variables).map((values) => new RuleText(rule, values));
}

function ethernetRules(interfaceName: string, one: OrderedRule): FirewallCommand[] {
  const { rule, chain } = one;
  return textsOf(one).flatMap((text) => [
    ...(leavesGuest(one) ? [ebtablesRule(chainName('J', interfaceName, chain), rule, text, rule.direction === 'inout')] : []),
    ...(entersGuest(one) ? [ebtablesRule(chainName('P', interfaceName, chain), rule, text, false)] : []),
  ]);
}

const BASE_CHAINS = ['libvirt-in', 'libvirt-out', 'libvirt-in-post', 'libvirt-host-in'] as const;

function iptablesSetup(layer: FirewallLayer, interfaceName: string, rules: readonly OrderedRule[]): FirewallCommand[] {
  if (rules.length === 0) return [];
  const own = ['FP', 'FJ', 'HJ'].map((prefix) => `${prefix}-${interfaceName}`);
  const from = ['-m', 'physdev', '--physdev-in', interfaceName];
  return [
    ...unlink(layer, interfaceName),
    ...own.flatMap((chain) => [may(layer, '-F', chain), may(layer, '-X', chain)]),
    ...BASE_CHAINS.map((chain) => may(layer, '-N', chain)),
    ...BASE_CHAINS.map((chain) => may(layer, '-D', chain === 'libvirt-host-in' ? 'INPUT' : 'FORWARD', '-j', chain)),
    ...BASE_CHAINS.map((chain, index) => (chain === 'libvirt-host-in' ? must(layer, '-I', 'INPUT', '1', '-j', chain) : must(layer, '-I', 'FORWARD', String(index + 1), '-j', chain))),
    ...own.map((chain) => must(layer, '-N', chain)),
    ...links(interfaceName).map(([base, match, chain]) => must(layer, '-A', base, ...match, '-g', chain)),
    may(layer, '-D', 'libvirt-in-post', ...from, '-j', 'ACCEPT'),
    must(layer, '-A', 'libvirt-in-post', ...from, '-j', 'ACCEPT'),
    ...rules.flatMap((one) => textsOf(one).flatMap((text) => iptablesRules(layer, interfaceName, one.rule, text))),
  ];
}

/** How packets get to an interface's chains. */
function links(interfaceName: string): readonly (readonly [base: string, match: readonly string[], chain: string])[] {
  const from = ['-m', 'physdev', '--physdev-in', interfaceName];
  const to = ['-m', 'physdev', '--physdev-is-bridged', '--physdev-out', interfaceName];
  return [
    ['libvirt-out', to, `FP-${interfaceName}`],
    ['libvirt-in', from, `FJ-${interfaceName}`],
    ['libvirt-host-in', from, `HJ-${interfaceName}`],
  ];
}

/** Old versions did not ask whether the packet is bridged; what they left is removed as well. */
function unlink(layer: FirewallLayer, interfaceName: string): FirewallCommand[] {
  const old = may(layer, '-D', 'libvirt-out', '-m', 'physdev', '--physdev-out', interfaceName, '-g', `FP-${interfaceName}`);
  const [first, ...others] = links(interfaceName).map(([base, match, chain]) => may(layer, '-D', base, ...match, '-g', chain));
  return [...(first === undefined ? [] : [first]), old, ...others];
}
