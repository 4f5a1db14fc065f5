import { STAT_COLUMNS, type StatsBatch } from '../../contract/stats.ts';
import type { Counters } from './stat-fields.ts';

const COUNTERS = 5;
const COLUMNS = STAT_COLUMNS.length;
/** A column that is known of fewer of its rows than one in so many is sent for these alone. */
const SPARSE = 4;

/** A tick's figures, as a batch has them. */
export type TickColumns = Pick<StatsBatch, 'rows' | 'columns' | 'values' | 'detailRows' | 'detailValues'>;

/**
 * One connection's counters of the tick before, in typed arrays, and the columns of the running tick. Counters are kept
 * as doubles: exact up to 9 PB, and up to 104 days of CPU time; beyond, a rate's error stays below a millionth.
 */
export class RateTable {
  /** Where a machine's counters are, by its row number; less than 0: nowhere yet. */
  #slots = new Int32Array(0);
  #used = 0;
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
  add(row: number, vcpus: number, now: Counters, timeMs: number): void {
    if (this.#count >= this.#rows.length) return;
    const slot = this.#slotOf(row);
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
  end(): TickColumns {
    const count = this.#count;
    const rows = this.#rows.slice(0, count);
    const columns = this.#columns.map((column) => column.subarray(0, count));
    const isDense = columns.map((column) => count > 0 && knownOf(column) * SPARSE >= count);
    const dense = columns.filter((_, index) => isDense[index]);
    const sparse = columns.filter((_, index) => isDense[index] === false);
    const values = new Float32Array(count * dense.length);
    dense.forEach((column, index) => { values.set(column, index * count); });
    const details = indexesOfKnown(sparse, count);
    return {
      rows: bytesOf(rows),
      columns: STAT_COLUMNS.filter((_, index) => isDense[index]),
      values: bytesOf(values),
      detailRows: bytesOf(Uint32Array.from(details, (index) => rows[index] ?? 0)),
      detailValues: bytesOf(Float32Array.from(columns.flatMap((column) => details.map((index) => column[index] ?? NaN)))),
    };
  }

  /** Forgets all counters once most of them are of machines that are not there any more; one tick has no rates then. */
  retain(known: { readonly size: number }): void {
    if (this.#used <= known.size * 2) return;
    this.#slots.fill(-1);
    this.#used = 0;
    this.#timeMs.fill(NaN);
    this.#before.fill(NaN);
  }

  #slotOf(row: number): number {
    const known = this.#slots[row] ?? -1;
    if (known >= 0) return known;
    if (row >= this.#slots.length) {
      const former = this.#slots;
      this.#slots = new Int32Array(Math.max(64, row * 2)).fill(-1);
      this.#slots.set(former);
    }
    const slot = this.#used++;
    this.#slots[row] = slot;
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

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function knownOf(column: Float32Array): number {
  let known = 0;
  for (let index = 0; index < column.length; index++) if (!Number.isNaN(column[index] ?? NaN)) known++;
  return known;
}

/** Where at least one of the columns has a value. */
function indexesOfKnown(columns: readonly Float32Array[], count: number): readonly number[] {
  const found: number[] = [];
  for (let index = 0; index < count; index++) if (columns.some((column) => !Number.isNaN(column[index] ?? NaN))) found.push(index);
  return found;
}
