import { libvirtError } from '../../core/error-text.ts';
import type { NwfilterDef, NwfilterRule } from '../../conf/nwfilter/nwfilter-def.ts';

/** Values of a filter's variables: a variable is a list. */
export type FilterVariables = ReadonlyMap<string, readonly string[]>;

/** One rule as it applies to an interface, with what its variables mean there. */
export interface AppliedRule {
  readonly rule: NwfilterRule;
  readonly chain: string;
  readonly chainPriority: number;
  readonly variables: FilterVariables;
}

/**
 * The rules of a filter and of all it refers to, in the order of the documents. What is set outside wins.
 *
 * @throws VirError `operation-failed` for a filter that refers to itself, over others or not.
 */
export function appliedRules(def: NwfilterDef, variables: FilterVariables, find: (name: string) => NwfilterDef): AppliedRule[] {
  return rulesOf(def, variables, find, []);
}

function rulesOf(def: NwfilterDef, variables: FilterVariables, find: (name: string) => NwfilterDef, outer: readonly string[]): AppliedRule[] {
  if (outer.includes(def.name)) throw libvirtError('nwfilter', 'operation-failed', 'filter would introduce a loop');
  return def.entries.flatMap((entry) => {
    if ('rule' in entry) return [{ rule: entry.rule, chain: def.chain, chainPriority: def.chainPriority, variables }];
    const { filter = '', parameters } = entry.reference;
    const own = new Map<string, string[]>();
    for (const { name = '', value = '' } of parameters) own.set(name, [...(own.get(name) ?? []), value]);
    return rulesOf(find(filter), new Map([...own, ...variables]), find, [...outer, def.name]);
  });
}
