import type { Duplex } from 'node:stream';
import type { CloseReason, Disposable, Event } from '../api/connection.ts';
import { Emitter } from '../core/emitter.ts';
import { VirError } from '../core/vir-error.ts';
import { CloseSignal } from './close-signal.ts';

/**
 * A two-way stream of bytes to a peer, with back-pressure in both directions.
 *
 * It pushes: a consumer gets every piece as it arrives and may pause. Nothing is taken from the peer
 * before a consumer is there. Whoever rather asks for pieces wraps it with `channelToStream`.
 */
export interface ByteChannel extends Disposable {
  /** Where it leads to, for messages: `/var/run/libvirt/libvirt-sock`, `host:16514`. */
  readonly description: string;
  /** Bytes handed to {@link write} that have not left this process. */
  readonly queuedBytes: number;
  /** Why it ended; undefined while it lives. */
  readonly closeReason: CloseReason | undefined;
  /** More may be written after {@link write} answered false. */
  readonly onDidDrain: Event<void>;
  /** It has ended; told once, also to those who come late. */
  readonly onDidClose: Event<CloseReason>;
  /** Sends a piece, which must not be changed afterwards. False: enough is queued, wait for {@link onDidDrain}. */
  readonly write: (chunk: Uint8Array) => boolean;
  /** Gives every piece to the one consumer, from now on. */
  readonly consume: (consumer: (chunk: Uint8Array) => void) => void;
  /** Takes nothing more from the peer until {@link resume}. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Sends what is queued, then tells the peer that nothing more comes. */
  readonly end: () => void;
  /** Ends it at once; what is queued is lost. */
  readonly dispose: () => void;
}

/** What a channel over a Node stream may be told. */
export interface DuplexChannelOptions {
  readonly description: string;
  /** Why the stream ended, where the stream itself does not know; asked when it has closed without our doing. */
  readonly explain?: (error: Error | undefined) => CloseReason | undefined;
  /** Cuts what is sent into pieces that must travel apart. */
  readonly cut?: (chunk: Uint8Array) => readonly Uint8Array[];
  /** The end of what carries the stream: it ends the channel at once, even where nobody reads. */
  readonly carrierClosed?: Event<CloseReason>;
}

/** A {@link ByteChannel} over a connected Node stream, which it owns. */
export class DuplexChannel implements ByteChannel {
  readonly description: string;
  readonly #duplex: Duplex;
  readonly #explain: DuplexChannelOptions['explain'];
  readonly #cut: DuplexChannelOptions['cut'];
  readonly #drained = new Emitter<void>();
  readonly #closed = new CloseSignal();
  readonly #carrier: Disposable | undefined;
  #error: Error | undefined;
  #endedByUs = false;
  #disposed = false;
  #consumed = false;

  readonly onDidDrain: Event<void> = this.#drained.event;
  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  constructor(duplex: Duplex, options: DuplexChannelOptions) {
    this.#duplex = duplex;
    this.description = options.description;
    this.#explain = options.explain;
    this.#cut = options.cut;
    duplex.on('error', (error: Error) => {
      this.#error ??= error;
    });
    duplex.on('drain', () => {
      this.#drained.fire();
    });
    // What the peer has ended is over, also where the stream could stay half open.
    duplex.once('end', () => {
      duplex.end();
    });
    duplex.once('close', () => {
      this.#finish();
    });
    this.#carrier = options.carrierClosed?.((reason) => {
      this.#finish(reason);
      duplex.destroy();
    });
    // A stream that was torn down before we came tells nothing any more.
    if (duplex.destroyed || duplex.closed) queueMicrotask(() => { this.#finish(); });
  }

  get queuedBytes(): number {
    return this.#duplex.writableLength;
  }

  get closeReason(): CloseReason | undefined {
    return this.#closed.reason;
  }

  readonly write = (chunk: Uint8Array): boolean => {
    if (this.#closed.reason !== undefined || this.#endedByUs) return true;
    if (this.#cut === undefined) return this.#duplex.write(chunk);
    return this.#cut(chunk).reduce((_more, piece) => this.#duplex.write(piece), true);
  };

  readonly consume = (consumer: (chunk: Uint8Array) => void): void => {
    if (this.#consumed) throw new Error(`${this.description} already has its consumer`);
    this.#consumed = true;
    this.#duplex.on('data', consumer);
  };

  readonly pause = (): void => {
    this.#duplex.pause();
  };

  readonly resume = (): void => {
    this.#duplex.resume();
  };

  readonly end = (): void => {
    if (this.#endedByUs) return;
    this.#endedByUs = true;
    this.#duplex.end();
  };

  readonly dispose = (): void => {
    this.#endedByUs = true;
    this.#disposed = true;
    this.#duplex.destroy();
    this.#finish();
  };

  #finish(reason: CloseReason = this.#reason()): void {
    if (!this.#closed.fire(reason)) return;
    this.#carrier?.dispose();
    this.#drained.dispose();
  }

  #reason(): CloseReason {
    if (this.#disposed) return { kind: 'client' };
    const explained = this.#explain?.(this.#error);
    if (explained !== undefined) return explained;
    if (this.#error === undefined) return { kind: 'eof' };
    return { kind: 'error', error: closeError(this.description, this.#error).toInfo() };
  }
}

function closeError(description: string, cause: Error): VirError {
  if (VirError.is(cause)) return cause;
  return new VirError({
    code: 'rpc',
    domain: 'rpc',
    message: `connection to ${description} was lost: ${cause.message}`,
    subject: description,
    cause,
  });
}
