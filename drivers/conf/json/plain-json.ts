import { assertNever } from '../../core/assert.ts';
import { formatJson } from './format-json.ts';
import { jsonArray, jsonBoolean, jsonNumber, jsonObject, jsonString, type JsonValue } from './json-value.ts';
import { parseJson } from './parse-json.ts';

/**
 * JSON as plain values, for protocols whose keys are words. Integers that a number cannot hold exactly are bigints;
 * keys whose value is undefined are not there.
 */
export type PlainJson = null | boolean | number | bigint | string | readonly PlainJson[] | PlainJsonObject;

/** A JSON object as plain values; the order of its keys is kept, unless they look like numbers. */
export interface PlainJsonObject {
  readonly [key: string]: PlainJson | undefined;
}

/** Digits enough for an integer that a number cannot hold. */
const MAYBE_LARGE = /\d{16}/;

/** Parses one JSON text: `internal-error` in libvirt's words if it is none. */
export function parsePlainJson(text: string): PlainJson {
  // JSON's own parser is much quicker, and exact where no number is long.
  if (MAYBE_LARGE.test(text)) return toPlainJson(parseJson(text));
  try {
    return JSON.parse(text) as PlainJson;
  } catch (error) {
    if (error instanceof SyntaxError) return toPlainJson(parseJson(text));
    throw error;
  }
}

/** JSON text of plain values, spaced as {@link formatJson} does. */
export function formatPlainJson(value: PlainJson, pretty = false): string {
  return formatJson(fromPlainJson(value), pretty);
}

/** Plain values of a JSON tree. */
export function toPlainJson(value: JsonValue): PlainJson {
  switch (value.type) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return value.value;
    case 'number':
      return plainNumber(value.text);
    case 'array':
      return value.items.map(toPlainJson);
    case 'object':
      return Object.fromEntries([...value.pairs].map(([key, inner]) => [key, toPlainJson(inner)]));
    default:
      return assertNever(value);
  }
}

/** The JSON tree of plain values. */
export function fromPlainJson(value: PlainJson): JsonValue {
  if (value === null) return { type: 'null' };
  switch (typeof value) {
    case 'boolean':
      return jsonBoolean(value);
    case 'string':
      return jsonString(value);
    case 'number':
    case 'bigint':
      return jsonNumber(value);
    default:
      return isPlainArray(value) ? jsonArray(value.map(fromPlainJson)) : jsonObject(pairsOf(value));
  }
}

/** Whether it is an object, not an array and not null. */
export function isPlainObject(value: PlainJson | undefined): value is PlainJsonObject {
  return typeof value === 'object' && value !== null && !isPlainArray(value);
}

/** Whether it is an array. */
export function isPlainArray(value: PlainJson | undefined): value is readonly PlainJson[] {
  return Array.isArray(value);
}

/** An object without some of its keys. */
export function withoutKeys(value: PlainJsonObject, ...keys: readonly string[]): PlainJsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function pairsOf(value: PlainJsonObject): (readonly [string, JsonValue])[] {
  return Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, fromPlainJson(inner)] as const]));
}

function plainNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}
