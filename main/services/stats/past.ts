import type { Connection } from '../../../drivers/api/connection.ts';
import type { HistoryMetric, HistorySpan } from '../../../drivers/api/extras.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import type { MachinePast, StatSeries } from '../../contract/stats.ts';

interface Live {
  readonly connection: Connection;
  readonly ref: DomainRef;
  readonly entry: { readonly memoryKiB: number };
}

/** The lines of the window's graphs that kept figures become, and how many of its units one of theirs is. */
const LINES: Readonly<Record<HistoryMetric, { readonly id: string; readonly unit: StatSeries['unit']; readonly factor: number }>> = {
  cpu: { id: 'cpu.total', unit: 'percent', factor: 1 },
  memory: { id: 'memory.used', unit: 'bytes', factor: 1024 },
  diskRead: { id: 'disk.total.read', unit: 'bytesPerSecond', factor: 1 },
  diskWritten: { id: 'disk.total.write', unit: 'bytesPerSecond', factor: 1 },
  received: { id: 'net.total.rx', unit: 'bytesPerSecond', factor: 1 },
  sent: { id: 'net.total.tx', unit: 'bytesPerSecond', factor: 1 },
};

/** How far back the machine's host keeps figures. */
export async function keptSpans({ connection }: Live): Promise<readonly HistorySpan[]> {
  return hasExtra(connection, 'history', 'listSpans') && hasExtra(connection, 'history', 'readDomain') ? requireExtra(connection, 'history', 'listSpans')() : [];
}

/** What the host has kept of a machine's figures, as the window's graphs want it. */
export async function readPast({ connection, ref, entry }: Live, lastMs: number, nowMs: number): Promise<MachinePast> {
  const { stepS, timesMs, series } = await requireExtra(connection, 'history', 'readDomain')(ref, { fromMs: nowMs - lastMs, toMs: nowMs });
  const lines = (Object.keys(LINES) as HistoryMetric[]).flatMap((metric): readonly StatSeries[] => {
    const values = series[metric];
    const { id, unit, factor } = LINES[metric];
    return values === undefined ? [] : [{ id, label: '', unit, values: timesMs.map((_time, at) => (values[at] ?? Number.NaN) * factor) }];
  });
  return { stepS, times: timesMs, series: lines, memoryTotalBytes: entry.memoryKiB * 1024 };
}
