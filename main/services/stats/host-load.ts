import type { Connection } from '../../../drivers/api/connection.ts';
import type { NodeStat } from '../../../drivers/api/records.ts';
import { NodeGetCPUStatsAllCPUs, NodeGetMemoryStatsAllCells } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';

/** A host's load in per cent; NaN where it does not tell. */
export interface HostLoad {
  readonly cpu: number;
  readonly memory: number;
}

/** Reads a host's load; what it refused once is not asked for again. */
export class HostLoadReader {
  readonly #connection: Connection;
  #cpuRefused = false;
  #memoryRefused = false;
  #busy = NaN;
  #total = NaN;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(): Promise<HostLoad> {
    const [cpu, memory] = await Promise.all([this.#cpu(), this.#memory()]);
    return { cpu, memory };
  }

  async #cpu(): Promise<number> {
    if (this.#cpuRefused || !hasMethod(this.#connection, 'node', 'getCPUStats')) return NaN;
    try {
      const stats = await requireMethod(this.#connection, 'node', 'getCPUStats')(NodeGetCPUStatsAllCPUs.NODE_CPU_STATS_ALL_CPUS, 0);
      return this.#cpuPercent(stats);
    } catch (error) {
      if (!VirError.is(error)) throw error;
      this.#cpuRefused = true;
      return NaN;
    }
  }

  #cpuPercent(stats: readonly NodeStat[]): number {
    const of = (field: string): number => Number(stats.find((stat) => stat.field === field)?.value ?? 0n);
    const utilization = stats.find(({ field }) => field === 'utilization');
    if (utilization !== undefined) return Number(utilization.value);
    const busy = of('kernel') + of('user');
    const total = busy + of('idle') + of('iowait');
    const percent = ((busy - this.#busy) / (total - this.#total)) * 100;
    this.#busy = busy;
    this.#total = total;
    return Number.isFinite(percent) ? Math.max(0, Math.min(100, percent)) : NaN;
  }

  async #memory(): Promise<number> {
    if (this.#memoryRefused || !hasMethod(this.#connection, 'node', 'getMemoryStats')) return NaN;
    try {
      const stats = await requireMethod(this.#connection, 'node', 'getMemoryStats')(NodeGetMemoryStatsAllCells.NODE_MEMORY_STATS_ALL_CELLS, 0);
      const of = (field: string): number => Number(stats.find((stat) => stat.field === field)?.value ?? 0n);
      const total = of('total');
      return total > 0 ? ((total - of('free') - of('buffers') - of('cached')) / total) * 100 : NaN;
    } catch (error) {
      if (!VirError.is(error)) throw error;
      this.#memoryRefused = true;
      return NaN;
    }
  }
}
