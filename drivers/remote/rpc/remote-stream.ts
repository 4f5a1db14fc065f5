import type { StreamHole, VirStream } from '../../api/stream.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { getError } from '../protocol/remote.gen.ts';
import { malformed, type XdrReader } from '../protocol/xdr-reader.ts';
import { Fifo } from './fifo.ts';
import { PacketStatus, PacketType, STREAM_CHUNK_BYTES } from './packet.ts';
import { errorOfPayload } from './remote-error.ts';
import type { RpcChannel, StreamSink } from './rpc-channel.ts';

const HIGH_WATER_BYTES = 1_048_576;
const LOW_WATER_BYTES = 262_144;
/** On a connection that carries other things too, reading cannot stop; a slow reader loses the stream. */
const SHARED_LIMIT_BYTES = 33_554_432;

/** How a stream ended: the connection may carry another one only after `clean`. */
export type StreamEnd = 'clean' | 'broken';

/** Where a stream runs. */
export interface StreamPlace {
  readonly rpc: RpcChannel;
  /** The connection carries nothing else: reading may stop while the consumer is slow. */
  readonly exclusive: boolean;
  /** The connection is not needed any more. */
  readonly release: (end: StreamEnd) => void;
}

/**
 * A stream of the protocol.
 *
 * Both sides send STREAM packets of status `continue` with data; an empty one is the end of the data. The
 * client ends the stream with status `ok` and gets an `ok` back. Status `error` aborts: without a
 * payload from the client, with an error from the daemon. A hole is a packet of its own type: `hyper
 * length; uint flags`.
 */
export class RemoteStream implements VirStream, StreamSink {
  readonly #procedure: Procedure<never, unknown>;
  readonly #place: StreamPlace;
  readonly #serial: number;
  readonly #pieces = new Fifo<Uint8Array | StreamHole>();
  #queuedBytes = 0;
  #paused = false;
  #sawEnd = false;
  #finishSent = false;
  #state: 'open' | 'finished' | 'failed' = 'open';
  #error: VirError | undefined;
  #waiters: (() => void)[] = [];

  constructor(procedure: Procedure<never, unknown>, place: StreamPlace, serial: number) {
    this.#procedure = procedure;
    this.#place = place;
    this.#serial = serial;
  }

  readonly recv = async (): Promise<Uint8Array | StreamHole | undefined> => {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) return this.#consumed(piece);
      if (this.#state === 'failed') throw this.#failure();
      if (this.#sawEnd || this.#state === 'finished') {
        this.#sendFinish();
        return undefined;
      }
      await this.#changed();
    }
  };

  readonly send = async (data: Uint8Array): Promise<void> => {
    for (let at = 0; at < data.length; at += STREAM_CHUNK_BYTES) {
      const piece = data.subarray(at, at + STREAM_CHUNK_BYTES);
      await this.#write(PacketType.stream, (w) => {
        w.unpadded(piece);
      });
    }
  };

  readonly sendHole = (lengthBytes: bigint): Promise<void> =>
    this.#write(PacketType.streamHole, (w) => {
      w.hyper(lengthBytes);
      w.uint(0);
    });

  readonly finish = async (): Promise<void> => {
    while (this.#state === 'open') {
      this.#sendFinish();
      this.#dropPieces();
      await this.#changed();
    }
    if (this.#state === 'failed') throw this.#failure();
  };

  readonly abort = (): Promise<void> => {
    if (this.#state !== 'open') return Promise.resolve();
    this.#place.rpc.sendStream(this.#procedure, this.#serial, PacketType.stream, PacketStatus.error);
    this.#fail(libvirtError('streams', 'operation-aborted', 'stream aborted at client request'));
    return Promise.resolve();
  };

  readonly onPacket = (type: number, status: number, payload: XdrReader): void => {
    if (this.#state !== 'open') return;
    switch (status) {
      case PacketStatus.continue:
        this.#take(type, payload);
        return;
      case PacketStatus.ok:
        this.#state = 'finished';
        this.#end('clean');
        return;
      case PacketStatus.error:
        this.#fail(errorFrom(payload));
        return;
      default:
        throw malformed(`a stream packet of status ${status}`);
    }
  };

  readonly onLost = (error: VirError): void => {
    if (this.#state === 'open') this.#fail(error);
  };

  #take(type: number, payload: XdrReader): void {
    if (type === PacketType.streamHole) {
      this.#pieces.push({ holeBytes: payload.hyper() });
    } else if (payload.remaining === 0) {
      this.#sawEnd = true;
    } else {
      const piece = payload.rest();
      this.#pieces.push(piece);
      this.#queuedBytes += piece.length;
      this.#restrain();
    }
    this.#wake();
  }

  #restrain(): void {
    if (this.#finishSent) this.#dropPieces();
    else if (this.#place.exclusive) {
      if (this.#queuedBytes <= HIGH_WATER_BYTES || this.#paused) return;
      this.#paused = true;
      this.#place.rpc.pause();
    } else if (this.#queuedBytes > SHARED_LIMIT_BYTES) {
      this.#place.rpc.sendStream(this.#procedure, this.#serial, PacketType.stream, PacketStatus.error);
      this.#fail(libvirtError('streams', 'overflow', 'the stream was not read fast enough'));
    }
  }

  #consumed(piece: Uint8Array | StreamHole): Uint8Array | StreamHole {
    if ('length' in piece) this.#queuedBytes -= piece.length;
    if (this.#paused && this.#queuedBytes <= LOW_WATER_BYTES) this.#unpause();
    return piece;
  }

  #dropPieces(): void {
    this.#pieces.clear();
    this.#queuedBytes = 0;
    this.#unpause();
  }

  #unpause(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#place.rpc.resume();
  }

  async #write(type: number, put: Parameters<RpcChannel['sendStream']>[4]): Promise<void> {
    if (this.#state === 'failed') throw this.#failure();
    if (this.#state === 'finished' || this.#finishSent) throw libvirtError('streams', 'operation-invalid', 'the stream has ended');
    const { rpc } = this.#place;
    if (!rpc.sendStream(this.#procedure, this.#serial, type, PacketStatus.continue, put)) await rpc.drained();
  }

  #sendFinish(): void {
    if (this.#finishSent || this.#state !== 'open') return;
    this.#finishSent = true;
    this.#place.rpc.sendStream(this.#procedure, this.#serial, PacketType.stream, PacketStatus.ok);
  }

  #fail(error: VirError): void {
    this.#error = error;
    this.#state = 'failed';
    // What came before the error is not the whole: nobody shall take it for the whole.
    this.#dropPieces();
    this.#end('broken');
  }

  #end(end: StreamEnd): void {
    this.#unpause();
    this.#place.rpc.forgetStream(this.#serial);
    this.#place.release(end);
    this.#wake();
  }

  #failure(): VirError {
    return this.#error ?? libvirtError('streams', 'internal-error', 'the stream failed');
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  #wake(): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

function errorFrom(payload: XdrReader): VirError {
  if (payload.remaining === 0) return libvirtError('streams', 'operation-aborted', 'stream aborted by the host');
  return errorOfPayload(getError(payload));
}
