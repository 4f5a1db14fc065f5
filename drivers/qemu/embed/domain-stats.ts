import type { DomainStatsRecord, TypedParameter } from '../../api/records.ts';
import { diskPath } from '../../conf/domain/disk.ts';
import { ConnectGetAllDomainStatsFlags as Flags, DomainStatsTypes as Stats } from '../../core/constants.ts';
import { domainStateToNumber } from '../../core/domain-state.ts';
import { typed } from '../../core/typed-params.ts';
import { VirError } from '../../core/vir-error.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import { blockStatsOf, type BlockCounters } from './block-stats.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { balloonStats } from './balloon-stats.ts';
import { processUse, threadUse, type ProcessUse } from './process-use.ts';

/** A machine whose QEMU is busy must not hold up the others. */
const PATIENCE_MS = 3000;

/** State and counters of machines, by libvirt's field names; all machines at once. */
export async function statsOf(state: EmbedState, machines: readonly Machine[], stats: number, flags: number): Promise<DomainStatsRecord[]> {
  const wanted = stats === 0 ? ~0 : stats;
  const pids = machines.flatMap(({ run }) => (run === undefined ? [] : [run.pid]));
  const use = (wanted & (Stats.CPU_TOTAL | Stats.BALLOON)) === 0 ? new Map<number, ProcessUse>() : await processUse(state, pids);
  const patienceMs = (flags & Flags.NOWAIT) === 0 ? PATIENCE_MS : PATIENCE_MS / 3;
  return Promise.all(machines.map((machine) => recordOf(state, machine, wanted, use, patienceMs)));
}

async function recordOf(state: EmbedState, machine: Machine, wanted: number, use: ReadonlyMap<number, ProcessUse>, deadlineMs: number): Promise<DomainStatsRecord> {
  const params: TypedParameter[] = [];
  const { run } = machine;
  const wants = (group: number): boolean => (wanted & group) !== 0;
  if (wants(Stats.STATE)) params.push(typed.int('state.state', domainStateToNumber(run?.state ?? 'shutoff')), typed.int('state.reason', run?.reason ?? machine.shutoffReason));
  const used = run === undefined ? undefined : use.get(run.pid);
  if (wants(Stats.CPU_TOTAL) && used !== undefined) {
    params.push(typed.ullong('cpu.time', used.cpuTimeNs), typed.ullong('cpu.user', used.userNs), typed.ullong('cpu.system', used.systemNs));
  }
  const groups = await Promise.all([
    wants(Stats.BALLOON) ? balloonParams(machine, used, deadlineMs) : [],
    wants(Stats.VCPU) ? vcpuParams(state, machine, deadlineMs) : [],
    wants(Stats.INTERFACE) ? interfaceParams(state, machine) : [],
    wants(Stats.BLOCK) ? blockParams(machine, deadlineMs) : [],
    wants(Stats.IOTHREAD) ? iothreadParams(machine, deadlineMs) : [],
  ]);
  return { dom: machine.ref, params: [...params, ...groups.flat()] };
}

/** Asks a machine's monitor; one that does not answer in time has nothing to say. */
export async function asked<T>(monitor: QmpClient | undefined, ask: (monitor: QmpClient) => Promise<T>, otherwise: T): Promise<T> {
  if (monitor === undefined) return otherwise;
  try {
    return await ask(monitor);
  } catch (error) {
    if (VirError.is(error)) return otherwise;
    throw error;
  }
}

async function balloonParams({ def, run }: Machine, used: ProcessUse | undefined, deadlineMs: number): Promise<TypedParameter[]> {
  const params = [typed.ullong('balloon.current', BigInt(def.currentMemory.sizeKiB)), typed.ullong('balloon.maximum', BigInt(def.memory.sizeKiB))];
  if (run !== undefined) {
    const counters = await asked(run.monitor, (monitor) => balloonStats(run, monitor, deadlineMs), []);
    for (const { name, value } of counters) if (name !== undefined) params.push(typed.ullong(`balloon.${name}`, value));
  }
  if (used !== undefined) params.push(typed.ullong('balloon.rss', used.rssKiB));
  return params;
}

async function vcpuParams(state: EmbedState, { def, run }: Machine, deadlineMs: number): Promise<TypedParameter[]> {
  const params = [typed.uint('vcpu.current', def.vcpu.current ?? def.vcpu.max), typed.uint('vcpu.maximum', def.vcpu.max)];
  if (run === undefined) return params;
  const threads = await asked(run.monitor, (monitor) => vcpuThreads(monitor, deadlineMs), []);
  const use = await threadUse(state, run.pid, threads.map(({ thread }) => thread));
  for (const { index, thread } of threads) {
    params.push(typed.int(`vcpu.${index}.state`, 1));
    const used = use.get(thread);
    if (used !== undefined) params.push(typed.ullong(`vcpu.${index}.time`, used.cpuTimeNs));
  }
  return params;
}

