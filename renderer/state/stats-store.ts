import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { ConnectionId } from '../../main/contract/ids.ts';
import { STAT_COLUMNS, type StatsBatch } from '../../main/contract/stats.ts';
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

function wordsOf(bytes: Uint8Array): { readonly buffer: ArrayBufferLike; readonly offset: number; readonly length: number } {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return { buffer: aligned.buffer, offset: aligned.byteOffset, length: Math.floor(aligned.byteLength / 4) };
}

/** One column more than another, where not knowing one means the other alone. */
function sum(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}

/** The store of typed arrays alone, without the subscription. */
class LiveTable {
  private readonly chunks: (Chunk | undefined)[] = [];

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
    const base = local * LIVE_METRICS.length * HISTORY_POINTS + (count % HISTORY_POINTS);
    chunk.points[base] = cpu;
    chunk.points[base + HISTORY_POINTS] = memory;
    chunk.points[base + 2 * HISTORY_POINTS] = disk;
    chunk.points[base + 3 * HISTORY_POINTS] = net;
    chunk.counts[local] = count + 1;
  }

  value(metric: LiveMetric, row: number): number {
    const chunk = this.chunks[Math.floor(row / CHUNK_ROWS)];
    const local = row % CHUNK_ROWS;
    const count = chunk?.counts[local] ?? 0;
    if (chunk === undefined || count === 0) return Number.NaN;
    const base = (local * LIVE_METRICS.length + METRIC_AT[metric]) * HISTORY_POINTS;
    return chunk.points[base + ((count - 1) % HISTORY_POINTS)] ?? Number.NaN;
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
  }
}

/** Listens to the figures. `epochOf` is the inventory's epoch: figures of another one are not about these rows. */
export function createStats(client: Pick<VireoClient, 'stats'>, epochOf: () => number): Stats {
  const store = createStore<{ readonly version: number }>(() => ({ version: 0 }));
  const table = new LiveTable();
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
    const rowWords = wordsOf(batch.rows);
    const valueWords = wordsOf(batch.values);
    const rows = new Uint32Array(rowWords.buffer, rowWords.offset, rowWords.length);
    const values = new Float32Array(valueWords.buffer, valueWords.offset, valueWords.length);
    const count = rows.length;
    const column = (name: (typeof STAT_COLUMNS)[number]): number => STAT_COLUMNS.indexOf(name) * count;
    const [cpu, memory, read, write, rx, tx] = [column('cpu'), column('memoryUsed'), column('diskRead'), column('diskWrite'), column('netRx'), column('netTx')];
    const at = (index: number): number => values[index] ?? Number.NaN;
    for (let index = 0; index < count; index += 1) {
      table.push(rows[index] ?? 0, at(cpu + index), at(memory + index), sum(at(read + index), at(write + index)), sum(at(rx + index), at(tx + index)));
    }
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
