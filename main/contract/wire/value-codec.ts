/**
 * Values in messages: JSON, plus what JSON lacks. A tagged value is an object with one key:
 *
 * | value       | as                     |
 * | bigint      | `{"$n":"123"}`         |
 * | undefined   | `{"$u":1}` in arrays; left out in objects |
 * | NaN, ±∞     | `{"$f":"NaN"}`         |
 * | Uint8Array  | `{"$b":index}` into the message's blobs |
 * | an object whose only key starts with `$` | `{"$o":{…}}` |
 */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Largest nesting of a value; deeper ones are refused. */
const MAX_DEPTH = 64;

/** Turns a value into JSON; byte arrays are moved to `blobs`. Throws a TypeError for what cannot travel. */
export function encodeValue(value: unknown, blobs: Uint8Array[], depth = 0): Json {
  if (depth > MAX_DEPTH) throw new TypeError('value nested too deeply');
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $f: String(value) };
  if (typeof value === 'bigint') return { $n: value.toString() };
  if (value === undefined) return { $u: 1 };
  if (value instanceof Uint8Array) {
    blobs.push(value);
    return { $b: blobs.length - 1 };
  }
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, blobs, depth + 1));
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot travel`);
  return encodeObject(value, blobs, depth);
}

/** The way back from {@link encodeValue}. Throws a TypeError for a malformed tag. */
export function decodeValue(json: unknown, blobs: readonly Uint8Array[], depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new TypeError('value nested too deeply');
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => decodeValue(item, blobs, depth + 1));
  const entries = Object.entries(json);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only?.[0].startsWith('$') === true) return decodeTagged(only[0], only[1], blobs, depth);
  return decodeObject(entries, blobs, depth);
}

function encodeObject(value: object, blobs: Uint8Array[], depth: number): Json {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects can travel');
  const result: Record<string, Json> = {};
  let count = 0;
  let tagged = false;
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    count++;
    tagged ||= key.startsWith('$');
    define(result, key, encodeValue(item, blobs, depth + 1));
  }
  return count === 1 && tagged ? { $o: result } : result;
}

function decodeObject(entries: readonly (readonly [string, unknown])[], blobs: readonly Uint8Array[], depth: number): object {
  const result: Record<string, unknown> = {};
  for (const [key, item] of entries) define(result, key, decodeValue(item, blobs, depth + 1));
  return result;
}

function decodeTagged(tag: string, payload: unknown, blobs: readonly Uint8Array[], depth: number): unknown {
  if (tag === '$u') return undefined;
  if (tag === '$n' && typeof payload === 'string' && /^-?\d{1,400}$/.test(payload)) return BigInt(payload);
  if (tag === '$f' && (payload === 'NaN' || payload === 'Infinity' || payload === '-Infinity')) return Number(payload);
  if (tag === '$b' && typeof payload === 'number') {
    const blob = blobs[payload];
    if (blob !== undefined) return blob;
  }
  if (tag === '$o' && typeof payload === 'object' && payload !== null) return decodeObject(Object.entries(payload), blobs, depth + 1);
  throw new TypeError(`malformed value with tag ${tag}`);
}

/** Sets an own key even when it is called `__proto__`. */
function define<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
