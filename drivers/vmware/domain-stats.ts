import type { DomainStatsRecord, TypedParameter } from '../api/records.ts';
import { DomainRunningReason, DomainState, DomainStatsTypes as Stats } from '../core/constants.ts';
import { typed } from '../core/typed-params.ts';
import type { Machine } from './machine-list.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';

/** What a machine's process has used, as Linux counts. */
export interface ProcessUse {
  readonly cpuTimeNs: bigint;
  readonly rssKiB: bigint;
}

/** Linux' clock ticks of a second in /proc; the same on every system we meet. */
const TICKS_PER_S = 100n;
const PAGE_KIB = 4n;

/** What the processes of running machines have used: from /proc, so on Linux only. */
export async function processUse({ host }: VmwareSession, machines: readonly Machine[]): Promise<ReadonlyMap<string, ProcessUse>> {
  const found = new Map<string, ProcessUse>();
  const running = machines.filter(({ pid }) => pid > 0);
  if (host.surroundings.system !== 'linux' || running.length === 0) return found;
  const texts = await host.surroundings.files.read(running.map(({ pid }) => `/proc/${pid}/stat`));
  running.forEach(({ uuid }, index) => {
    const bytes = texts[index];
    const use = bytes === undefined ? undefined : parseProcStat(Buffer.from(bytes).toString('latin1'));
    if (use !== undefined) found.set(uuid, use);
  });
  return found;
}

/** proc_pid_stat(5): the name stands in parentheses and may hold anything; fields are counted behind it. */
export function parseProcStat(text: string): ProcessUse | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).trim().split(' ');
  const number = (at: number): bigint => (/^\d+$/.test(fields[at] ?? '') ? BigInt(fields[at] ?? 0) : 0n);
  if (fields.length < 22) return undefined;
  return { cpuTimeNs: ((number(11) + number(12)) * 1_000_000_000n) / TICKS_PER_S, rssKiB: number(21) * PAGE_KIB };
}

/** State and counters of machines, by libvirt's field names. */
export async function statsOf(session: VmwareSession, machines: readonly Machine[], stats: number): Promise<DomainStatsRecord[]> {
  const wants = (group: number): boolean => stats === 0 || (stats & group) !== 0;
  const use = wants(Stats.CPU_TOTAL) || wants(Stats.BALLOON) ? await processUse(session, machines) : new Map<string, ProcessUse>();
  return machines.map((machine) => {
    const params: TypedParameter[] = [];
    const { def, running } = machine;
    const used = use.get(machine.uuid);
    if (wants(Stats.STATE)) {
      const paused = session.isPaused(machine);
      params.push(typed.int('state.state', running ? (paused ? DomainState.PAUSED : DomainState.RUNNING) : DomainState.SHUTOFF));
      params.push(typed.int('state.reason', running && !paused ? DomainRunningReason.UNKNOWN : 0));
    }
    if (wants(Stats.CPU_TOTAL) && used !== undefined) params.push(typed.ullong('cpu.time', used.cpuTimeNs));
    if (wants(Stats.BALLOON)) {
      params.push(typed.ullong('balloon.current', BigInt(def.currentMemory.sizeKiB)), typed.ullong('balloon.maximum', BigInt(def.memory.sizeKiB)));
      if (used !== undefined) params.push(typed.ullong('balloon.rss', used.rssKiB));
    }
    if (wants(Stats.VCPU)) params.push(typed.uint('vcpu.current', def.vcpu.max), typed.uint('vcpu.maximum', def.vcpu.max));
    return { dom: refOf(machine), params };
  });
}
