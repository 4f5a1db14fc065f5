import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc tells it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  /** User and system time so far. */
  readonly cpuMs: number;
  readonly pssBytes: number;
}

/** Linux counts CPU time in these on every machine there is. */
const MS_PER_TICK = 10;

/** The processes with these numbers and all that descend from them. */
export function processTree(roots: readonly number[]): readonly ProcessFacts[] {
  const all = new Map<number, ProcessFacts>();
  for (const name of readdirSync('/proc')) {
    const facts = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined;
    if (facts !== undefined) all.set(facts.pid, facts);
  }
  const isWithin = (facts: ProcessFacts | undefined): boolean => facts !== undefined && (roots.includes(facts.pid) || isWithin(all.get(facts.parent)));
  return [...all.values()].filter(isWithin).map((facts) => ({ ...facts, pssBytes: pssOf(facts.pid) }));
}

/** proc(5), `stat`: after the name in brackets come state (3), parent (4), … utime (14), stime (15). */
function readProcess(pid: number): ProcessFacts | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, userTicks, systemTicks] = [fields[1], fields[11], fields[12]].map(Number);
  if (parent === undefined || userTicks === undefined || systemTicks === undefined || Number.isNaN(systemTicks)) return undefined;
  const argv = read(`/proc/${pid}/cmdline`).split(/[\0 ]/);
  return { pid, parent, argv, cpuMs: (userTicks + systemTicks) * MS_PER_TICK, pssBytes: 0 };
}

function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
