import { z } from 'zod';
import type { HistorySpan } from '../../drivers/api/extras.ts';
import { call, event } from './define.ts';
import { machineKey, type ConnectionId } from './ids.ts';

export type { HistorySpan } from '../../drivers/api/extras.ts';

/** The columns of a batch, in this order. CPU in per cent of all the machine's vCPUs, sizes in bytes, rates in bytes/s; NaN: not known. */
export const STAT_COLUMNS = ['cpu', 'memoryUsed', 'diskRead', 'diskWrite', 'netRx', 'netTx'] as const;
/** Name of a column of a batch. */
export type StatColumn = (typeof STAT_COLUMNS)[number];

/**
 * One tick of one connection: a row number for each machine, then the columns, each as long as `rows`. What is known of few
 * machines only (the ones in sight) stands beside them, in a table of its own. {@link figureOf} reads one figure.
 */
export interface StatsBatch {
  readonly connectionId: ConnectionId;
  /** The inventory's epoch whose row numbers are meant. */
  readonly epoch: number;
  /** Milliseconds since 1970 when the host was asked. */
  readonly timeMs: number;
  /** The bytes of a Uint32Array: the row numbers. */
  readonly rows: Uint8Array;
  /** Which columns `values` has, in the order of {@link STAT_COLUMNS}. */
  readonly columns: readonly StatColumn[];
  /** The bytes of a Float32Array: column after column. */
  readonly values: Uint8Array;
  /** Row numbers, some of those in `rows`, of which more is known. */
  readonly detailRows: Uint8Array;
  /** All of {@link STAT_COLUMNS} for `detailRows`. */
  readonly detailValues: Uint8Array;
  /** Host totals in per cent; NaN where not known. */
  readonly hostCpu: number;
  readonly hostMemory: number;
}

/** One figure of a batch; NaN: not known. For a look at few of them: it searches. */
export function figureOf({ rows, columns, values, detailRows, detailValues }: StatsBatch, row: number, column: StatColumn): number {
  const find = (rowBytes: Uint8Array, valueBytes: Uint8Array, at: number): number => {
    const ids = new Uint32Array(rowBytes.slice().buffer);
    const index = ids.indexOf(row);
    return at < 0 || index < 0 ? NaN : (new Float32Array(valueBytes.slice().buffer)[at * ids.length + index] ?? NaN);
  };
  const detail = find(detailRows, detailValues, STAT_COLUMNS.indexOf(column));
  return Number.isNaN(detail) ? find(rows, values, columns.indexOf(column)) : detail;
}

/** One line of a machine's graphs. */
export interface StatSeries {
  /** `vcpu.0`, `disk.vda.read`, `disk.vda.write`, `net.vnet0.rx`, `net.vnet0.tx`, `memory.used`. */
  readonly id: string;
  readonly label: string;
  readonly unit: 'percent' | 'bytes' | 'bytesPerSecond';
  /** One value for each of `times`; NaN: not known. */
  readonly values: readonly number[];
}

/** The last minutes of one machine, sent whole at first and then as the points that are new. */
export interface MachineStats {
  readonly kind: 'history' | 'append';
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly StatSeries[];
  readonly memoryTotalBytes: number;
}

/** What a host has kept of a machine's figures: averages over a step. */
export type MachinePast = Omit<MachineStats, 'kind'> & { readonly stepS: number };

/** Figures that move. Hosts are asked only for what is shown. */
export const stats = {
  /**
   * Batches of all connections. `groups` says which columns are shown: nothing else is asked for. `whole` says which of
   * them are wanted of every machine (what a table is sorted by, what is summed up); the others are asked of the rows
   * that `inventory.show` named and stay NaN elsewhere. Without `whole`, all groups are wanted of every machine.
   */
  watch: event<StatsBatch>()(
    z.strictObject({
      groups: z.array(z.enum(['cpu', 'memory', 'disk', 'net'])).max(4),
      whole: z.array(z.enum(['cpu', 'memory', 'disk', 'net'])).max(4).optional(),
      intervalMs: z.number().int().min(500).max(60_000).optional(),
    }),
  ),
  /** One machine in detail. */
  watchMachine: event<MachineStats>()(machineKey),
  /** How far back the machine's host keeps figures, finest first; empty: it keeps none. */
  spans: call<readonly HistorySpan[]>()(machineKey),
  /** What it has kept of the time up to now. */
  past: call<MachinePast>()(z.strictObject({ machine: machineKey, lastMs: z.number().int().min(1000).max(10 * 366 * 86_400_000) })),
} as const;
