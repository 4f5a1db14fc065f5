import type { NodeStat, TypedParameter } from '../api/records.ts';
import { NodeGetCPUStatsAllCPUs, NodeGetMemoryStatsAllCells } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed } from '../core/typed-params.ts';
import type { HostTree } from './host-tree.ts';
import { meminfo, type HostTopology } from './topology.ts';

/** The kernel counts processor time in hundredths of a second, on every system that Linux runs on. */
const TICK_NS = 10_000_000n;

/**
 * One processor's times, or those of all, out of /proc/stat; nanoseconds.
 *
 * @throws invalid-arg for a processor that is not there.
 * @libvirt virNodeGetCPUStats
 */
export function cpuStatsOf(procStat: string, cpuNum: number): readonly NodeStat[] {
  const name = cpuNum === NodeGetCPUStatsAllCPUs.NODE_CPU_STATS_ALL_CPUS ? 'cpu' : `cpu${cpuNum}`;
  const line = procStat.split('\n').find((each) => each.startsWith(`${name} `));
  if (line === undefined) throw libvirtError('none', 'invalid-arg', 'Invalid cpuNum in virHostCPUGetStatsLinux');
  const [user = 0n, nice = 0n, system = 0n, idle = 0n, iowait = 0n, irq = 0n, softirq = 0n] = line.split(/\s+/).slice(1).filter((word) => /^\d+$/.test(word)).map(BigInt);
  return [
    { field: 'kernel', value: (system + irq + softirq) * TICK_NS },
    { field: 'user', value: (user + nice) * TICK_NS },
    { field: 'idle', value: idle * TICK_NS },
    { field: 'iowait', value: iowait * TICK_NS },
  ];
}

const HOST_FIELDS = [['MemTotal', 'total'], ['MemFree', 'free'], ['Buffers', 'buffers'], ['Cached', 'cached']] as const;

/** The file that {@link memoryStatsOf} reads. @throws invalid-arg for a cell that is not there. */
export function memoryFileOf(cellNum: number, { cells }: Pick<HostTopology, 'cells'>): string {
  if (cellNum === NodeGetMemoryStatsAllCells.NODE_MEMORY_STATS_ALL_CELLS || (cells.length === 0 && cellNum === 0)) return '/proc/meminfo';
  const last = Math.max(0, ...cells.map(({ id }) => id));
  if (cellNum > last) throw libvirtError('none', 'invalid-arg', `cellNum in virHostMemGetStats must be less than or equal to ${last}`);
  return `/sys/devices/system/node/node${cellNum}/meminfo`;
}

/** The memory of the host, or of a cell; KiB. @libvirt virNodeGetMemoryStats */
export function memoryStatsOf(text: string | undefined): readonly NodeStat[] {
  const found = meminfo(text);
  const isCell = text?.startsWith('Node ') === true;
  const stats = HOST_FIELDS.slice(0, isCell ? 2 : 4).flatMap(([word, field]) => {
    const value = found.get(word);
    return value === undefined ? [] : [{ field, value }];
  });
  if (stats.length === 0) throw libvirtError('none', 'internal-error', 'no available memory line found');
  return stats;
}

/** What is free in each of some cells; bytes. @throws internal-error when they begin behind the last. */
export function freeMemoryOf(topology: HostTopology, startCell: number, maxCells: number): readonly bigint[] {
  const cells = topology.cells.length === 0 ? [{ id: 0, freeBytes: undefined }] : topology.cells.map(({ id, pages }) => ({ id, freeBytes: (pages[0]?.free ?? 0n) * BigInt(topology.pageKiB) * 1024n }));
  const last = Math.max(...cells.map(({ id }) => id));
  if (startCell > last) throw libvirtError('none', 'internal-error', `start cell ${startCell} out of range (0-${last})`);
  return cells.filter(({ id }) => id >= startCell && id < startCell + maxCells).map(({ freeBytes }) => freeBytes ?? 0n);
}

/** Free pages of some sizes (KiB), cell by cell. @throws internal-error, operation-failed as libvirt. */
export function freePagesOf({ cells }: HostTopology, sizesKiB: readonly number[], startCell: number, cellCount: number): readonly bigint[] {
  const last = Math.max(0, ...cells.map(({ id }) => id));
  if (startCell > last) throw libvirtError('none', 'internal-error', `start cell ${startCell} out of range (0-${last})`);
  const chosen = cells.filter(({ id }) => id >= startCell && id < startCell + cellCount);
  return chosen.flatMap((cell) => sizesKiB.map((sizeKiB) => {
    const pages = cell.pages.find((each) => each.sizeKiB === sizeKiB);
    if (pages === undefined) throw libvirtError('none', 'operation-failed', `page size ${sizeKiB} is not available on node ${cell.id}`);
    return pages.free;
  }));
}

/** Files of {@link memoryParametersOf}. */
export const KSM_FILES: readonly string[] = ['/sys/kernel/mm/ksm/*'];

const KSM: readonly (readonly [file: string, type: 'uint' | 'ullong'])[] = [
  ['pages_to_scan', 'uint'], ['sleep_millisecs', 'uint'], ['pages_shared', 'ullong'], ['pages_sharing', 'ullong'],
  ['pages_unshared', 'ullong'], ['pages_volatile', 'ullong'], ['full_scans', 'ullong'], ['merge_across_nodes', 'uint'],
];

/** How the host shares equal pages. @libvirt virNodeGetMemoryParameters */
export function memoryParametersOf(tree: HostTree): readonly TypedParameter[] {
  return KSM.flatMap(([file, type]) => {
    const value = tree.number(`/sys/kernel/mm/ksm/${file}`);
    if (value === undefined) return [];
    const field = `shm_${file}`;
    return [type === 'uint' ? typed.uint(field, value) : typed.ullong(field, BigInt(value))];
  });
}
