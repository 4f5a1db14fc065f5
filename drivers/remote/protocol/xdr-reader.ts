import type { TypedParameter } from '../../api/records.ts';
import type { Uuid } from '../../api/refs.ts';
import { VirError } from '../../core/vir-error.ts';

/** Longest string that a peer may send, in bytes. */
const STRING_MAX_BYTES = 4_194_304;
/** Names of typed parameters repeat endlessly; more distinct ones than this are not remembered. */
const INTERNED_MAX = 4096;
/** Below this a loop in JavaScript beats the call into the runtime. */
const SHORT_BYTES = 24;

const HEX = [...Array(256).keys()].map((byte) => byte.toString(16).padStart(2, '0'));

interface Interned {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const interned = new Map<number, Interned>();

/** What a peer sent breaks the rules of the encoding. */
export function malformed(what: string): VirError {
  return new VirError({ code: 'rpc', domain: 'rpc', message: `malformed packet: ${what}` });
}

/**
 * Reads XDR (RFC 4506) from one packet's payload. Everything is big-endian and takes a multiple of
 * four bytes; `opaque` answers views of the packet, not copies.
 *
 * @throws rpc when the payload ends early or a limit is broken.
 */
export class XdrReader {
  private buffer: Buffer = Buffer.alloc(0);
  private view: DataView = new DataView(this.buffer.buffer, 0, 0);
  private pos = 0;
  private end = 0;

  /** Starts on `buffer[start, end)`. */
  reset(buffer: Buffer, start: number, end: number): this {
    if (buffer !== this.buffer) {
      this.buffer = buffer;
      this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    this.pos = start;
    this.end = end;
    return this;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.end - this.pos;
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    const at = this.take(this.end - this.pos);
    return this.buffer.subarray(at, this.end);
  }

  int(): number {
    const at = this.take(4);
    return this.view.getInt32(at);
  }

  uint(): number {
    const at = this.take(4);
    return this.view.getUint32(at);
  }

  bool(): boolean {
    return this.int() !== 0;
  }

  hyper(): bigint {
    const at = this.take(8);
    return this.view.getBigInt64(at);
  }

  uhyper(): bigint {
    const at = this.take(8);
    return this.view.getBigUint64(at);
  }

  double(): number {
    const at = this.take(8);
    return this.view.getFloat64(at);
  }

  uuid(): Uuid {
    const b = this.buffer;
    let p = this.take(16);
    const four = (): string => (HEX[b[p++] ?? 0] ?? '') + (HEX[b[p++] ?? 0] ?? '');
    return `${four()}${four()}-${four()}-${four()}-${four()}-${four()}${four()}${four()}` as Uuid;
  }

  string(): string {
    const length = this.uint();
    if (length > STRING_MAX_BYTES) throw malformed(`a string of ${length} bytes`);
    const at = this.take(padded(length));
    return this.text(at, length);
  }

  optString(): string | undefined {
    return this.present() ? this.string() : undefined;
  }

  /** Whether an optional value follows. */
  present(): boolean {
    const flag = this.uint();
    if (flag > 1) throw malformed(`a presence flag of ${flag}`);
    return flag === 1;
  }

  /** The length of an array whose elements take at least `leastBytes` each. */
  count(limit: number, leastBytes: number): number {
    const length = this.uint();
    if (length > limit) throw malformed(`an array of ${length}, at most ${limit} are allowed`);
    if (length * leastBytes > this.remaining) throw malformed(`an array of ${length} in ${this.remaining} bytes`);
    return length;
  }

  /** Variable-length bytes, as a view. */
  opaque(limitBytes: number): Uint8Array {
    const length = this.uint();
    if (length > limitBytes) throw malformed(`${length} bytes, at most ${limitBytes} are allowed`);
    const at = this.take(padded(length));
    return this.buffer.subarray(at, at + length);
  }

  /** An array of `char`: every byte takes four on the wire. */
  chars(limit: number): Uint8Array {
    return this.fixedChars(this.count(limit, 4));
  }

  /** A `char` array of known length. */
  fixedChars(length: number): Uint8Array {
    const at = this.take(4 * length);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.buffer[at + 4 * i + 3] ?? 0;
    return bytes;
  }

  strings(limit: number): string[] {
    const list = new Array<string>(this.count(limit, 4));
    for (let i = 0; i < list.length; i++) list[i] = this.string();
    return list;
  }

  ints(limit: number): number[] {
    const list = new Array<number>(this.count(limit, 4));
    for (let i = 0; i < list.length; i++) list[i] = this.int();
    return list;
  }

  uints(limit: number): number[] {
    const list = new Array<number>(this.count(limit, 4));
    for (let i = 0; i < list.length; i++) list[i] = this.uint();
    return list;
  }

  uhypers(limit: number): bigint[] {
    const list = new Array<bigint>(this.count(limit, 8));
    for (let i = 0; i < list.length; i++) list[i] = this.uhyper();
    return list;
  }

  /**
   * A typed parameter: `string field; int type; value`, types 1 int, 2 uint, 3 llong, 4 ullong,
   * 5 double, 6 boolean, 7 string.
   *
   * @throws no-support for a type of the future: its size is not known, so the rest cannot be read.
   */
  param(): TypedParameter {
    const field = this.internedString();
    const type = this.int();
    switch (type) {
      case 1:
        return { field, type: 'int', value: this.int() };
      case 2:
        return { field, type: 'uint', value: this.uint() };
      case 3:
        return { field, type: 'llong', value: this.hyper() };
      case 4:
        return { field, type: 'ullong', value: this.uhyper() };
      case 5:
        return { field, type: 'double', value: this.double() };
      case 6:
        return { field, type: 'boolean', value: this.bool() };
      case 7:
        return { field, type: 'string', value: this.string() };
      default:
        throw new VirError({ code: 'no-support', domain: 'rpc', message: `the peer sent parameter '${field}' of unknown type ${type}` });
    }
  }

  params(limit: number): TypedParameter[] {
    const list = new Array<TypedParameter>(this.count(limit, 12));
    for (let i = 0; i < list.length; i++) list[i] = this.param();
    return list;
  }

  private take(bytes: number): number {
    const at = this.pos;
    if (at + bytes > this.end) throw malformed(`it ends ${at + bytes - this.end} bytes too early`);
    this.pos = at + bytes;
    return at;
  }

  private text(at: number, length: number): string {
    const b = this.buffer;
    if (length > SHORT_BYTES) return b.toString('utf8', at, at + length);
    let text = '';
    for (let i = at; i < at + length; i++) {
      const byte = b[i] ?? 0;
      if (byte > 0x7f) return b.toString('utf8', at, at + length);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  private internedString(): string {
    const length = this.uint();
    if (length > STRING_MAX_BYTES) throw malformed(`a string of ${length} bytes`);
    const at = this.take(padded(length));
    const b = this.buffer;
    let hash = 0x811c9dc5 ^ length;
    for (let i = at; i < at + length; i++) hash = Math.imul(hash ^ (b[i] ?? 0), 0x01000193);
    const known = interned.get(hash);
    if (known !== undefined && sameBytes(known.bytes, b, at, length)) return known.text;
    const text = b.toString('utf8', at, at + length);
    if (known === undefined && interned.size < INTERNED_MAX) interned.set(hash, { text, bytes: Uint8Array.from(b.subarray(at, at + length)) });
    return text;
  }
}

function sameBytes(known: Uint8Array, b: Buffer, at: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let i = 0; i < length; i++) if (known[i] !== b[at + i]) return false;
  return true;
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}
