import type { EmbedState } from './embed-state.ts';

/** What a process has used, as Linux counts. */
export interface ProcessUse {
  readonly cpuTimeNs: bigint;
  readonly userNs: bigint;
  readonly systemNs: bigint;
  readonly rssKiB: bigint;
  /** The host's CPU it ran on last. */
  readonly cpu: number;
}

/** Linux' clock ticks of a second in /proc; the same on every system we meet. */
const NS_PER_TICK = 10_000_000n;
const PAGE_KIB = 4n;

/** What processes have used: from /proc, so on Linux only. */
export async function processUse({ surroundings: { files, system } }: EmbedState, pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUse>> {
  if (system !== 'linux' || pids.length === 0) return new Map();
  const texts = await files.read(pids.map((pid) => `/proc/${pid}/stat`));
  return new Map(pids.flatMap((pid, index) => {
    const bytes = texts[index];
    const use = bytes === undefined ? undefined : parseProcStat(Buffer.from(bytes).toString('latin1'));
    return use === undefined ? [] : [[pid, use] as const];
  }));
}

/** What threads of a process have used, by their numbers. */
export async function threadUse({ surroundings: { files, system } }: EmbedState, pid: number, threads: readonly number[]): Promise<ReadonlyMap<number, ProcessUse>> {
  if (system !== 'linux' || threads.length === 0) return new Map();
  const texts = await files.read(threads.map((thread) => `/proc/${pid}/task/${thread}/stat`));
  return new Map(threads.flatMap((thread, index) => {
    const bytes = texts[index];
    const use = bytes === undefined ? undefined : parseProcStat(Buffer.from(bytes).toString('latin1'));
    return use === undefined ? [] : [[thread, use] as const];
  }));
}

/** proc_pid_stat(5): the name stands in parentheses and may hold anything; fields are counted behind it. */
export function parseProcStat(text: string): ProcessUse | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).trim().split(' ');
  if (fields.length < 37) return undefined;
  const number = (at: number): bigint => (/^\d+$/.test(fields[at] ?? '') ? BigInt(fields[at] ?? 0) : 0n);
  const userNs = number(11) * NS_PER_TICK;
  const systemNs = number(12) * NS_PER_TICK;
  return { cpuTimeNs: userNs + systemNs, userNs, systemNs, rssKiB: number(21) * PAGE_KIB, cpu: Number(number(36)) };
}
