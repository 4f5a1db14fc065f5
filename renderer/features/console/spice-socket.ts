import type { ClientStream } from '../../../main/contract/define.ts';
import { StreamSocket } from './stream-socket.ts';

/** What a listener is given. */
interface SpiceSocketEvent {
  readonly target: SpiceSocket;
  readonly data?: ArrayBuffer;
}

type Listener = (this: SpiceSocket, event: SpiceSocketEvent) => void;

/** How a socket lives in its session. */
export interface SpiceSocketOptions {
  readonly opening: Promise<ClientStream<unknown>>;
  /** Runs what spice-html5 does with an event; it may make more sockets meanwhile. */
  readonly run: (deliver: () => void) => void;
  readonly onClosed: (error: unknown) => void;
}

/**
 * A WebSocket-shaped object over a stream of the contract, for one channel of spice-html5, which writes properties of its own on it and
 * listens with the object as `this`.
 */
export class SpiceSocket {
  binaryType = 'arraybuffer';
  readonly protocol = 'binary';
  /** It is only handed on to the sockets of further channels. */
  readonly url = 'spice:';
  readonly #inner: StreamSocket;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #run: (deliver: () => void) => void;

  constructor({ opening, run, onClosed }: SpiceSocketOptions) {
    this.#run = run;
    const inner = new StreamSocket(opening);
    this.#inner = inner;
    inner.onopen = () => { this.#emit('open'); };
    inner.onmessage = ({ data }) => { this.#emit('message', ownBuffer(data)); };
    inner.onclose = () => {
      onClosed(inner.error);
      this.#emit('close');
    };
  }

  get readyState(): number {
    return this.#inner.readyState;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(data: ArrayBuffer): void {
    this.#inner.send(data);
  }

  close(): void {
    this.#listeners.clear();
    this.#inner.close();
  }

  #emit(type: string, data?: ArrayBuffer): void {
    const listeners = this.#listeners.get(type) ?? [];
    if (listeners.length === 0) return;
    this.#run(() => {
      for (const listener of listeners) listener.call(this, { target: this, ...(data === undefined ? {} : { data }) });
    });
  }
}

/** The bytes in a buffer that has nothing else in it. */
function ownBuffer(data: Uint8Array): ArrayBuffer {
  return data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer ? data.buffer : data.slice().buffer;
}

/** While `use` runs, whoever makes a WebSocket gets one of `make`: spice-html5 knows no other way to its server. */
export function withSockets<T>(make: () => SpiceSocket, use: () => T): T {
  const own = globalThis.WebSocket;
  const stand = function stand(): SpiceSocket {
    return make();
  };
  // The window's own wire asks for these meanwhile.
  globalThis.WebSocket = Object.assign(stand, { CONNECTING: own.CONNECTING, OPEN: own.OPEN, CLOSING: own.CLOSING, CLOSED: own.CLOSED }) as unknown as typeof WebSocket;
  try {
    return use();
  } finally {
    globalThis.WebSocket = own;
  }
}
