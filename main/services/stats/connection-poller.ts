import type { Connection, Disposable } from '../../../drivers/api/connection.ts';
import type { DomainStatsRecord } from '../../../drivers/api/records.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { ConnectGetAllDomainStatsFlags, DomainStatsTypes } from '../../../drivers/core/constants.ts';
import { disposableTimeout, MutableDisposable } from '../../../drivers/core/lifecycle.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionId } from '../../contract/ids.ts';
import type { StatsBatch } from '../../contract/stats.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import { inParallel, Pacer } from '../pacer.ts';
import { HostLoadReader } from './host-load.ts';
import type { MachineHistory } from './machine-history.ts';
import { RateTable } from './rate-table.ts';
import { noCounters, readCounters } from './stat-fields.ts';

/** What is wanted of a connection now. */
export interface Demand {
  /** `DomainStatsTypes` bits of what is wanted of every machine. */
  readonly whole: number;
  /** And what is wanted of some rows only. */
  readonly partial: { readonly groups: number; readonly rows: ReadonlySet<number> };
  readonly intervalMs: number;
  /** Machines that are shown in detail. */
  readonly machines: ReadonlyMap<string, MachineHistory>;
}

/** What a poller works with. */
export interface PollerHouse {
  readonly id: ConnectionId;
  readonly epoch: number;
  readonly connection: Connection;
  readonly entries: ReadonlyMap<string, MachineEntry>;
  readonly onBatch: (batch: StatsBatch) => void;
  readonly onMachine: (uuid: string) => void;
  /** What is kept of a machine's last minutes, for when it will be looked at. */
  readonly historyOf: (uuid: MachineEntry['uuid']) => MachineHistory;
  readonly onError: (error: unknown) => void;
}

/** The pause after a tick is at least so many times the tick's own time, less one. */
const MIN_PERIOD = 5;
/** The second tick comes soon: rates need two. */
const FIRST_RATES_MS = 1000;
const PARALLEL_READS = 64;
/** With so few machines that run, the last minutes of each are kept before anybody opens its page: one group more in a question that is asked anyway. */
const KEEP_ALL = 50;
/** So many records are counted before the clock is looked at. */
const BREATH = 64;

/** Asks one host for what is shown, again and again: never two questions at once, never more than it can easily answer. */
export class ConnectionPoller implements Disposable {
  readonly #house: PollerHouse;
  readonly #table = new RateTable();
  readonly #counters = noCounters();
  readonly #load: HostLoadReader;
  readonly #timer = new MutableDisposable<Disposable>();
  #demand: Demand = { whole: 0, partial: { groups: 0, rows: new Set() }, intervalMs: 3000, machines: new Map() };
  #running = false;
  #disposed = false;
  #ticks = 0;
  #lastEndMs = -Infinity;
  #lastTookMs = 0;
  #flags: number = ConnectGetAllDomainStatsFlags.ACTIVE | ConnectGetAllDomainStatsFlags.NOWAIT;
  #bulk: boolean;
  #tellsCpu: boolean | undefined;

  constructor(house: PollerHouse) {
    this.#house = house;
    this.#load = new HostLoadReader(house.connection);
    this.#bulk = hasMethod(house.connection, 'connect', 'getAllDomainStats');
  }

