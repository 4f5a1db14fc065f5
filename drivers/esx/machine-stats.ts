import type { TypedParameter } from '../api/records.ts';
import { DomainStatsTypes as Stats } from '../core/constants.ts';
import { domainStateToNumber } from '../core/domain-state.ts';
import { typed } from '../core/typed-params.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import type { AnyPerfEntityMetricBase, PerfMetricId, PerfQuerySpec } from './vim/vim.gen.ts';
import { moKey } from './vim/vim-value.ts';

/** What can be had of every machine. */
export const ESX_STATS = Stats.STATE | Stats.CPU_TOTAL | Stats.BALLOON | Stats.VCPU | Stats.INTERFACE | Stats.BLOCK;
const PERFORMANCE = Stats.CPU_TOTAL | Stats.INTERFACE | Stats.BLOCK;

/** Hosts sample every 20 seconds. */
const INTERVAL_S = 20;
const FRESH_MS = 9000;
/** Machines in one question; never one question a machine. */
const BATCH = 250;

/** The counters we ask for: `group.name.rollup`. */
const COUNTERS = {
  cpuUsage: 'cpu.usage.average',
  memoryConsumed: 'mem.consumed.average',
  diskRead: 'disk.read.average',
  diskWritten: 'disk.write.average',
  received: 'net.received.average',
  sent: 'net.transmitted.average',
} as const;

type CounterName = keyof typeof COUNTERS;

/** Rates as the host last sampled them, and what they have summed up to since we look. */
interface Sums {
  rates: { readonly [name in CounterName]: number };
  readonly total: { cpuNs: number; readBytes: number; writtenBytes: number; receivedBytes: number; sentBytes: number };
  atMs: number;
}

/**
 * Statistics of machines. Hosts give rates over 20 seconds, libvirt's callers want counters: rates are summed up from the first
 * question on, so that differences of counters are what the host measured.
 */
export class MachineStats {
  readonly #session: EsxSession;
  readonly #sums = new Map<string, Sums>();
  #ids: ReadonlyMap<CounterName, number> | undefined;
  #reading: Promise<void> | undefined;
  #readAtMs = -Infinity;

  constructor(session: EsxSession) {
    this.#session = session;
  }

