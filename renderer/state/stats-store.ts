import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { ConnectionId } from '../../main/contract/ids.ts';
import { STAT_COLUMNS, type StatColumn, type StatsBatch } from '../../main/contract/stats.ts';
import { keepWatching } from './watch.ts';

/** The figures that the lists show; disk and network are both directions together. */
export const LIVE_METRICS = ['cpu', 'memory', 'disk', 'net'] as const;
/** Name of a figure that the lists show. */
export type LiveMetric = (typeof LIVE_METRICS)[number];

/** How many points a small graph has: five minutes at the default interval. */
export const HISTORY_POINTS = 100;
const CHUNK_ROWS = 256;
const NOTIFY_MS = 120;

/** A connection's own load, in per cent; NaN: not known. */
export interface HostLoad {
  readonly cpu: number;
  readonly memory: number;
}

/** Which figures are wanted. */
export interface ShownFigures {
  readonly groups: readonly StatGroup[];
  /** Those that are wanted of every machine; the others only of the rows in sight. */
  readonly whole: readonly StatGroup[];
  readonly intervalMs: number | undefined;
}

/** Figures that move, in typed arrays outside React. */
export interface Stats {
  /** One counter for all: what shows figures renders when it grows. */
  readonly store: StoreApi<{ readonly version: number }>;
  /** The newest figure; NaN when there is none. */
  readonly value: (metric: LiveMetric, row: number) => number;
  /** Copies the points of a row, oldest first, into `into`; answers how many there are. */
  readonly history: (metric: LiveMetric, row: number, into: Float32Array) => number;
  readonly host: (id: ConnectionId) => HostLoad | undefined;
  /** Which figures are shown; nothing shown means nothing asked. */
  readonly setShown: (shown: ShownFigures) => void;
  readonly apply: (batch: StatsBatch) => void;
  readonly dispose: () => void;
}

/** Groups that main can be asked for. */
export type StatGroup = 'cpu' | 'memory' | 'disk' | 'net';

const METRIC_AT: Readonly<Record<LiveMetric, number>> = { cpu: 0, memory: 1, disk: 2, net: 3 };

interface Chunk {
  /** For each metric and row its points, as a ring. */
  readonly points: Float32Array;
  /** For each row how many points it got. */
  readonly counts: Uint32Array;
}

function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
}

function numbersOf(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  return new Uint32Array(buffer, byteOffset, Math.floor(byteLength / 4));
}

const NO_COLUMN = new Float32Array(0);

/** Calls `put` for each row with the four figures of the lists; NaN: not known. */
function eachRow(rowBytes: Uint8Array, names: readonly StatColumn[], valueBytes: Uint8Array, put: (row: number, cpu: number, memory: number, disk: number, net: number) => void): void {
  const rows = numbersOf(rowBytes);
  const { buffer, byteOffset } = aligned(valueBytes);
  const count = rows.length;
  const column = (name: StatColumn): Float32Array => {
    const at = names.indexOf(name);
    return at < 0 ? NO_COLUMN : new Float32Array(buffer, byteOffset + at * count * 4, count);
  };
  const [cpu, memory, read, written, received, sent] = [column('cpu'), column('memoryUsed'), column('diskRead'), column('diskWrite'), column('netRx'), column('netTx')];
  for (let at = 0; at < count; at += 1) put(rows[at] ?? 0, cpu[at] ?? NaN, memory[at] ?? NaN, sum(read[at] ?? NaN, written[at] ?? NaN), sum(received[at] ?? NaN, sent[at] ?? NaN));
}

/** One column more than another, where not knowing one means the other alone. */
function sum(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}

/** The store of typed arrays alone, without the subscription. */
class LiveTable {
  private readonly chunks: (Chunk | undefined)[] = [];
  /** For each row its newest figures: what orders the table reads them all with every tick. */
  private newest = new Float32Array(0);

  private chunkOf(row: number): Chunk {
    const index = Math.floor(row / CHUNK_ROWS);
    const known = this.chunks[index];
    if (known !== undefined) return known;
    const made: Chunk = {
      points: new Float32Array(CHUNK_ROWS * LIVE_METRICS.length * HISTORY_POINTS).fill(Number.NaN),
      counts: new Uint32Array(CHUNK_ROWS),
    };
    this.chunks[index] = made;
    return made;
  }

  push(row: number, cpu: number, memory: number, disk: number, net: number): void {
    const chunk = this.chunkOf(row);
    const local = row % CHUNK_ROWS;
    const count = chunk.counts[local] ?? 0;
    chunk.counts[local] = count + 1;
    this.amend(row, cpu, memory, disk, net);
  }

