import { jsonArray, jsonBoolean, jsonNumber, jsonString, type JsonValue } from '../../conf/json/json-value.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { formatJson } from '../../conf/json/format-json.ts';

/** A value of a device's or object's property; undefined stands for a property that is not given. */
export type PropValue = null | string | number | bigint | boolean | readonly PropValue[] | Props;

/** Properties of a device, an object or a back end, in the order in which they are written. */
export interface Props {
  readonly [name: string]: PropValue | undefined;
}

/** Properties as a JSON value: what QMP takes. */
export function propsToJson(value: PropValue): JsonValue {
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'number':
    case 'bigint':
      return jsonNumber(value);
    case 'boolean':
      return jsonBoolean(value);
    default:
      if (value === null) return { type: 'null' };
      return isList(value) ? jsonArray(value.map(propsToJson)) : { type: 'object', pairs: new Map(entries(value).map(([name, inner]) => [name, propsToJson(inner)])) };
  }
}

/** Properties as compact JSON text. */
export function propsText(props: Props): string {
  return formatJson(propsToJson(props));
}

/** Puts QEMU's escape into a value of an option: a comma is doubled. */
export function escapeComma(text: string): string {
  return text.replaceAll(',', ',,');
}

/** How a list is written in the older form of options. */
export type ListForm = 'bitmap' | 'numbered' | 'strings' | 'none';

/**
 * Properties in QEMU's older form, `name=value,…`. The key `first` stands alone in front: `secret,id=…`.
 */
export function keyvalText(props: Props, first: string | undefined, lists: ListForm = 'none'): string {
  const head = first === undefined ? undefined : props[first];
  const pairs = entries(props).flatMap(([name, value]) => (name === first ? [] : keyval(name, value, lists)));
  return [...(typeof head === 'string' ? [head] : []), ...pairs].join(',');
}

function keyval(name: string, value: PropValue, lists: ListForm): string[] {
  switch (typeof value) {
    case 'string':
      return [`${name}=${escapeComma(value)}`];
    case 'number':
    case 'bigint':
      return [`${name}=${value}`];
    case 'boolean':
      return [`${name}=${value ? 'on' : 'off'}`];
    default:
      if (value === null) throw confError('internal-error', "NULL JSON type can't be converted to commandline", 'qemu');
      if (!isList(value)) return entries(value).flatMap(([inner, each]) => keyval(`${name}.${inner}`, each, lists));
      return keyvalList(name, value, lists);
  }
}

function keyvalList(name: string, values: readonly PropValue[], lists: ListForm): string[] {
  if (lists === 'bitmap') return ranges(values.map(Number)).map((range) => `${name}=${range}`);
  if (lists === 'strings') return values.flatMap((each) => (typeof each === 'object' && each !== null && !isList(each) ? entries(each).flatMap(([, text]) => (typeof text === 'string' ? [`${name}=${text}`] : [])) : []));
  if (lists === 'numbered') return values.flatMap((each, index) => keyval(`${name}.${index}`, each, lists));
  return values.flatMap((each) => keyval(name, each, lists));
}

/** Numbers as ranges: `0-3`, `7`. */
export function ranges(numbers: readonly number[]): string[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  const found: { from: number; to: number }[] = [];
  for (const each of sorted) {
    const last = found.at(-1);
    if (last !== undefined && each <= last.to + 1) last.to = each;
    else found.push({ from: each, to: each });
  }
  return found.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
}

function isList(value: PropValue): value is readonly PropValue[] {
  return Array.isArray(value);
}

function entries(props: Props): [string, PropValue][] {
  return Object.entries(props).filter((pair): pair is [string, PropValue] => pair[1] !== undefined);
}