  /** Everything that is wanted of some machines; the host is asked at most every nine seconds. */
  async params(machines: readonly Machine[], stats: number): Promise<readonly (readonly TypedParameter[])[]> {
    if ((stats & PERFORMANCE) !== 0) await this.#refresh();
    return machines.map((machine) => this.#paramsOf(machine, stats));
  }

  /** CPU time since we look, in nanoseconds; asks nobody. */
  cpuTimeNs(machine: Machine): bigint {
    return BigInt(Math.floor(this.#current(machine)?.total.cpuNs ?? 0));
  }

  /** Counters of one machine, fresh. */
  async totals(machine: Machine): Promise<Sums['total']> {
    await this.#refresh();
    return this.#current(machine)?.total ?? { cpuNs: 0, readBytes: 0, writtenBytes: 0, receivedBytes: 0, sentBytes: 0 };
  }

  #refresh(): Promise<void> {
    if (performance.now() - this.#readAtMs < FRESH_MS) return Promise.resolve();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const running = [...this.#session.machines.all].filter(({ powerState }) => powerState === 'poweredOn');
    const ids = await this.#counterIds();
    const metricId: PerfMetricId[] = [...ids.values()].map((counterId) => ({ counterId, instance: '' }));
    const names = new Map([...ids].map(([name, id]) => [id, name]));
    const { client } = this.#session;
    const seen = new Set<string>();
    for (let from = 0; from < running.length; from += BATCH) {
      const querySpec = running.slice(from, from + BATCH).map(({ ref }): PerfQuerySpec => ({ entity: ref, maxSample: 1, metricId, intervalId: INTERVAL_S, format: 'normal' }));
      const answer = await client.call('QueryPerf', client.manager('perfManager'), { querySpec });
      for (const metric of answer ?? []) {
        this.#take(metric, names);
        seen.add(moKey(metric.entity));
      }
    }
    for (const key of [...this.#sums.keys()]) if (!seen.has(key)) this.#sums.delete(key);
    this.#readAtMs = performance.now();
  }

  async #counterIds(): Promise<ReadonlyMap<CounterName, number>> {
    if (this.#ids !== undefined) return this.#ids;
    const manager = await this.#session.readOne(this.#session.client.manager('perfManager'), ['perfCounter']);
    const byName = new Map(manager.list('perfCounter', 'PerfCounterInfo').map(({ key, groupInfo, nameInfo, rollupType }) => [`${groupInfo.key}.${nameInfo.key}.${rollupType}`, key]));
    const found = (Object.keys(COUNTERS) as CounterName[]).flatMap((name) => {
      const id = byName.get(COUNTERS[name]);
      return id === undefined ? [] : [[name, id] as const];
    });
    this.#ids = new Map(found);
    return this.#ids;
  }

  #take(metric: AnyPerfEntityMetricBase, names: ReadonlyMap<number, CounterName>): void {
    if (metric._type !== 'PerfEntityMetric') return;
    const rates = { cpuUsage: 0, memoryConsumed: 0, diskRead: 0, diskWritten: 0, received: 0, sent: 0 };
    for (const series of metric.value ?? []) {
      const name = names.get(series.id.counterId);
      const value = series._type === 'PerfMetricIntSeries' ? series.value?.at(-1) : undefined;
      if (name !== undefined && value !== undefined && value >= 0) rates[name] = value;
    }
    const key = moKey(metric.entity);
    const known = this.#sums.get(key);
    if (known === undefined) this.#sums.set(key, { rates, total: { cpuNs: 0, readBytes: 0, writtenBytes: 0, receivedBytes: 0, sentBytes: 0 }, atMs: performance.now() });
    else {
      const machine = this.#session.machines.byRef(metric.entity);
      if (machine !== undefined) this.#current(machine);
      known.rates = rates;
    }
  }

  /** Adds up to now at the last known rates. */
  #current(machine: Machine): Sums | undefined {
    const sums = this.#sums.get(machine.key);
    if (sums === undefined) return undefined;
    const nowMs = performance.now();
    const seconds = (nowMs - sums.atMs) / 1000;
    sums.atMs = nowMs;
    // Usage is in hundredths of a per cent of all its CPUs, the others in kilobytes a second.
    sums.total.cpuNs += (sums.rates.cpuUsage / 10_000) * machine.vcpus * 1e9 * seconds;
    sums.total.readBytes += sums.rates.diskRead * 1024 * seconds;
    sums.total.writtenBytes += sums.rates.diskWritten * 1024 * seconds;
    sums.total.receivedBytes += sums.rates.received * 1024 * seconds;
    sums.total.sentBytes += sums.rates.sent * 1024 * seconds;
    return sums;
  }

  #paramsOf(machine: Machine, stats: number): readonly TypedParameter[] {
    const params: TypedParameter[] = [];
    const whole = (value: number): bigint => BigInt(Math.floor(value));
    if ((stats & Stats.STATE) !== 0) params.push(typed.int('state.state', domainStateToNumber(machine.state)), typed.int('state.reason', 0));
    const sums = machine.powerState === 'poweredOn' && (stats & (PERFORMANCE | Stats.BALLOON)) !== 0 ? this.#current(machine) : undefined;
    if ((stats & Stats.CPU_TOTAL) !== 0 && sums !== undefined) params.push(typed.ullong('cpu.time', whole(sums.total.cpuNs)));
    if ((stats & Stats.BALLOON) !== 0) {
      params.push(typed.ullong('balloon.current', machine.memoryKiB), typed.ullong('balloon.maximum', machine.maxMemoryKiB));
      if (sums !== undefined && sums.rates.memoryConsumed > 0) params.push(typed.ullong('balloon.rss', whole(sums.rates.memoryConsumed)));
    }
    if ((stats & Stats.VCPU) !== 0) params.push(typed.uint('vcpu.current', machine.vcpus), typed.uint('vcpu.maximum', machine.vcpus));
    if (sums === undefined) return params;
    if ((stats & Stats.INTERFACE) !== 0) {
      params.push(typed.uint('net.count', 1), typed.string('net.0.name', 'all'), typed.ullong('net.0.rx.bytes', whole(sums.total.receivedBytes)), typed.ullong('net.0.tx.bytes', whole(sums.total.sentBytes)));
    }
    if ((stats & Stats.BLOCK) !== 0) {
      params.push(typed.uint('block.count', 1), typed.string('block.0.name', 'all'), typed.ullong('block.0.rd.bytes', whole(sums.total.readBytes)), typed.ullong('block.0.wr.bytes', whole(sums.total.writtenBytes)));
    }
    return params;
  }
}