  /** Changes what is wanted; nothing wanted means nothing asked. */
  want(demand: Demand): void {
    const before = this.#demand;
    this.#demand = demand;
    if (!isWanted(demand)) {
      this.#timer.value = undefined;
      return;
    }
    const more = (groupsOf(demand) & ~groupsOf(before)) !== 0 || [...demand.machines.keys()].some((uuid) => !before.machines.has(uuid));
    if (more) this.#ticks = 0;
    if (!this.#running) this.#schedule();
  }

  readonly dispose = (): void => {
    this.#disposed = true;
    this.#timer.dispose();
  };

  #schedule(): void {
    if (this.#disposed || !isWanted(this.#demand)) return;
    const { intervalMs } = this.#demand;
    const periodMs = this.#ticks === 0 ? 0 : this.#ticks === 1 ? Math.min(intervalMs, FIRST_RATES_MS) : intervalMs;
    const sinceStartMs = performance.now() - this.#lastEndMs + this.#lastTookMs;
    const delayMs = Math.max(0, Math.max(periodMs, MIN_PERIOD * this.#lastTookMs) - sinceStartMs);
    this.#timer.value = disposableTimeout(() => {
      void this.#run();
    }, delayMs);
  }

  async #run(): Promise<void> {
    this.#running = true;
    const startMs = performance.now();
    try {
      await this.#tick();
    } catch (error) {
      if (!this.#disposed) this.#house.onError(error);
    }
    this.#running = false;
    this.#ticks++;
    this.#lastEndMs = performance.now();
    this.#lastTookMs = this.#lastEndMs - startMs;
    this.#schedule();
  }

  async #tick(): Promise<void> {
    const { whole, machines } = this.#demand;
    const isTable = groupsOf(this.#demand) !== 0;
    const keeps = this.#keepsAll();
    const wallMs = Date.now();
    const [load, records, extra] = await Promise.all([
      isTable ? this.#load.read() : undefined,
      isTable && this.#bulk ? this.#ask([], (whole === 0 ? DomainStatsTypes.STATE : whole) | (keeps ? DomainStatsTypes.VCPU : 0)) : undefined,
      this.#askShown(),
      this.#detail(machines, wallMs),
    ]);
    if (this.#disposed || !isTable) return;
    const timeMs = performance.now();
    if (keeps && records !== undefined) this.#keep(records, timeMs, wallMs);
    this.#table.begin(this.#house.entries.size);
    this.#table.retain(this.#house.entries);
    if (this.#tellsCpu !== false && records !== undefined) await this.#addRecords(records, extra, timeMs);
    if (this.#tellsCpu === false || !this.#bulk) await this.#addInfos(records, extra);
    const { id, epoch } = this.#house;
    this.#house.onBatch({ connectionId: id, epoch, timeMs: wallMs, ...this.#table.end(), hostCpu: load?.cpu ?? NaN, hostMemory: load?.memory ?? NaN });
  }

  /** Whether the question about all machines tells what their pages would show, and they are few. */
  #keepsAll(): boolean {
    const { CPU_TOTAL, BALLOON, INTERFACE, BLOCK } = DomainStatsTypes;
    const all = CPU_TOTAL | BALLOON | INTERFACE | BLOCK;
    return this.#bulk && (this.#demand.whole & all) === all && [...this.#house.entries.values()].filter(isActive).length <= KEEP_ALL;
  }

  #keep(records: readonly DomainStatsRecord[], timeMs: number, wallMs: number): void {
    for (const { dom, params } of records) {
      const entry = this.#house.entries.get(dom.uuid);
      if (entry === undefined || !isActive(entry) || this.#demand.machines.has(entry.uuid)) continue;
      if (params.some(({ field }) => field === 'cpu.time')) this.#house.historyOf(entry.uuid).add(params, entry.vcpus, timeMs, wallMs);
    }
  }

  /** What is wanted of the shown rows alone. */
  async #askShown(): Promise<ReadonlyMap<string, DomainStatsRecord>> {
    const { whole, partial } = this.#demand;
    const groups = partial.groups & ~whole;
    if (groups === 0 || partial.rows.size === 0 || !this.#bulk) return NOTHING;
    const shown = [...this.#house.entries.values()].filter((entry) => partial.rows.has(entry.row) && isActive(entry));
    if (shown.length === 0) return NOTHING;
    const records = await this.#ask(shown.map(({ ref }) => ref), groups);
    return new Map((records ?? []).map((record) => [record.dom.uuid, record]));
  }

  async #addRecords(records: readonly DomainStatsRecord[], extra: ReadonlyMap<string, DomainStatsRecord>, timeMs: number): Promise<void> {
    const everywhere = this.#wantsWhole(DomainStatsTypes.CPU_TOTAL);
    let running = 0;
    let told = 0;
    const pacer = new Pacer();
    let index = 0;
    for (const record of records) {
      if (index++ % BREATH === 0) await pacer.turn();
      const { dom } = record;
      const entry = this.#house.entries.get(dom.uuid);
      if (entry === undefined || !isActive(entry)) continue;
      const more = extra.get(dom.uuid);
      readCounters(more === undefined ? record.params : [...record.params, ...more.params], this.#counters);
      if (entry.state === 'running' && (everywhere || more !== undefined)) running++;
      if (!Number.isNaN(this.#counters.cpuNs)) told++;
      this.#table.add(entry.row, entry.vcpus, this.#counters, timeMs);
    }
    const asked = (groupsOf(this.#demand) & DomainStatsTypes.CPU_TOTAL) !== 0;
    if (this.#tellsCpu === undefined && asked && running > 0) {
      this.#tellsCpu = told > 0;
      if (!this.#tellsCpu) this.#table.begin(this.#house.entries.size);
    }
  }

  #wantsWhole(group: number): boolean {
    return (this.#demand.whole & group) !== 0;
  }

  /** For hosts whose bulk statistics lack the CPU: one short question for each running machine that is looked at, side by side. */
  async #addInfos(records: readonly DomainStatsRecord[] | undefined, extra: ReadonlyMap<string, DomainStatsRecord>): Promise<void> {
    const getInfo = requireMethod(this.#house.connection, 'domain', 'getInfo');
    const told = new Map((records ?? []).map(({ dom, params }) => [dom.uuid as string, params]));
    const everywhere = this.#wantsWhole(DomainStatsTypes.CPU_TOTAL) || (!this.#bulk && this.#wantsWhole(DomainStatsTypes.BALLOON));
    const { rows } = this.#demand.partial;
    const active = [...this.#house.entries.values()].filter(isActive);
    const pacer = new Pacer();
    await inParallel(active, PARALLEL_READS, async (entry) => {
      if (this.#disposed) return;
      const isLookedAt = everywhere || rows.has(entry.row);
      const info = isLookedAt ? await getInfo(entry.ref).catch(goneIsUndefined) : undefined;
      if (isLookedAt && info === undefined) return;
      readCounters([...(told.get(entry.uuid) ?? []), ...(extra.get(entry.uuid)?.params ?? [])], this.#counters);
      if (info !== undefined) {
        this.#counters.cpuNs = Number(info.cpuTimeNs);
        if (Number.isNaN(this.#counters.memoryBytes)) this.#counters.memoryBytes = Number(info.memoryKiB) * 1024;
      }
      this.#table.add(entry.row, entry.vcpus, this.#counters, performance.now());
      await pacer.turn();
    });
  }

  async #detail(machines: ReadonlyMap<string, MachineHistory>, wallMs: number): Promise<void> {
    const shown = [...machines].flatMap(([uuid, history]) => {
      const entry = this.#house.entries.get(uuid);
      return entry !== undefined && isActive(entry) ? [{ entry, history }] : [];
    });
    if (shown.length === 0) return;
    const { CPU_TOTAL, BALLOON, VCPU, INTERFACE, BLOCK } = DomainStatsTypes;
    const records = this.#bulk ? await this.#ask(shown.map(({ entry }) => entry.ref), CPU_TOTAL | BALLOON | VCPU | INTERFACE | BLOCK) : undefined;
    const timeMs = performance.now();
    for (const { entry, history } of shown) {
      const params = records?.find(({ dom }) => dom.uuid === entry.ref.uuid)?.params;
      if (params?.some(({ field }) => field === 'cpu.time') === true) {
        history.add(params, entry.vcpus, timeMs, wallMs);
      } else {
        const info = await requireMethod(this.#house.connection, 'domain', 'getInfo')(entry.ref).catch(goneIsUndefined);
        if (info === undefined) continue;
        history.addInfo(info, performance.now(), wallMs);
      }
      this.#house.onMachine(entry.uuid);
    }
  }

  /** One bulk question; learns which flags and whether the host knows such questions at all. */
  async #ask(refs: readonly DomainRef[], groups: number): Promise<readonly DomainStatsRecord[] | undefined> {
    const call = requireMethod(this.#house.connection, 'connect', 'getAllDomainStats');
    // The filters of states are for "all machines" only.
    const flags = refs.length === 0 ? this.#flags : this.#flags & ConnectGetAllDomainStatsFlags.NOWAIT;
    try {
      return await call(refs, groups, flags);
    } catch (error) {
      if (!VirError.is(error)) throw error;
      if (error.code === 'no-domain') return undefined;
      if (!['no-support', 'operation-unsupported', 'argument-unsupported', 'invalid-arg'].includes(error.code)) throw error;
      if (flags !== 0) {
        this.#flags = 0;
        return this.#ask(refs, groups);
      }
      this.#bulk = false;
      return undefined;
    }
  }
}

const NOTHING: ReadonlyMap<string, DomainStatsRecord> = new Map();

function groupsOf({ whole, partial }: Demand): number {
  return whole | partial.groups;
}

function isWanted(demand: Demand): boolean {
  return groupsOf(demand) !== 0 || demand.machines.size > 0;
}

function goneIsUndefined(error: unknown): undefined {
  if (VirError.is(error, 'no-domain') || VirError.is(error, 'operation-invalid')) return undefined;
  throw error;
}
