import { parseUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { xmlError } from './conf-error.ts';

/** Where a value stands: what its error message names. */
export interface Place {
  readonly element: string;
  /** Absent: the value is the element's text. */
  readonly attribute?: string;
}

/** What a value looks like to an editor. */
export type ValueKind = 'string' | 'enum' | 'integer' | 'boolean' | 'uuid' | 'size' | 'raw';

/** How a text becomes a value and back. */
export interface Codec<T> {
  readonly kind: ValueKind;
  /** All words an enum accepts. */
  readonly words?: readonly string[];
  decode(text: string, place: Place): T;
  encode(value: T): string;
}

/** libvirt's complaint about a value, as `virXMLProp…` words it. */
export function invalidValue(text: string, place: Place, expected = ''): Error {
  if (place.attribute === undefined) return xmlError(`Invalid value '${text}' for element or attribute './${place.element}'`, 'xml');
  return xmlError(`Invalid value for attribute '${place.attribute}' in element '${place.element}': '${text}'.${expected === '' ? '' : ` ${expected}`}`, 'xml');
}

const identity = (value: string): string => value;

/** Any text. */
export const string: Codec<string> = { kind: 'string', decode: identity, encode: identity };

/** One of a list of words. */
export function enumOf<const W extends readonly string[]>(words: W): Codec<W[number]> {
  const known = new Set<string>(words);
  return {
    kind: 'enum',
    words,
    decode(text, place) {
      if (!known.has(text)) throw invalidValue(text, place);
      return text;
    },
    encode: identity,
  };
}

function booleanOf(yes: string, no: string): Codec<boolean> {
  return {
    kind: 'boolean',
    words: [yes, no],
    decode(text, place) {
      if (text === yes) return true;
      if (text === no) return false;
      throw invalidValue(text, place);
    },
    encode: (value) => (value ? yes : no),
  };
}

/** `yes` or `no`. */
export const yesNo = booleanOf('yes', 'no');
/** `on` or `off`. */
export const onOff = booleanOf('on', 'off');

const DECIMAL = /^[ \t\n\r]*[-+]?[0-9]+$/;
const HEX = /^[ \t\n\r]*[-+]?0[xX][0-9a-fA-F]+$/;

function integerText(text: string, place: Place, base: number, expected: string): bigint {
  let body = text.trimStart();
  const negative = body.startsWith('-');
  if (negative || body.startsWith('+')) body = body.slice(1);
  const valid = base === 16 ? /^(0[xX])?[0-9a-fA-F]+$/.test(body) : DECIMAL.test(text) || (base === 0 && HEX.test(text));
  if (!valid || body !== body.trim()) throw invalidValue(text, place, expected);
  let value: bigint;
  if (base === 16) value = BigInt(/^0[xX]/.test(body) ? body : `0x${body}`);
  else if (base === 0 && /^0[0-7]+$/.test(body)) value = BigInt(`0o${body.slice(1)}`);
  else value = BigInt(body);
  return negative ? -value : value;
}

const U32 = 0xffff_ffffn;
const U64 = 0xffff_ffff_ffff_ffffn;

/** Options of the integer codecs. */
export interface IntegerOptions {
  /** 10 by default, 16, or 0 for C's rules (0x…, 0…). */
  readonly base?: 0 | 10 | 16;
  /** Zero is refused. */
  readonly positive?: boolean;
  /** Written so; plain decimal by default. */
  readonly format?: (value: number) => string;
}

const WHOLE = /^[1-9][0-9]{0,8}$/;

/** An unsigned 32-bit integer. */
export function uintOf(options: IntegerOptions = {}): Codec<number> {
  const { base = 10, positive = false, format = String } = options;
  return {
    kind: 'integer',
    decode(text, place) {
      if (base !== 16 && WHOLE.test(text)) return Number(text);
      const value = integerText(text, place, base, 'Expected non-negative integer value');
      if (value < 0n || value > U32) throw invalidValue(text, place, 'Expected non-negative integer value');
      if (positive && value === 0n) throw zeroRefused(place);
      return Number(value);
    },
    encode: format,
  };
}

/** A signed 32-bit integer; with `nonNegative`, as libvirt asks for it. */
export function intOf(options: IntegerOptions & { readonly nonNegative?: boolean } = {}): Codec<number> {
  const { base = 10, positive = false, nonNegative = false, format = String } = options;
  return {
    kind: 'integer',
    decode(text, place) {
      const value = integerText(text, place, base, 'Expected integer value');
      if (value > 0x7fff_ffffn || value < -0x8000_0000n) throw invalidValue(text, place, 'Expected integer value');
      if (nonNegative && value < 0n) throw invalidValue(text, place, 'Expected non-negative value');
      if (positive && value === 0n) throw zeroRefused(place);
      return Number(value);
    },
    encode: format,
  };
}

/** A signed 64-bit integer. */
export const i64: Codec<bigint> = {
  kind: 'integer',
  decode(text, place) {
    const value = integerText(text, place, 10, 'Expected long long integer value');
    if (value !== BigInt.asIntN(64, value)) throw invalidValue(text, place, 'Expected long long integer value');
    return value;
  },
  encode: String,
};

/** An unsigned 64-bit integer. */
export function u64Of(options: Omit<IntegerOptions, 'format'> & { readonly format?: (value: bigint) => string } = {}): Codec<bigint> {
  const { base = 10, positive = false, format = String } = options;
  return {
    kind: 'integer',
    decode(text, place) {
      const value = integerText(text, place, base, 'Expected non-negative integer value');
      if (value < 0n || value > U64) throw invalidValue(text, place, 'Expected non-negative integer value');
      if (positive && value === 0n) throw zeroRefused(place);
      return value;
    },
    encode: format,
  };
}

function zeroRefused(place: Place): Error {
  return xmlError(`Invalid value for attribute '${place.attribute ?? ''}' in element '${place.element}': Zero is not permitted`, 'xml');
}

/** Unsigned 32-bit, decimal. */
export const uint = uintOf();
/** Signed 32-bit, decimal. */
export const int = intOf();
/** Unsigned 64-bit, decimal. */
export const u64 = u64Of();

/** An unsigned integer written in hexadecimal with `digits` places. */
export function hexOf(digits: number): Codec<number> {
  return uintOf({ base: 0, format: (value) => `0x${value.toString(16).padStart(digits, '0')}` });
}

/** A UUID, normalised. */
export const uuid: Codec<Uuid> = {
  kind: 'uuid',
  decode(text, place) {
    const value = parseUuid(text);
    if (value === undefined) throw invalidValue(text, place, 'Expected UUID');
    return value;
  },
  encode: identity,
};
