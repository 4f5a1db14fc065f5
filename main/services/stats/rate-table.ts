import { STAT_COLUMNS } from '../../contract/stats.ts';
import type { Counters } from './stat-fields.ts';

const COUNTERS = 5;
const COLUMNS = STAT_COLUMNS.length;

/**
 * One connection's counters of the tick before, in typed arrays, and the columns of the running tick. Counters are kept
 * as doubles: exact up to 9 PB, and up to 104 days of CPU time; beyond, a rate's error stays below a millionth.
 */
export class RateTable {
  readonly #slots = new Map<string, number>();
  #before = new Float64Array(0);
  #timeMs = new Float64Array(0);
  #rows = new Uint32Array(0);
  #columns: Float32Array[] = [];
  #count = 0;

  /** Begins a tick of at most so many machines. */
  begin(capacity: number): void {
    this.#count = 0;
    if (this.#rows.length >= capacity && this.#columns.length === COLUMNS) return;
    this.#rows = new Uint32Array(capacity);
    this.#columns = STAT_COLUMNS.map(() => new Float32Array(capacity));
  }

  /** Takes one machine's counters at a monotonic time in ms. The first ones of a machine give no rates. */
  add(uuid: string, row: number, vcpus: number, now: Counters, timeMs: number): void {
    if (this.#count >= this.#rows.length) return;
    const slot = this.#slotOf(uuid);
    const elapsedMs = timeMs - (this.#timeMs[slot] ?? NaN);
    this.#timeMs[slot] = timeMs;
    const at = slot * COUNTERS;
    const cpuNs = this.#delta(at, now.cpuNs);
    const index = this.#count++;
    this.#rows[index] = row;
    const perSecond = 1000 / elapsedMs;
    this.#put(0, index, Math.min(100, ((cpuNs / 1e6 / elapsedMs) * 100) / Math.max(1, vcpus)));
    this.#put(1, index, now.memoryBytes);
    this.#put(2, index, this.#delta(at + 1, now.readBytes) * perSecond);
    this.#put(3, index, this.#delta(at + 2, now.writtenBytes) * perSecond);
    this.#put(4, index, this.#delta(at + 3, now.receivedBytes) * perSecond);
    this.#put(5, index, this.#delta(at + 4, now.sentBytes) * perSecond);
  }

  /** The tick's columns as bytes that belong to the caller. */
  end(): { readonly rows: Uint8Array; readonly values: Uint8Array; readonly count: number } {
    const count = this.#count;
    const rows = this.#rows.slice(0, count);
    const values = new Float32Array(count * COLUMNS);
    this.#columns.forEach((column, index) => {
      values.set(column.subarray(0, count), index * count);
    });
    return { rows: new Uint8Array(rows.buffer), values: new Uint8Array(values.buffer), count };
  }

  /** Forgets all counters once most of them are of machines that are not there any more; one tick has no rates then. */
  retain(known: { readonly size: number }): void {
    if (this.#slots.size <= known.size * 2) return;
    this.#slots.clear();
    this.#timeMs.fill(NaN);
    this.#before.fill(NaN);
  }

  #slotOf(uuid: string): number {
    const known = this.#slots.get(uuid);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(uuid, slot);
    if (slot >= this.#timeMs.length) {
      const capacity = Math.max(64, this.#timeMs.length * 2);
      this.#timeMs = grown(this.#timeMs, capacity);
      this.#before = grown(this.#before, capacity * COUNTERS);
    }
    return slot;
  }

  /** NaN when one of both is not known, or the counter began anew. */
  #delta(at: number, now: number): number {
    const delta = now - (this.#before[at] ?? NaN);
    this.#before[at] = now;
    return delta >= 0 ? delta : NaN;
  }

  #put(column: number, index: number, value: number): void {
    const values = this.#columns[column];
    if (values !== undefined) values[index] = value;
  }
}

function grown(old: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(length).fill(NaN);
  next.set(old);
  return next;
}
