import type { Codec } from './codec.ts';
import { confError } from './conf-error.ts';

/** A set of small numbers (CPUs, NUMA nodes) in libvirt's text form, ascending: `0-3,5`. */
export type CpuSet = string;

const MAX = 16384;

/** The members of a set, ascending. `^` takes away, as in libvirt: `0-7,^3`. */
export function parseCpuSet(text: string): number[] {
  const bits = new Set<number>();
  const fail = (): never => {
    throw confError('invalid-arg', `Failed to parse bitmap '${text}'`, 'none');
  };
  for (const part of text.split(',')) {
    const match = /^\s*(\^)?\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part);
    if (match === null) return fail();
    const first = Number(match[2]);
    const last = match[3] === undefined ? first : Number(match[3]);
    if (last < first || last >= MAX) return fail();
    if (match[1] !== undefined) {
      if (match[3] !== undefined || !bits.has(first)) return fail();
      bits.delete(first);
    } else {
      for (let bit = first; bit <= last; bit++) bits.add(bit);
    }
  }
  return [...bits].sort((a, b) => a - b);
}

/** The text form of a set. */
export function formatCpuSet(members: Iterable<number>): CpuSet {
  const sorted = [...new Set(members)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i] ?? 0;
    let last = first;
    while (sorted[i + 1] === last + 1) {
      i++;
      last++;
    }
    parts.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return parts.join(',');
}

/** A set of numbers, normalised. */
export const cpuSet: Codec<CpuSet> = {
  kind: 'string',
  decode: (text) => (/^\d+$/.test(text) ? text : formatCpuSet(parseCpuSet(text))),
  encode: (value) => value,
};
