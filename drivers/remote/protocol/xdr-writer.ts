import type { TypedParameter } from '../../api/records.ts';
import { assertNever } from '../../core/assert.ts';
import { VirError } from '../../core/vir-error.ts';

const CHUNK_BYTES = 65_536;
const SHORT_CHARS = 64;
const STRING_MAX_BYTES = 4_194_304;

/** Something that the protocol cannot carry was given to a call. */
export function tooBig(what: string): VirError {
  return new VirError({ code: 'invalid-arg', domain: 'rpc', message: `invalid argument: ${what}` });
}

/**
 * Writes XDR (RFC 4506). What stands before {@link mark} is never touched again, so that pieces taken
 * with {@link takeFinished} may be sent without being copied.
 */
export class XdrWriter {
  private buffer: Buffer;
  private view: DataView;
  private taken = 0;
  private marked = 0;
  private pos = 0;

  /** `firstBytes`: room to begin with. */
  constructor(firstBytes = CHUNK_BYTES) {
    this.buffer = Buffer.allocUnsafeSlow(firstBytes);
    this.view = viewOf(this.buffer);
  }

  /** Starts a packet: what is written from here on can be measured, patched or dropped. */
  mark(): void {
    this.marked = this.pos;
  }

  /** Bytes since {@link mark}. */
  get length(): number {
    return this.pos - this.marked;
  }

  /** Forgets everything since {@link mark}. */
  dropMarked(): void {
    this.pos = this.marked;
  }

  /** Overwrites the integer at an offset since {@link mark}. */
  patchUint(offset: number, value: number): void {
    this.view.setUint32(this.marked + offset, value);
  }

  /** Everything written since the last time; undefined when there is nothing. */
  takeFinished(): Uint8Array | undefined {
    if (this.pos === this.taken) return undefined;
    const piece = this.buffer.subarray(this.taken, this.pos);
    this.taken = this.pos;
    this.marked = this.pos;
    return piece;
  }

