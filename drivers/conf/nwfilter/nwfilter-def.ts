import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import { VirError } from '../../core/vir-error.ts';
import { parseUuid, randomUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { element, text, writeDocument } from '../format/write-element.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import type { XmlWriter } from '../lens/xml-writer.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { filterReference, type FilterReference } from './filter-parameters.ts';
import { attributesOf, followersOf, isRuleProtocol, type RuleProtocol } from './rule-protocols.ts';
import type { RuleItem, RuleValue } from './rule-value.ts';
import { formatRuleVariable, parseRuleVariable, VALUE_TYPES, type ValueTypeName } from './value-types.ts';

/** Words for what a rule does. */
export const RULE_ACTIONS = ['drop', 'accept', 'reject', 'return', 'continue'] as const;
/** Words for which way packets go. */
export const RULE_DIRECTIONS = ['in', 'out', 'inout'] as const;
/** What a rule does with a packet. */
export type RuleAction = (typeof RULE_ACTIONS)[number];
/** Which way a rule's packets go, as the guest sees it. */
export type RuleDirection = (typeof RULE_DIRECTIONS)[number];

/** One rule. */
export interface NwfilterRule {
  readonly action: RuleAction;
  readonly direction: RuleDirection;
  readonly priority: number;
  /** Connections are not tracked for this rule. */
  readonly noStateMatch: boolean;
  readonly protocol: RuleProtocol | undefined;
  /** Attributes by name. */
  readonly items: ReadonlyMap<string, RuleItem>;
}

/** A rule, or another filter that is pulled in. */
export type NwfilterEntry = { readonly rule: NwfilterRule } | { readonly reference: FilterReference };

/** A network filter. */
export interface NwfilterDef {
  readonly name: string;
  readonly uuid: Uuid;
  /** The document named the UUID. */
  readonly uuidSpecified: boolean;
  readonly chain: string;
  readonly chainPriority: number;
  readonly entries: readonly NwfilterEntry[];
}

const PRIORITY = { least: -1000, most: 1000, normal: 500 };

/** Chains a filter may use, or begin the name of its own with; and the priority each has by itself. */
export const CHAINS: Readonly<Record<string, number>> = { root: 0, mac: -800, vlan: -750, stp: 0, arp: -500, rarp: -400, ipv4: -700, ipv6: -600 };
const MAX_CHAIN_NAME_LENGTH = 12;

function wrong(message: string, code: VirErrorCode = 'internal-error'): VirError {
  return libvirtError('nwfilter', code, message);
}

/**
 * Parses a `<filter>` document.
 *
 * @throws VirError as libvirt: `internal-error`, `invalid-arg`, `config-unsupported`, `xml-error`.
 * @libvirt virNWFilterDefParse
 */
export function parseNwfilterXml(xml: string | XmlElement): NwfilterDef {
  const root = readDocument(xml, 'filter', { url: '(nwfilter_definition)' });
  const name = root.attribute('name') ?? '';
  if (name === '') throw wrong('filter has no name');
  const priority = chainPriority(root.attribute('priority') ?? '');
  const chain = root.attribute('chain') ?? '';
  const prefix = chain === '' ? undefined : chainPrefix(chain);
  const uuidText = root.child('uuid')?.text ?? '';
  const uuid = uuidText === '' ? randomUuid() : parseUuid(uuidText);
  if (uuid === undefined) throw wrong('malformed uuid element', 'xml-error');
  return {
    name,
    uuid,
    uuidSpecified: uuidText !== '',
    chain: chain === '' ? 'root' : chain,
    chainPriority: prefix === undefined ? 0 : (priority ?? CHAINS[prefix] ?? 0),
    entries: root.elements().flatMap((node): NwfilterEntry[] => {
      if (node.name === 'rule') return [{ rule: parseRule(node) }];
      return node.name === 'filterref' ? [{ reference: parseReference(node) }] : [];
    }),
  };
}

function chainPriority(written: string): number | undefined {
  if (written === '') return undefined;
  if (!/^\s*[-+]?\d{1,9}$/.test(written)) throw wrong(`Could not parse chain priority '${written}'`, 'invalid-arg');
  const priority = Number(written);
  if (priority < PRIORITY.least || priority > PRIORITY.most) {
    throw wrong(`Priority '${priority}' is outside valid range of [${PRIORITY.least},${PRIORITY.most}]`, 'invalid-arg');
  }
  return priority;
}

function chainPrefix(chain: string): string {
  if (chain.length > MAX_CHAIN_NAME_LENGTH) throw wrong(`Name of chain is longer than ${MAX_CHAIN_NAME_LENGTH} characters`, 'invalid-arg');
  if (!/^[A-Za-z0-9_.:-]*$/.test(chain)) throw wrong('Chain name contains invalid characters', 'invalid-arg');
  // 'root' is a whole name, the others may be continued.
  if (chain === 'root') return chain;
  const found = Object.keys(CHAINS).find((name) => name !== 'root' && chain.startsWith(name));
  if (found !== undefined && !chain.startsWith('root')) return found;
  const others = Object.keys(CHAINS).filter((name) => name !== 'root').join(', ');
  throw wrong(`Invalid chain name '${chain}'. Please use a chain name called 'root' or any of the following prefixes: ${others}`, 'invalid-arg');
}

function parseReference(node: XmlElement): FilterReference {
  if (node.attribute('filter') === undefined) throw wrong('rule node requires action attribute');
  return filterReference.parse(node, PARSE_INACTIVE, undefined);
}

function parseRule(node: XmlElement): NwfilterRule {
  const action = node.attribute('action');
  if (action === undefined) throw wrong('rule node requires action attribute');
  const knownAction = RULE_ACTIONS.find((word) => word === action);
  if (knownAction === undefined) throw wrong('unknown rule action attribute value', 'config-unsupported');
  const direction = node.attribute('direction');
  if (direction === undefined) throw wrong('rule node requires direction attribute');
  const knownDirection = RULE_DIRECTIONS.find((word) => word === direction);
  if (knownDirection === undefined) throw wrong('unknown rule direction attribute value', 'config-unsupported');
  const stateMatch = node.attribute('statematch');
  const protocol = node.elements().map((one) => one.name).find(isRuleProtocol);
  const items = new Map<string, RuleItem>();
  if (protocol !== undefined) for (const one of node.elements(protocol)) parseItems(one, protocol, items);
  return {
    action: knownAction,
    direction: knownDirection,
    priority: rulePriority(node.attribute('priority') ?? ''),
    noStateMatch: stateMatch === '0' || stateMatch?.toLowerCase() === 'false',
    protocol,
    items: protocol === undefined ? items : settled(items, protocol),
  };
}

/** A priority that is none, or out of range, counts as not given. */
function rulePriority(written: string): number {
  const priority = /^\s*[-+]?\d{1,9}$/.test(written) ? Number(written) : PRIORITY.normal;
  return priority < PRIORITY.least || priority > PRIORITY.most ? PRIORITY.normal : priority;
}

function parseItems(node: XmlElement, protocol: RuleProtocol, items: Map<string, RuleItem>): void {
  const negated = node.attribute('match') === 'no';
  let failure: VirError | undefined;
  for (const [name, type] of attributesOf(protocol)) {
    const written = node.attribute(name);
    if (written === undefined) continue;
    const value = parseValue(written, type);
    // Every attribute is looked at, and the last complaint is the one that is told.
    if (value === undefined) failure = wrong(`${name} has illegal value ${written}`);
    else items.set(name, { value, negated });
  }
  if (failure !== undefined) throw failure;
  checkPorts(protocol, items);
}

function parseValue(written: string, type: ValueTypeName): RuleValue | undefined {
  if (!written.startsWith('$')) return VALUE_TYPES[type].parse(written);
  try {
    return parseRuleVariable(written.slice(1));
  } catch (error) {
    if (VirError.is(error, 'invalid-arg')) return undefined;
    throw error;
  }
}

const WITH_PORTS = [6, 17, 33, 132];

function checkPorts(protocol: RuleProtocol, items: ReadonlyMap<string, RuleItem>): void {
  if (protocol !== 'ip' && protocol !== 'ipv6') return;
  if (!['srcportstart', 'dstportstart', 'srcportend', 'dstportend'].some((name) => items.has(name))) return;
  const number = items.get('protocol')?.value;
  if (number?.type === 'number' && WITH_PORTS.includes(number.value)) return;
  throw wrong(
    `${protocol === 'ip' ? 'IP' : 'IPv6'} rule with port specification requires protocol specification with protocol to be either one of tcp(6), udp(17), dccp(33), or sctp(132)`,
  );
}

/** What depends on other attributes: the sign of masks and ends, and whether a set's name counts. */
function settled(items: ReadonlyMap<string, RuleItem>, protocol: RuleProtocol): Map<string, RuleItem> {
  const result = new Map(items);
  for (const [follower, leader] of followersOf(protocol)) {
    const item = result.get(follower);
    if (item !== undefined) result.set(follower, { ...item, negated: result.get(leader)?.negated ?? false });
  }
  if (protocol === 'all' || protocol === 'all-ipv6') return result;
  // libvirt keeps a set only without flags of its own, and then it is matched by source.
  const set = result.get('ipset');
  if (set !== undefined && !result.has('ipsetflags')) {
    result.set('ipsetflags', { value: { type: 'ipset-flags', flags: ['src'] }, negated: false });
  } else {
    result.delete('ipset');
    result.delete('ipsetflags');
  }
  return result;
}

/** A filter's document, as libvirt prints it. */
export function formatNwfilterXml(def: NwfilterDef): string {
  return writeDocument((out) => {
    element(out, 'filter', { name: def.name, chain: def.chain, priority: def.chainPriority === 0 ? undefined : def.chainPriority }, () => {
      text(out, 'uuid', def.uuid);
      for (const entry of def.entries) {
        if ('rule' in entry) formatRule(out, entry.rule);
        else filterReference.format(entry.reference, 'filterref', out, FORMAT_INACTIVE);
      }
    });
  });
}

function formatRule(out: XmlWriter, rule: NwfilterRule): void {
  const { action, direction, priority, protocol } = rule;
  element(out, 'rule', { action, direction, priority, statematch: rule.noStateMatch ? 'false' : undefined }, () => {
    if (protocol === undefined) return;
    for (const group of sameSign(rule, protocol)) element(out, protocol, group);
  });
}

/** An element can only match or not match as a whole, so a change of sign begins a new one. */
function sameSign(rule: NwfilterRule, protocol: RuleProtocol): Record<string, string>[] {
  const groups: Record<string, string>[] = [];
  let sign: boolean | undefined;
  for (const [name, type] of attributesOf(protocol)) {
    const item = rule.items.get(name);
    if (item === undefined) continue;
    if (sign !== item.negated) groups.push(item.negated ? { match: 'no' } : {});
    sign = item.negated;
    const group = groups.at(-1);
    if (group !== undefined) group[name] = formatValue(item.value, type);
  }
  return groups.length === 0 ? [{}] : groups;
}

function formatValue(value: RuleValue, type: ValueTypeName): string {
  return value.type === 'variable' ? `$${formatRuleVariable(value)}` : VALUE_TYPES[type].format(value);
}
