import type { ConnectionId } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import { STAT_COLUMNS, type MachinePast, type MachineStats, type StatsBatch } from '../../main/contract/stats.ts';

/** A figure that moves smoothly, the same for the same arguments. */
function wave(seed: number, tick: number, low: number, high: number): number {
  const slow = Math.sin(tick / (7 + (seed % 5)) + seed);
  const quick = Math.sin(tick * 1.7 + seed * 3) * Math.sin(tick / 3 + seed);
  return low + ((high - low) * (slow + quick + 2)) / 4;
}

const NONE = new Uint8Array(0);

/** One tick of one made-up connection. */
export function makeBatch(connectionId: ConnectionId, epoch: number, rows: readonly MachineRow[], tick: number, timeMs: number): StatsBatch {
  const running = rows.filter((row) => row.state === 'running' && !row.stale);
  const ids = new Uint32Array(running.map((row) => row.row));
  const values = new Float32Array(ids.length * STAT_COLUMNS.length);
  running.forEach((row, at) => {
    const seed = row.row;
    const column = (index: number, value: number): void => {
      values[index * ids.length + at] = value;
    };
    column(0, wave(seed, tick, (seed * 7) % 60, ((seed * 7) % 60) + 30));
    column(1, wave(seed, tick / 8, 0.4, 0.8) * row.memoryKiB * 1024);
    column(2, wave(seed + 1, tick, 0, 40 * 2 ** 20) * (seed % 3 === 0 ? 1 : 0.02));
    column(3, wave(seed + 2, tick, 0, 9 * 2 ** 20) * 0.2);
    column(4, wave(seed + 3, tick, 0, 4 * 2 ** 20));
    column(5, wave(seed + 4, tick, 0, 2 * 2 ** 20));
  });
  return { connectionId, epoch, timeMs, rows: new Uint8Array(ids.buffer), columns: STAT_COLUMNS, values: new Uint8Array(values.buffer), detailRows: NONE, detailValues: NONE, hostCpu: wave(3, tick, 20, 45), hostMemory: 58 };
}

/** The graphs of one made-up machine: `count` points that end at `timeMs`. */
export function makeMachineStats(row: MachineRow, kind: MachineStats['kind'], count: number, timeMs: number): MachineStats {
  const times = Array.from({ length: count }, (_, at) => timeMs - (count - 1 - at) * 3000);
  const ticks = times.map((time) => Math.round(time / 3000));
  const line = (seed: number, low: number, high: number): number[] => ticks.map((tick) => wave(row.row + seed, tick, low, high));
  const total = row.memoryKiB * 1024;
  return {
    kind,
    times,
    memoryTotalBytes: total,
    series: [
      ...Array.from({ length: row.vcpus }, (_, index) => ({ id: `vcpu.${index}`, label: `vCPU ${index}`, unit: 'percent' as const, values: line(index, 2, 60 / (index + 1)) })),
      { id: 'memory.used', label: 'used', unit: 'bytes', values: ticks.map((tick) => wave(row.row, tick / 8, 0.6, 0.7) * total) },
      { id: 'disk.vda.read', label: 'vda', unit: 'bytesPerSecond', values: line(11, 0, 24 * 2 ** 20) },
      { id: 'disk.vda.write', label: 'vda', unit: 'bytesPerSecond', values: line(12, 0, 9 * 2 ** 20) },
      { id: 'net.vnet0.rx', label: 'vnet0', unit: 'bytesPerSecond', values: line(13, 0, 5 * 2 ** 20) },
      { id: 'net.vnet0.tx', label: 'vnet0', unit: 'bytesPerSecond', values: line(14, 0, 2 * 2 ** 20) },
    ],
  };
}

/** What a host has kept of a machine, made up. */
export function makePast(row: MachineRow, lastMs: number, timeMs: number): MachinePast {
  const count = 180;
  const times = Array.from({ length: count }, (_, at) => timeMs - ((count - 1 - at) * lastMs) / count);
  const line = (seed: number, low: number, high: number): number[] => times.map((_, at) => (at > 40 && at < 50 ? Number.NaN : wave(row.row + seed, at, low, high)));
  const total = row.memoryKiB * 1024;
  return {
    stepS: Math.round(lastMs / count / 1000),
    times,
    memoryTotalBytes: total,
    series: [
      { id: 'cpu.total', label: '', unit: 'percent', values: line(0, 2, 60) },
      { id: 'memory.used', label: '', unit: 'bytes', values: line(1, 0.6 * total, 0.7 * total) },
      { id: 'disk.total.read', label: '', unit: 'bytesPerSecond', values: line(11, 0, 24 * 2 ** 20) },
      { id: 'net.total.rx', label: '', unit: 'bytesPerSecond', values: line(13, 0, 5 * 2 ** 20) },
    ],
  };
}
