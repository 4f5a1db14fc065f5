import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** A list of records, each of which takes at least `leastBytes`. */
export function getList<T>(r: XdrReader, limit: number, leastBytes: number, get: (r: XdrReader) => T): T[] {
  const list = new Array<T>(r.count(limit, leastBytes));
  for (let i = 0; i < list.length; i++) list[i] = get(r);
  return list;
}

/** The way back from {@link getList}. */
export function putList<T>(w: XdrWriter, list: readonly T[], limit: number, put: (w: XdrWriter, item: T) => void): void {
  w.count(list.length, limit);
  for (const item of list) put(w, item);
}

/** A record that may be absent. */
export function putOptional<T>(w: XdrWriter, item: T | undefined, put: (w: XdrWriter, item: T) => void): void {
  w.bool(item !== undefined);
  if (item !== undefined) put(w, item);
}
