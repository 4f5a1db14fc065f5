import { isPlainArray, isPlainObject, parsePlainJson, type PlainJson } from '../../../conf/json/plain-json.ts';

/** An option's value: names with their values, those of objects within joined by dots. A value without a name stands under `first`. */
export type OptionValue = ReadonlyMap<string, string>;

/** Reads the value of an option: JSON, or `name=value,…` with doubled commas. `first` is what a value without a name in front means. */
export function optionValue(text: string, first = 'driver'): OptionValue {
  const found = new Map<string, string>();
  if (text.startsWith('{')) {
    flatten(parsePlainJson(text), '', found);
    return found;
  }
  splitCommas(text).forEach((part, index) => {
    const at = part.indexOf('=');
    if (at > 0) found.set(part.slice(0, at), part.slice(at + 1));
    else if (index === 0) found.set(first, part);
    else if (part !== '') found.set(part.startsWith('no') ? part.slice(2) : part, part.startsWith('no') ? 'off' : 'on');
  });
  return found;
}

function flatten(value: PlainJson | undefined, name: string, into: Map<string, string>): void {
  if (value === undefined || value === null) return;
  if (isPlainObject(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, name === '' ? key : `${name}.${key}`, into);
  } else if (isPlainArray(value)) {
    value.forEach((inner, index) => { flatten(inner, `${name}.${index}`, into); });
  } else {
    into.set(name, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));
  }
}

function splitCommas(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) !== ',') part += text.charAt(at);
    else if (text.charAt(at + 1) === ',') {
      part += ',';
      at++;
    } else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

const UNITS: Readonly<Record<string, number>> = { '': 1024, b: 1 / 1024, k: 1, m: 1024, g: 1024 * 1024, t: 1024 * 1024 * 1024 };

/** A size in KiB; bare numbers are MiB, as with `-m`. */
export function sizeKiB(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([bkmgt]?)b?$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? 1024));
}
