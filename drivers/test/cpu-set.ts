import { libvirtError } from '../core/error-text.ts';

/** A set of CPUs as bits: CPU n is bit n % 8 of byte n / 8 (`VIR_USE_CPU`). */
export type CpuMap = Uint8Array;

/** The map of CPUs 0 to count-1, all set. */
export function allCpus(count: number): CpuMap {
  return cpuMapOf(Array.from({ length: count }, (_, cpu) => cpu), count);
}

/** The map of some CPUs; at least long enough for `count`. */
export function cpuMapOf(cpus: readonly number[], count: number): CpuMap {
  const bits = Math.max(count, ...cpus.map((cpu) => cpu + 1));
  const map = new Uint8Array(Math.ceil(bits / 8));
  for (const cpu of cpus) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  return map;
}

/** The CPUs of a map, ascending. */
export function cpusOf(map: CpuMap): number[] {
  const cpus: number[] = [];
  map.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) cpus.push(index * 8 + bit);
  });
  return cpus;
}

/** Reads libvirt's notation: `0-3,^2,8`. */
export function parseCpuSet(text: string): number[] {
  const cpus = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^\s*(\^)?(\d+)(?:-(\d+))?\s*$/.exec(part);
    if (match === null) throw libvirtError('none', 'invalid-arg', `Failed to parse bitmap '${text}'`);
    const first = Number(match[2]);
    const last = Number(match[3] ?? match[2]);
    for (let cpu = first; cpu <= last; cpu++) {
      if (match[1] === undefined) cpus.add(cpu);
      else cpus.delete(cpu);
    }
  }
  return [...cpus].sort((a, b) => a - b);
}

/** Writes libvirt's notation. */
export function formatCpuSet(cpus: readonly number[]): string {
  const ranges: string[] = [];
  for (let i = 0; i < cpus.length; ) {
    let end = i;
    while (cpus[end + 1] === (cpus[end] ?? 0) + 1) end++;
    ranges.push(end === i ? String(cpus[i]) : `${String(cpus[i])}-${String(cpus[end])}`);
    i = end + 1;
  }
  return ranges.join(',');
}
