import type { VirErrorInfo } from '../../../drivers/api/errors.ts';
import { MAX_FRAME_BYTES } from './frame-codec.ts';

/** Bytes of a stream that may be under way and not yet consumed, in one direction. */
export const STREAM_WINDOW_BYTES = 1024 * 1024;
/** Credit goes back in steps of this size at least: the rest of the window is more than a sender needs to go on meanwhile. */
const CREDIT_STEP_BYTES = STREAM_WINDOW_BYTES / 4;
/** Larger pieces are cut before they are sent: streams take turns, and a piece that fills one frame with its header is not put together, so not copied, where it arrives. */
const MAX_PIECE_BYTES = MAX_FRAME_BYTES - 256;

/** What a stream needs from its session. */
export interface WireStreamPeer {
  readonly sendData: (data: Uint8Array) => void;
  readonly sendCredit: (bytes: number) => void;
  readonly sendEnd: () => void;
  readonly sendAbort: (error: VirErrorInfo | undefined) => void;
}

/** One end of a stream over the wire; the two ends are alike. */
export class WireStream {
  readonly #peer: WireStreamPeer;
  readonly #toError: (info: VirErrorInfo) => Error;
  readonly #received: Uint8Array[] = [];
  #receivedBytes = 0;
  #unreturned = 0;
  #lastTaken = 0;
  #sendCredit = STREAM_WINDOW_BYTES;
  #ended = false;
  #failure: Error | undefined;
  #closed = false;
  #onClosed: (() => void) | undefined;
  #wakeReader: (() => void) | undefined;
  readonly #wakeWriters: (() => void)[] = [];
  #sendChain: Promise<void> = Promise.resolve();

  constructor(peer: WireStreamPeer, toError: (info: VirErrorInfo) => Error) {
    this.#peer = peer;
    this.#toError = toError;
  }

  /** Calls back once, when the stream is gone: aborted, failed, or its wire cut. */
  whenClosed(callback: () => void): void {
    this.#onClosed = callback;
    if (this.#closed) callback();
  }

  /** Bytes that came and were not yet taken. */
  get queuedBytes(): number {
    return this.#receivedBytes;
  }

  /** The next piece; asking for it says that the one before is consumed. */
  readonly recv = async (): Promise<Uint8Array | undefined> => {
    this.#consumed();
    for (;;) {
      const piece = this.#received.shift();
      if (piece !== undefined) {
        this.#receivedBytes -= piece.length;
        this.#lastTaken = piece.length;
        return piece;
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended || this.#closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  };

  /** Sends in order; resolves when the other side has room for more. */
  readonly send = (data: Uint8Array): Promise<void> => {
    this.#sendChain = this.#sendChain.then(() => this.#sendNow(data));
    return this.#sendChain;
  };

  /** Ends this direction after all that was sent. */
  readonly end = (): Promise<void> => {
    this.#sendChain = this.#sendChain.then(() => {
      if (!this.#closed) this.#peer.sendEnd();
    });
    return this.#sendChain;
  };

  /** Ends both directions at once. */
  abort(error?: VirErrorInfo): void {
    if (this.#closed) return;
    this.#peer.sendAbort(error);
    this.fail(undefined);
  }

  /** From the session: a piece came. False: the peer sent more than it had credit for. */
  receive(data: Uint8Array): boolean {
    if (this.#closed) return true;
    if (this.#receivedBytes + data.length > STREAM_WINDOW_BYTES) return false;
    this.#received.push(data);
    this.#receivedBytes += data.length;
    this.#wake();
    return true;
  }

  /** From the session: the other side has consumed so much. */
  addCredit(bytes: number): void {
    this.#sendCredit = Math.min(STREAM_WINDOW_BYTES, this.#sendCredit + bytes);
    for (const wake of this.#wakeWriters.splice(0)) wake();
  }

  /** From the session: nothing more comes. */
  receiveEnd(): void {
    this.#ended = true;
    this.#wake();
  }

  /** From the session: the stream is gone, with an error or without. */
  fail(info: VirErrorInfo | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    if (info !== undefined) this.#failure = this.#toError(info);
    this.#wake();
    for (const wake of this.#wakeWriters.splice(0)) wake();
    this.#onClosed?.();
  }

  async #sendNow(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length && !this.#closed; ) {
      while (this.#sendCredit <= 0 && !this.#isClosed()) await this.#moreCredit();
      if (this.#isClosed()) break;
      const end = Math.min(data.length, at + Math.min(MAX_PIECE_BYTES, this.#sendCredit));
      this.#sendCredit -= end - at;
      this.#peer.sendData(data.subarray(at, end));
      at = end;
    }
    while (this.#sendCredit <= 0 && !this.#isClosed()) await this.#moreCredit();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #moreCredit(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeWriters.push(resolve);
    });
  }

  #consumed(): void {
    this.#unreturned += this.#lastTaken;
    this.#lastTaken = 0;
    if (this.#unreturned < CREDIT_STEP_BYTES || this.#closed) return;
    this.#peer.sendCredit(this.#unreturned);
    this.#unreturned = 0;
  }

  #wake(): void {
    const wake = this.#wakeReader;
    this.#wakeReader = undefined;
    wake?.();
  }
}
