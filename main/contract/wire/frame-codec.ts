/**
 * Messages and frames.
 *
 * A message is a JSON header with blobs behind it; a frame is a piece of a message of at most 64 KiB:
 *
 *     frame:    u8 flags (1 first, 2 last) | u8 0 | u16 0 | u32 message number | piece of the message
 *     message:  u32 header length | header, UTF-8 JSON | for each blob: u32 length | bytes
 *
 * All numbers are big-endian. Message numbers count up from 0 in each direction; pieces of several
 * messages may be interleaved, pieces of one message keep their order.
 */
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** Largest frame with its head, in bytes. */
export const MAX_FRAME_BYTES = 65_536;
/** Bytes before a frame's piece. */
export const FRAME_HEAD_BYTES = 8;
/** Largest message that is put together again, in bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Most messages of a peer that may be unfinished at once. */
export const MAX_OPEN_MESSAGES = 256;

const FIRST = 1;
const LAST = 2;

/** A header with the blobs that belong to it. */
export interface Message {
  readonly header: unknown;
  readonly blobs: readonly Uint8Array[];
}

/** The bytes of a message, behind room for a frame's head. */
export function encodeMessage(header: unknown, blobs: readonly Uint8Array[]): Uint8Array {
  const head = encodeUtf8(JSON.stringify(header));
  let length = 4 + head.length;
  for (const blob of blobs) length += 4 + blob.length;
  const bytes = new Uint8Array(new ArrayBuffer(FRAME_HEAD_BYTES + length), FRAME_HEAD_BYTES);
  const view = new DataView(bytes.buffer, FRAME_HEAD_BYTES);
  view.setUint32(0, head.length);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const blob of blobs) {
    view.setUint32(at, blob.length);
    bytes.set(blob, at + 4);
    at += 4 + blob.length;
  }
  return bytes;
}

/** The way back from {@link encodeMessage}. Blobs are views into `bytes`. Throws a TypeError when malformed. */
export function decodeMessage(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const take = (at: number): number => {
    if (at + 4 > bytes.length) throw new TypeError('message cut short');
    const length = view.getUint32(at);
    if (at + 4 + length > bytes.length) throw new TypeError('message cut short');
    return length;
  };
  const headLength = take(0);
  const header: unknown = JSON.parse(decodeUtf8(bytes.subarray(4, 4 + headLength)));
  const blobs: Uint8Array[] = [];
  let at = 4 + headLength;
  while (at < bytes.length) {
    const length = take(at);
    blobs.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { header, blobs };
}

/** Cuts one frame out of a message, from `offset` on. A message of {@link encodeMessage} that fits one frame becomes it in its place. */
export function cutFrame(message: Uint8Array, messageNumber: number, offset: number): Uint8Array {
  const end = Math.min(message.length, offset + MAX_FRAME_BYTES - FRAME_HEAD_BYTES);
  const isRoomy = message.byteOffset === FRAME_HEAD_BYTES && message.buffer.byteLength === FRAME_HEAD_BYTES + message.length;
  const isWhole = isRoomy && offset === 0 && end === message.length;
  const frame = isWhole ? new Uint8Array(message.buffer) : new Uint8Array(FRAME_HEAD_BYTES + end - offset);
  frame[0] = (offset === 0 ? FIRST : 0) | (end === message.length ? LAST : 0);
  new DataView(frame.buffer).setUint32(4, messageNumber);
  if (!isWhole) frame.set(message.subarray(offset, end), FRAME_HEAD_BYTES);
  return frame;
}

interface Partial {
  readonly pieces: Uint8Array[];
  length: number;
}

/** Puts messages together from frames. Throws a TypeError on what no honest peer sends. */
export class FrameAssembler {
  readonly #open = new Map<number, Partial>();
  #openBytes = 0;

  /** Takes a frame; gives the message that it completes, if it does. */
  push(frame: Uint8Array): Message | undefined {
    if (frame.length < FRAME_HEAD_BYTES || frame.length > MAX_FRAME_BYTES) throw new TypeError('frame of a wrong size');
    const flags = frame[0] ?? 0;
    const messageNumber = new DataView(frame.buffer, frame.byteOffset).getUint32(4);
    const piece = frame.subarray(FRAME_HEAD_BYTES);
    if ((flags & FIRST) !== 0 && (flags & LAST) !== 0) return decodeMessage(piece);
    return this.#collect(flags, messageNumber, piece);
  }

  #collect(flags: number, messageNumber: number, piece: Uint8Array): Message | undefined {
    const known = this.#open.get(messageNumber);
    if (((flags & FIRST) !== 0) === (known !== undefined)) throw new TypeError('frame out of order');
    const partial = known ?? { pieces: [], length: 0 };
    if (known === undefined && this.#open.size >= MAX_OPEN_MESSAGES) throw new TypeError('too many unfinished messages');
    partial.pieces.push(piece);
    partial.length += piece.length;
    this.#openBytes += piece.length;
    if (this.#openBytes > MAX_MESSAGE_BYTES) throw new TypeError('message too large');
    this.#open.set(messageNumber, partial);
    if ((flags & LAST) === 0) return undefined;
    this.#open.delete(messageNumber);
    this.#openBytes -= partial.length;
    return decodeMessage(join(partial));
  }
}

function join(partial: Partial): Uint8Array {
  const bytes = new Uint8Array(partial.length);
  let at = 0;
  for (const piece of partial.pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
