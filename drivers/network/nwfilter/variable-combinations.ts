import type { NwfilterRule } from '../../conf/nwfilter/nwfilter-def.ts';
import type { RuleVariable } from '../../conf/nwfilter/rule-value.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import type { FilterVariables } from './filter-rules.ts';

/** What each variable of a rule stands for, this time. */
export type VariableValues = (variable: RuleVariable) => string;

/** Variables that are gone through together, and the positions to go through. */
interface Iteration {
  readonly names: readonly string[];
  readonly positions: readonly number[];
}

function fail(message: string): VirError {
  return libvirtError('nwfilter', 'internal-error', message);
}

/**
 * All meanings of a rule: variables with the same iterator go through their lists side by side, different iterators
 * through all combinations, the first one fastest. What has been there before is left out.
 *
 * @throws VirError `internal-error` for a variable without value, and for lists of different lengths side by side.
 * @libvirt virNWFilterVarCombIterCreate
 */
export function variableCombinations(rule: NwfilterRule, variables: FilterVariables): VariableValues[] {
  const used = [...rule.items.values()].map((item) => item.value).filter((value) => value.type === 'variable');
  const names = new Map<string, string[]>();
  for (const variable of used) {
    const key = iterationKey(variable);
    const together = names.get(key) ?? [];
    names.set(key, together.includes(variable.name) ? together : [...together, variable.name]);
  }
  // The plain iterator comes first, even where another one is used before it.
  const keys = [...names.keys()].sort((left, right) => Number(right === '@0') - Number(left === '@0'));
  const iterations = keys.map((key) => iterationOf(key, names.get(key) ?? [], variables));
  const total = iterations.reduce((count, { positions }) => count * positions.length, 1);
  return Array.from({ length: total }, (_, number) => {
    const at = positionsOf(iterations, number);
    return (variable) => {
      const position = at[keys.indexOf(iterationKey(variable))] ?? 0;
      const value = variables.get(variable.name)?.[position];
      if (value === undefined) throw fail(`Could not get nth (${position}) value of variable '${variable.name}'`);
      return value;
    };
  });
}

function iterationKey({ name, access }: RuleVariable): string {
  return 'iterator' in access ? `@${access.iterator}` : `${name}[${access.element}]`;
}

function iterationOf(key: string, names: readonly string[], variables: FilterVariables): Iteration {
  const lists = names.map((name) => {
    const list = variables.get(name);
    if (list === undefined) throw fail(`Could not find value for variable '${name}'`);
    return list;
  });
  const element = /\[(\d+)\]$/.exec(key)?.[1];
  if (element !== undefined) return { names, positions: [Number(element)] };
  const length = lists[0]?.length ?? 0;
  if (lists.some((list) => list.length !== length)) {
    throw fail('Cardinality of list items must be the same for processing them in parallel');
  }
  const same = (left: number, right: number): boolean => lists.every((list) => list[left] === list[right]);
  const all = Array.from({ length }, (_, index) => index);
  return { names, positions: all.filter((position) => !all.slice(0, position).some((earlier) => same(earlier, position))) };
}

/** The digits of a number whose digits have different bases. */
function positionsOf(iterations: readonly Iteration[], number: number): (number | undefined)[] {
  let rest = number;
  return iterations.map(({ positions }) => {
    const position = positions[rest % positions.length];
    rest = Math.floor(rest / positions.length);
    return position;
  });
}
