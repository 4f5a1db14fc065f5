import { malformed, type XdrReader } from '../protocol/xdr-reader.ts';
import type { XdrWriter } from '../protocol/xdr-writer.ts';

/*
 * One packet:
 *
 *   uint32 length    of the whole packet, these four bytes included
 *   uint32 program   0x20008086 remote, 0x20008087 qemu, 0x00068000 lxc, 0x6b656570 keepalive
 *   uint32 version   1
 *   int32  procedure
 *   uint32 type      0 call, 1 reply, 2 message, 3 stream, 6 stream hole; 4 and 5 carry file descriptors
 *   uint32 serial    replies and streams repeat their call's; of no meaning in messages
 *   uint32 status    0 ok, 1 error, 2 continue
 *   payload
 */

/** What a packet is. */
export const PacketType = { call: 0, reply: 1, message: 2, stream: 3, callWithFds: 4, replyWithFds: 5, streamHole: 6 } as const;
/** How it went. */
export const PacketStatus = { ok: 0, error: 1, continue: 2 } as const;

/** The version of every program. */
export const PROGRAM_VERSION = 1;
/** Length and header. */
export const HEADER_BYTES = 28;
/** Longest packet, its length included. */
export const PACKET_MAX_BYTES = 33_554_432 + 4;
/** What libvirt itself puts into one packet of a stream. */
export const STREAM_CHUNK_BYTES = 262_120;

/** A packet's header; reused from packet to packet, so nobody may keep it. */
export interface PacketHeader {
  program: number;
  version: number;
  procedure: number;
  type: number;
  serial: number;
  status: number;
}

/** An empty header to read into. */
export function newHeader(): PacketHeader {
  return { program: 0, version: 0, procedure: 0, type: 0, serial: 0, status: 0 };
}

/** Reads the header behind the length. */
export function readHeader(r: XdrReader, header: PacketHeader): void {
  header.program = r.uint();
  header.version = r.uint();
  header.procedure = r.int();
  header.type = r.uint();
  header.serial = r.uint();
  header.status = r.uint();
}

/** Starts a packet; {@link finishPacket} fills in its length. */
export function startPacket(w: XdrWriter, program: number, procedure: number, type: number, serial: number, status: number): void {
  w.mark();
  w.uint(0);
  w.uint(program);
  w.uint(PROGRAM_VERSION);
  w.int(procedure);
  w.uint(type);
  w.uint(serial);
  w.uint(status);
}

/** @throws invalid-arg when the packet is longer than a peer takes; the packet is dropped then. */
export function finishPacket(w: XdrWriter): void {
  if (w.length > PACKET_MAX_BYTES) {
    w.dropMarked();
    throw malformed('the call is larger than a packet may be');
  }
  w.patchUint(0, w.length);
}

/** Gets every whole packet: `buffer[start, end)`, length included. False: no more, please. */
export type PacketConsumer = (buffer: Buffer, start: number, end: number) => boolean;

/** A packet up to this size gets its memory at once, when its length is known. */
const FIRST_ALLOCATION_BYTES = 1_048_576;

/**
 * Cuts a stream of bytes into packets. A packet that lies in one piece is not copied; memory for the
 * others grows with what has arrived, not with what a header claims.
 */
export class PacketSplitter {
  private readonly consumer: PacketConsumer;
  private partial: Buffer = Buffer.alloc(0);
  private have = 0;
  private need = 0;

  constructor(consumer: PacketConsumer) {
    this.consumer = consumer;
  }

  /** Whether the stream stands inside a packet. */
  get isInsidePacket(): boolean {
    return this.have > 0;
  }

  /** @throws rpc when a length is out of bounds. */
  push(piece: Uint8Array): void {
    const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let at = 0;
    if (this.have > 0) {
      at = this.fill(chunk);
      if (at < 0) return;
    }
    while (chunk.length - at >= 4) {
      const length = checkedLength(chunk.readUInt32BE(at));
      if (chunk.length - at < length) break;
      if (!this.consumer(chunk, at, at + length)) return;
      at += length;
    }
    if (at < chunk.length) this.keep(chunk, at);
  }

  /** Completes the kept packet; answers where the next begins, or -1 when there is none in this piece. */
  private fill(chunk: Buffer): number {
    let at = 0;
    if (this.have < 4) {
      at = this.append(chunk, 0, 4 - this.have);
      if (this.have < 4) return -1;
      this.need = checkedLength(this.partial.readUInt32BE(0));
    }
    at += this.append(chunk, at, this.need - this.have);
    if (this.have < this.need) return -1;
    const packet = this.partial;
    const length = this.need;
    this.partial = Buffer.alloc(0);
    this.have = 0;
    return this.consumer(packet, 0, length) ? at : -1;
  }

  private keep(chunk: Buffer, at: number): void {
    this.need = chunk.length - at >= 4 ? checkedLength(chunk.readUInt32BE(at)) : 4;
    this.append(chunk, at, chunk.length - at);
  }

  private append(chunk: Buffer, at: number, wanted: number): number {
    const bytes = Math.min(wanted, chunk.length - at);
    if (this.partial.length < this.have + bytes) {
      const size = Math.min(Math.max(this.need, 4), Math.max(2 * this.partial.length, this.have + bytes, FIRST_ALLOCATION_BYTES));
      const grown = Buffer.allocUnsafeSlow(Math.max(size, this.have + bytes));
      this.partial.copy(grown, 0, 0, this.have);
      this.partial = grown;
    }
    chunk.copy(this.partial, this.have, at, at + bytes);
    this.have += bytes;
    return bytes;
  }
}

function checkedLength(length: number): number {
  if (length < HEADER_BYTES) throw malformed(`a packet of ${length} bytes`);
  if (length > PACKET_MAX_BYTES) throw malformed(`a packet of ${length} bytes, at most ${PACKET_MAX_BYTES} are allowed`);
  return length;
}
