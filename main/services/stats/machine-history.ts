import type { DomainInfo, TypedParameter } from '../../../drivers/api/records.ts';
import type { MachineStats, StatSeries } from '../../contract/stats.ts';
import { memoryUsed } from './stat-fields.ts';

/** Points that are kept: six minutes at the default interval. */
export const HISTORY_POINTS = 120;

type Unit = StatSeries['unit'];

interface Series {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly ring: Float32Array;
  /** The counter before; NaN for what is no counter. */
  before: number;
}

/** The last minutes of one machine, by vCPU, disk and network card, in ring buffers. */
export class MachineHistory {
  readonly #times = new Float64Array(HISTORY_POINTS);
  readonly #series = new Map<string, Series>();
  #points = 0;
  #lastMs = NaN;
  #fresh = true;
  memoryTotalBytes = 0;

  /** Takes one tick. `timeMs` is monotonic, `wallMs` is what people see. */
  add(params: readonly TypedParameter[], vcpus: number, timeMs: number, wallMs: number): void {
    const values = new Map<string, TypedParameter['value']>(params.map(({ field, value }) => [field, value]));
    const number = (field: string): number => Number(values.get(field) ?? NaN);
    this.#begin(timeMs, wallMs);
    this.#cpu('cpu.total', 'CPU', number('cpu.time'), Math.max(1, vcpus));
    for (const field of values.keys()) {
      const vcpu = /^vcpu\.(\d+)\.time$/.exec(field)?.[1];
      if (vcpu !== undefined) this.#cpu(`vcpu.${vcpu}`, `vCPU ${vcpu}`, number(field), 1);
      const device = /^(block|net)\.(\d+)\.name$/.exec(field);
      if (device !== null) this.#device(device[1] === 'block', String(values.get(field)), `${device[1] ?? ''}.${device[2] ?? ''}`, number);
    }
    const used = memoryUsed(number('balloon.current'), number('balloon.rss'), number('balloon.available'), number('balloon.unused'));
    this.#value('memory.used', 'Memory', 'bytes', used * 1024);
    this.memoryTotalBytes = (number('balloon.current') || number('balloon.maximum') || 0) * 1024;
  }

  /** Takes one tick of a host that tells no more than the basics. */
  addInfo(info: DomainInfo, timeMs: number, wallMs: number): void {
    this.#begin(timeMs, wallMs);
    this.#cpu('cpu.total', 'CPU', Number(info.cpuTimeNs), Math.max(1, info.nrVirtCpu));
    this.#value('memory.used', 'Memory', 'bytes', Number(info.memoryKiB) * 1024);
    this.memoryTotalBytes = Number(info.maxMemKiB) * 1024;
  }

  /** Everything that is kept. */
  whole(): MachineStats {
    return this.#message('history', Math.min(this.#points, HISTORY_POINTS));
  }

  /** The newest point; everything anew when a vCPU, disk or card has appeared. */
  newest(): MachineStats {
    return this.#fresh ? this.whole() : this.#message('append', 1);
  }

  #begin(timeMs: number, wallMs: number): void {
    this.#fresh = false;
    this.#elapsedMs = timeMs - this.#lastMs;
    this.#lastMs = timeMs;
    const at = this.#points++ % HISTORY_POINTS;
    this.#times[at] = wallMs;
    for (const { ring } of this.#series.values()) ring[at] = NaN;
  }

  #elapsedMs = NaN;

  #device(disk: boolean, name: string, prefix: string, number: (field: string) => number): void {
    const kind = disk ? 'disk' : 'net';
    const [first, second] = disk ? (['read', 'write'] as const) : (['rx', 'tx'] as const);
    this.#rate(`${kind}.${name}.${first}`, name, number(`${prefix}.${disk ? 'rd' : 'rx'}.bytes`));
    this.#rate(`${kind}.${name}.${second}`, name, number(`${prefix}.${disk ? 'wr' : 'tx'}.bytes`));
  }

  #cpu(id: string, label: string, timeNs: number, vcpus: number): void {
    const series = this.#get(id, label, 'percent');
    const delta = this.#delta(series, timeNs);
    this.#put(series, Math.min(100, ((delta / 1e6 / this.#elapsedMs) * 100) / vcpus));
  }

  #rate(id: string, label: string, bytes: number): void {
    const series = this.#get(id, label, 'bytesPerSecond');
    this.#put(series, (this.#delta(series, bytes) * 1000) / this.#elapsedMs);
  }

  #value(id: string, label: string, unit: Unit, value: number): void {
    this.#put(this.#get(id, label, unit), value);
  }

  #get(id: string, label: string, unit: Unit): Series {
    const known = this.#series.get(id);
    if (known !== undefined) return known;
    const made: Series = { id, label, unit, ring: new Float32Array(HISTORY_POINTS).fill(NaN), before: NaN };
    this.#series.set(id, made);
    this.#fresh = true;
    return made;
  }

  #delta(series: Series, now: number): number {
    const delta = now - series.before;
    series.before = now;
    return delta >= 0 ? delta : NaN;
  }

  #put({ ring }: Series, value: number): void {
    ring[(this.#points - 1) % HISTORY_POINTS] = value;
  }

  #message(kind: MachineStats['kind'], count: number): MachineStats {
    const order = Array.from({ length: count }, (_, i) => (this.#points - count + i) % HISTORY_POINTS);
    return {
      kind,
      times: order.map((at) => this.#times[at] ?? 0),
      series: [...this.#series.values()].map(({ id, label, unit, ring }) => ({ id, label, unit, values: order.map((at) => ring[at] ?? NaN) })),
      memoryTotalBytes: this.memoryTotalBytes,
    };
  }
}
