import type { XmlElement } from '../xml/xml-tree.ts';
import { invalidValue, u64 } from './codec.ts';
import { textHelp } from './lens.ts';
import type { Field, FieldOptions } from './lens.ts';
import { scaleBytes } from './scaled-size.ts';

/** How a size with a unit is read and written. */
export interface SizeOptions extends FieldOptions {
  /** What a bare number counts: bytes by default. */
  readonly bare?: bigint;
  /** Zero is not written. */
  readonly omitZero?: boolean;
}

const KIB = 1024n;

/** The size an element holds, in units of `granule` bytes, rounded up. */
export function sizeOf(element: XmlElement, text: string, granule: bigint, bare: bigint): bigint {
  const bytes = scaleBytes(u64.decode(text.trim(), { element: element.name }), element.attribute('unit'), bare);
  return (bytes + granule - 1n) / granule;
}

function sizeField<T>(options: SizeOptions, from: (granules: bigint) => T, granule: bigint, unit: string): Field<T | undefined> {
  return {
    slot: 'child',
    options,
    initial: () => undefined,
    readChild(element, before) {
      if (before !== undefined) return before;
      const text = element.text;
      if (text.trim() === '') {
        if (text === '') return undefined;
        throw invalidValue(text, { element: element.name });
      }
      return from(sizeOf(element, text, granule, options.bare ?? granule));
    },
    write(value, name, out) {
      if (value === undefined || (options.omitZero === true && Number(value) === 0)) return;
      out.begin(name);
      out.attribute('unit', unit);
      out.endWithText(name, String(value));
    },
    describe: (name) => ({
      ...textHelp({ kind: 'size' }),
      attributes: [{ name: 'unit', kind: 'string', words: [], required: false, help: 'b, KiB, MiB, GiB, KB, …' }],
      name,
      help: options.help ?? '',
      repeats: false,
    }),
  };
}

/** A child element with a size, kept in KiB; a bare number counts KiB. */
export function kibChild(options: SizeOptions = {}): Field<number | undefined> {
  return sizeField(options, Number, KIB, 'KiB');
}

/** A child element with a size, kept in bytes; a bare number counts bytes. */
export function bytesChild(options: SizeOptions = {}): Field<bigint | undefined> {
  return sizeField(options, (value) => value, 1n, 'bytes');
}

/** The element itself holds a size in KiB: its `unit` attribute and its text. */
export function kibText(options: SizeOptions = {}): Field<number | undefined> {
  return {
    slot: 'text',
    options,
    initial: () => undefined,
    readChild: (element) => (element.text.trim() === '' ? undefined : Number(sizeOf(element, element.text, KIB, options.bare ?? KIB))),
    write(value, name, out) {
      if (value === undefined) return;
      out.attribute('unit', 'KiB');
      out.endWithText(name, String(value));
    },
    describe: (name) => ({ name, kind: 'size', words: [], required: false, help: options.help ?? '' }),
  };
}

/** A size as the largest unit that divides it: 3 MiB rather than 3072 KiB. */
export function prettySize(bytes: bigint): { value: bigint; unit: string } {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let value = bytes;
  let index = 0;
  while (value !== 0n && value % KIB === 0n && index < units.length - 1) {
    value /= KIB;
    index++;
  }
  return { value, unit: units[index] ?? 'B' };
}

/** A child element with a size in bytes, written in the largest unit that divides it. */
export function bytesOfPretty(bare: bigint): Field<bigint | undefined> {
  const plain = bytesChild({ bare });
  return {
    ...plain,
    write(value, name, out) {
      if (value === undefined) return;
      const pretty = prettySize(value);
      out.begin(name);
      out.attribute('unit', pretty.unit);
      out.endWithText(name, String(pretty.value));
    },
  };
}