  int(value: number): void {
    if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0x7fff_ffff) throw tooBig(`${value} does not fit into 32 bits`);
    const at = this.reserve(4);
    this.view.setInt32(at, value);
  }

  uint(value: number): void {
    if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) throw tooBig(`${value} does not fit into 32 bits`);
    const at = this.reserve(4);
    this.view.setUint32(at, value);
  }

  bool(value: boolean): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value ? 1 : 0);
  }

  hyper(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw tooBig(`${value} does not fit into 64 bits`);
    const at = this.reserve(8);
    this.view.setBigInt64(at, value);
  }

  uhyper(value: bigint): void {
    if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) throw tooBig(`${value} does not fit into 64 bits`);
    const at = this.reserve(8);
    this.view.setBigUint64(at, BigInt.asUintN(64, value));
  }

  double(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value);
  }

  uuid(text: string): void {
    const at = this.reserve(16);
    let nibbles = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 45) continue;
      const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : code >= 65 && code <= 70 ? code - 55 : -1;
      if (digit < 0 || nibbles === 32) throw tooBig(`'${text}' is not a UUID`);
      const target = at + (nibbles >> 1);
      this.buffer[target] = (nibbles & 1) === 0 ? digit << 4 : (this.buffer[target] ?? 0) | digit;
      nibbles++;
    }
    if (nibbles !== 32) throw tooBig(`'${text}' is not a UUID`);
  }

  string(text: string): void {
    if (text.length <= SHORT_CHARS && this.shortAscii(text)) return;
    const length = Buffer.byteLength(text);
    if (length > STRING_MAX_BYTES) throw tooBig(`a text of ${length} bytes; at most ${STRING_MAX_BYTES} can be sent`);
    if (text.includes('\0')) throw tooBig('a text holds a NUL character');
    const at = this.reserve(4 + padded(length));
    this.view.setUint32(at, length);
    this.buffer.write(text, at + 4, length, 'utf8');
    this.pad(at + 4 + length, length);
  }

  optString(text: string | undefined): void {
    this.bool(text !== undefined);
    if (text !== undefined) this.string(text);
  }

  /** The length of an array, its elements are to follow. */
  count(length: number, limit: number): void {
    if (length > limit) throw tooBig(`a list of ${length}; at most ${limit} can be sent`);
    this.uint(length);
  }

  opaque(bytes: Uint8Array, limitBytes: number): void {
    if (bytes.length > limitBytes) throw tooBig(`${bytes.length} bytes; at most ${limitBytes} can be sent`);
    this.uint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes without a length, filled up to a multiple of four. */
  raw(bytes: Uint8Array): void {
    const at = this.reserve(padded(bytes.length));
    this.buffer.set(bytes, at);
    this.pad(at + bytes.length, bytes.length);
  }

  /** Bytes as they are: the data of stream packets is not filled up. */
  unpadded(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.buffer.set(bytes, at);
  }

  chars(bytes: Uint8Array, limit: number): void {
    this.count(bytes.length, limit);
    this.fixedChars(bytes, bytes.length);
  }

  fixedChars(bytes: Uint8Array, length: number): void {
    for (let i = 0; i < length; i++) this.uint(bytes[i] ?? 0);
  }

  strings(list: readonly string[], limit: number): void {
    this.count(list.length, limit);
    for (const text of list) this.string(text);
  }

  ints(list: readonly number[], limit: number): void {
    this.count(list.length, limit);
    for (const value of list) this.int(value);
  }

  uints(list: readonly number[], limit: number): void {
    this.count(list.length, limit);
    for (const value of list) this.uint(value);
  }

  uhypers(list: readonly bigint[], limit: number): void {
    this.count(list.length, limit);
    for (const value of list) this.uhyper(value);
  }

  /** A typed parameter; the layout stands above {@link XdrReader.param}. */
  param(param: TypedParameter): void {
    this.string(param.field);
    switch (param.type) {
      case 'int':
        this.int(1);
        this.int(param.value);
        return;
      case 'uint':
        this.int(2);
        this.uint(param.value);
        return;
      case 'llong':
        this.int(3);
        this.hyper(param.value);
        return;
      case 'ullong':
        this.int(4);
        this.uhyper(param.value);
        return;
      case 'double':
        this.int(5);
        this.double(param.value);
        return;
      case 'boolean':
        this.int(6);
        this.bool(param.value);
        return;
      case 'string':
        this.int(7);
        this.string(param.value);
        return;
      default:
        assertNever(param);
    }
  }

  params(list: readonly TypedParameter[], limit: number): void {
    this.count(list.length, limit);
    for (const param of list) this.param(param);
  }

  private shortAscii(text: string): boolean {
    const length = text.length;
    const at = this.reserve(4 + padded(length));
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f || code === 0) {
        this.pos = at;
        return false;
      }
      this.buffer[at + 4 + i] = code;
    }
    this.view.setUint32(at, length);
    this.pad(at + 4 + length, length);
    return true;
  }

  private pad(at: number, length: number): void {
    for (let i = length & 3, p = at; i !== 0 && i < 4; i++) this.buffer[p++] = 0;
  }

  private reserve(bytes: number): number {
    if (this.pos + bytes > this.buffer.length) this.grow(bytes);
    const at = this.pos;
    this.pos = at + bytes;
    return at;
  }

  /** Moves what has not been taken into a new buffer: the old one may still be on its way out. */
  private grow(bytes: number): void {
    const kept = this.pos - this.taken;
    // A large piece is mostly the last of its packet: a stream's data, a description.
    const size = bytes >= CHUNK_BYTES ? kept + bytes : Math.max(CHUNK_BYTES, 2 * (kept + bytes));
    const next = Buffer.allocUnsafeSlow(size);
    this.buffer.copy(next, 0, this.taken, this.pos);
    this.buffer = next;
    this.view = viewOf(next);
    this.marked -= this.taken;
    this.pos = kept;
    this.taken = 0;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}
