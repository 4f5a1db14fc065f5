import type { ClientStream } from '../../../main/contract/define.ts';

/** What a listener of `onclose` is told; codes as in WebSocket. */
export interface StreamSocketClose {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** The other side ended, or this side closed. */
export const CLOSE_NORMAL = 1000;
/** The stream failed, or could not be opened. */
export const CLOSE_ABNORMAL = 1006;

/** Told of bytes in both directions, for measuring. */
export interface StreamSocketTap {
  readonly onSent: (data: Uint8Array) => void;
  readonly onReceived: () => void;
}

const NO_TAP: StreamSocketTap = { onSent: () => undefined, onReceived: () => undefined };
const keepAll = (piece: Uint8Array): Uint8Array => piece;

/**
 * A WebSocket-shaped object over a stream of the contract, for noVNC.
 *
 * A piece's credit goes back only after `onmessage` has returned for it and, while `paused`, not before that ends: a
 * reader that does not take its bytes slows the sender down.
 */
export class StreamSocket {
  // noVNC looks for these by name, on the object or on its prototype.
  binaryType = 'arraybuffer';
  readonly protocol = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: Uint8Array }) => void) | null = null;
  onclose: ((event: StreamSocketClose) => void) | null = null;
  onerror: ((event: { readonly error: unknown }) => void) | null = null;
  /** Sees every piece before `onmessage` and gives what is left of it. */
  beforeMessage: (piece: Uint8Array) => Uint8Array = keepAll;
  /** Asked before every piece: when the next one may be taken, if not now. */
  pace: () => Promise<void> | undefined = () => undefined;
  readonly #tap: StreamSocketTap;
  #state: 0 | 1 | 2 | 3 = WebSocketState.connecting;
  #stream: ClientStream<unknown> | undefined;
  #error: unknown;
  #buffered = 0;
  #paused = false;
  #resume: (() => void) | undefined;

  /** Opens when `opening` resolves; the tap is told of the bytes. */
  constructor(opening: Promise<ClientStream<unknown>>, tap: StreamSocketTap = NO_TAP) {
    this.#tap = tap;
    void this.#run(opening);
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state;
  }

  /** Bytes given to `send` for which the other side had no room yet. */
  get bufferedAmount(): number {
    return this.#buffered;
  }

  /** Why it closed, when it did not close regularly. */
  get error(): unknown {
    return this.#error;
  }

  /** While true nothing more is taken from the stream. */
  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    if (!paused) this.#wake();
  }

  send(data: Uint8Array | ArrayBuffer): void {
    if (this.#state === WebSocketState.connecting) throw new DOMException('The socket is not open yet', 'InvalidStateError');
    if (this.#state !== WebSocketState.open || this.#stream === undefined) return;
    // The caller uses its buffer again at once.
    const copy = data instanceof Uint8Array ? data.slice() : new Uint8Array(data.slice(0));
    this.#tap.onSent(copy);
    this.#buffered += copy.length;
    this.#stream.send(copy).then(
      () => {
        this.#buffered -= copy.length;
      },
      (error: unknown) => {
        this.#fail(error);
      },
    );
  }

  close(): void {
    if (this.#state >= WebSocketState.closing) return;
    this.#state = WebSocketState.closing;
    this.#stream?.close();
    this.#wake();
    queueMicrotask(() => {
      this.#finish({ code: CLOSE_NORMAL, reason: '', wasClean: true });
    });
  }

  async #run(opening: Promise<ClientStream<unknown>>): Promise<void> {
    try {
      const stream = await opening;
      this.#stream = stream;
      if (this.#state >= WebSocketState.closing) {
        stream.close();
        return;
      }
      this.#state = WebSocketState.open;
      this.onopen?.();
      await this.#pump(stream);
      this.#finish({ code: CLOSE_NORMAL, reason: '', wasClean: true });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #pump(stream: ClientStream<unknown>): Promise<void> {
    for (;;) {
      await this.#untilConsumable();
      const piece = await stream.recv();
      if (piece === undefined) return;
      await this.#untilConsumable();
      await this.pace();
      if (this.#state !== WebSocketState.open) return;
      this.#tap.onReceived();
      const left = this.beforeMessage(piece);
      if (left.length > 0 || piece.length === 0) this.onmessage?.({ data: left });
    }
  }

  async #untilConsumable(): Promise<void> {
    while (this.#paused && this.#state === WebSocketState.open) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
  }

  #wake(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  #fail(error: unknown): void {
    if (this.#state === WebSocketState.closed || this.#state === WebSocketState.closing) return;
    this.#error = error;
    this.#stream?.close();
    this.onerror?.({ error });
    this.#finish({ code: CLOSE_ABNORMAL, reason: error instanceof Error ? error.message : String(error), wasClean: false });
  }

  #finish(event: StreamSocketClose): void {
    if (this.#state === WebSocketState.closed) return;
    this.#state = WebSocketState.closed;
    this.#wake();
    this.onclose?.(event);
  }
}

const WebSocketState = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;