/** The threads of a machine's vCPUs. */
export async function vcpuThreads(monitor: QmpClient, deadlineMs?: number): Promise<readonly { readonly index: number; readonly thread: number }[]> {
  const cpus = Reply.list('query-cpus-fast', await monitor.execute('query-cpus-fast', undefined, { deadlineMs }));
  return cpus.map((cpu) => ({ index: cpu.number('cpu-index'), thread: cpu.number('thread-id') }));
}

async function interfaceParams(state: EmbedState, { def, run }: Machine): Promise<TypedParameter[]> {
  if (run === undefined) return [];
  const { interfaces } = def.devices;
  const counters = await hostCounters(state, interfaces.map(({ target }) => target?.dev ?? ''));
  return [typed.uint('net.count', interfaces.length), ...interfaces.flatMap(({ target, alias }, index) => [
    typed.string(`net.${index}.name`, target?.dev ?? alias ?? ''),
    ...Object.entries(counters[index] ?? {}).map(([field, value]) => typed.ullong(`net.${index}.${field}`, value)),
  ])];
}

const NET_FIELDS = ['rx.bytes', 'rx.pkts', 'rx.errs', 'rx.drop', 'tx.bytes', 'tx.pkts', 'tx.errs', 'tx.drop'] as const;
const SYS_FIELDS = ['rx_bytes', 'rx_packets', 'rx_errors', 'rx_dropped', 'tx_bytes', 'tx_packets', 'tx_errors', 'tx_dropped'];

/** Counters of the host's network devices, from the guest's side: what the host sends, the guest receives. */
export async function hostCounters({ surroundings: { files } }: EmbedState, devices: readonly string[]): Promise<readonly (Readonly<Record<string, bigint>> | undefined)[]> {
  const real = devices.filter((device) => /^[A-Za-z0-9_.-]+$/.test(device) && device !== '.' && device !== '..');
  const texts = await files.read(real.flatMap((device) => SYS_FIELDS.map((field) => `/sys/class/net/${device}/statistics/${field}`)));
  return devices.map((device) => {
    const at = real.indexOf(device);
    if (at < 0 || texts[at * SYS_FIELDS.length] === undefined) return undefined;
    const value = (index: number): bigint => BigInt(Buffer.from(texts[at * SYS_FIELDS.length + index] ?? []).toString('latin1').trim() || 0);
    return Object.fromEntries(NET_FIELDS.map((field, index) => [field, value((index + 4) % 8)]));
  });
}

const BLOCK_FIELDS: readonly (readonly [field: string, key: keyof BlockCounters])[] = [
  ['rd.reqs', 'rdReqs'], ['rd.bytes', 'rdBytes'], ['rd.times', 'rdTimeNs'], ['wr.reqs', 'wrReqs'], ['wr.bytes', 'wrBytes'], ['wr.times', 'wrTimeNs'], ['fl.reqs', 'flushReqs'],
  ['fl.times', 'flushTimeNs'], ['allocation', 'allocation'], ['capacity', 'capacity'], ['physical', 'physical'],
];

async function blockParams({ def, run }: Machine, deadlineMs: number): Promise<TypedParameter[]> {
  const { disks } = def.devices;
  const all = run === undefined ? undefined : await asked(run.monitor, (monitor) => blockStatsOf(monitor, deadlineMs), undefined);
  return [typed.uint('block.count', disks.length), ...disks.flatMap((disk, index) => {
    const { target, alias } = disk;
    const path = diskPath(disk);
    const counters = alias === undefined ? undefined : all?.get(alias);
    return [
      typed.string(`block.${index}.name`, target?.dev ?? ''),
      ...(path === undefined ? [] : [typed.string(`block.${index}.path`, path)]),
      ...BLOCK_FIELDS.flatMap(([field, key]) => (counters?.[key] === undefined ? [] : [typed.ullong(`block.${index}.${field}`, counters[key])])),
    ];
  })];
}

async function iothreadParams({ run }: Machine, deadlineMs: number): Promise<TypedParameter[]> {
  if (run === undefined) return [];
  const threads = await asked(run.monitor, async (monitor) => Reply.list('query-iothreads', await monitor.execute('query-iothreads', undefined, { deadlineMs })), []);
  return threads.length === 0 ? [] : [typed.uint('iothread.count', threads.length), ...threads.flatMap((thread) => {
    const id = /^iothread(\d+)$/.exec(thread.string('id'))?.[1];
    if (id === undefined) return [];
    return [
      typed.ullong(`iothread.${id}.poll-max-ns`, thread.bigint('poll-max-ns')), typed.uint(`iothread.${id}.poll-grow`, thread.number('poll-grow')),
      typed.uint(`iothread.${id}.poll-shrink`, thread.number('poll-shrink')),
    ];
  })];
}