  /** Says more about a row's newest point. */
  amend(row: number, cpu: number, memory: number, disk: number, net: number): void {
    const chunk = this.chunkOf(row);
    const local = row % CHUNK_ROWS;
    const count = Math.max(1, chunk.counts[local] ?? 0);
    chunk.counts[local] = count;
    const base = local * LIVE_METRICS.length * HISTORY_POINTS + ((count - 1) % HISTORY_POINTS);
    chunk.points[base] = cpu;
    chunk.points[base + HISTORY_POINTS] = memory;
    chunk.points[base + 2 * HISTORY_POINTS] = disk;
    chunk.points[base + 3 * HISTORY_POINTS] = net;
    const at = row * LIVE_METRICS.length;
    if (at >= this.newest.length) this.grow(at);
    this.newest[at] = cpu;
    this.newest[at + 1] = memory;
    this.newest[at + 2] = disk;
    this.newest[at + 3] = net;
  }

  private grow(at: number): void {
    const former = this.newest;
    this.newest = new Float32Array(Math.max(1024, at * 2)).fill(Number.NaN);
    this.newest.set(former);
  }

  value(metric: LiveMetric, row: number): number {
    return this.newest[row * LIVE_METRICS.length + METRIC_AT[metric]] ?? Number.NaN;
  }

  history(metric: LiveMetric, row: number, into: Float32Array): number {
    const chunk = this.chunks[Math.floor(row / CHUNK_ROWS)];
    const local = row % CHUNK_ROWS;
    const count = chunk?.counts[local] ?? 0;
    if (chunk === undefined) return 0;
    const length = Math.min(count, HISTORY_POINTS, into.length);
    const base = (local * LIVE_METRICS.length + METRIC_AT[metric]) * HISTORY_POINTS;
    for (let at = 0; at < length; at += 1) into[at] = chunk.points[base + ((count - length + at) % HISTORY_POINTS)] ?? Number.NaN;
    return length;
  }

  clear(): void {
    this.chunks.length = 0;
    this.newest.fill(Number.NaN);
  }
}

/** Listens to the figures. `epochOf` is the inventory's epoch: figures of another one are not about these rows. */
export function createStats(client: Pick<VireoClient, 'stats'>, epochOf: () => number): Stats {
  const store = createStore<{ readonly version: number }>(() => ({ version: 0 }));
  const table = new LiveTable();
  const push = table.push.bind(table);
  const amend = table.amend.bind(table);
  const hosts = new Map<ConnectionId, HostLoad>();
  let tableEpoch = -1;
  let notifying: ReturnType<typeof setTimeout> | undefined;
  let watching: ReturnType<typeof keepWatching> | undefined;
  let shown = '';

  const notify = (): void => {
    // Many hosts answer at different moments: they are drawn together.
    notifying ??= setTimeout(() => {
      notifying = undefined;
      store.setState((state) => ({ version: state.version + 1 }));
    }, NOTIFY_MS);
  };

  const apply = (batch: StatsBatch): void => {
    if (batch.epoch !== epochOf()) return;
    if (batch.epoch !== tableEpoch) {
      table.clear();
      tableEpoch = batch.epoch;
    }
    hosts.set(batch.connectionId, { cpu: batch.hostCpu, memory: batch.hostMemory });
    eachRow(batch.rows, batch.columns, batch.values, push);
    eachRow(batch.detailRows, STAT_COLUMNS, batch.detailValues, amend);
    notify();
  };

  let wanted: ShownFigures = { groups: [], whole: [], intervalMs: undefined };
  const subscribe = (): void => {
    const text = JSON.stringify(wanted);
    if (text === shown) return;
    shown = text;
    watching?.dispose();
    const { groups, whole, intervalMs } = wanted;
    watching = groups.length === 0 ? undefined : keepWatching((onEnd) => client.stats.watch({ groups: [...groups], whole: [...whole], intervalMs }, apply, onEnd));
  };
  const setShown = (next: ShownFigures): void => {
    wanted = next;
    // One page that goes and one that comes tell both in one turn: only the outcome counts.
    queueMicrotask(subscribe);
  };

  return {
    store,
    value: (metric, row) => table.value(metric, row),
    history: (metric, row, into) => table.history(metric, row, into),
    host: (id) => hosts.get(id),
    setShown,
    apply,
    dispose: () => {
      watching?.dispose();
      if (notifying !== undefined) clearTimeout(notifying);
    },
  };
}
