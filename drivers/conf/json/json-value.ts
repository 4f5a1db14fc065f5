import { libvirtError } from '../../core/error-text.ts';

/**
 * JSON with what a JavaScript value loses: the order of keys (numeric ones included), and numbers as they were written.
 */
export type JsonValue =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'array'; readonly items: readonly JsonValue[] }
  | JsonObject;

/** A JSON object: its pairs in order, no key twice. */
export interface JsonObject {
  readonly type: 'object';
  readonly pairs: ReadonlyMap<string, JsonValue>;
}

/** An object from pairs. */
export function jsonObject(pairs: Iterable<readonly [string, JsonValue]>): JsonObject {
  return { type: 'object', pairs: new Map(pairs) };
}

/** A string. */
export function jsonString(value: string): JsonValue {
  return { type: 'string', value };
}

/** A number. */
export function jsonNumber(value: number | bigint): JsonValue {
  return { type: 'number', text: String(value) };
}

/** A truth value. */
export function jsonBoolean(value: boolean): JsonValue {
  return { type: 'boolean', value };
}

/** An array. */
export function jsonArray(items: readonly JsonValue[]): JsonValue {
  return { type: 'array', items };
}

/** Takes a key out of an object: the value and the object without it; an error if it is not an object. */
export function jsonRemoveKey(value: JsonValue, key: string): { readonly removed: JsonValue | undefined; readonly rest: JsonObject } {
  if (value.type !== 'object') throw libvirtError('none', 'invalid-arg', 'expecting JSON object');
  const pairs = new Map(value.pairs);
  const removed = pairs.get(key);
  pairs.delete(key);
  return { removed, rest: { type: 'object', pairs } };
}
