import type { Readable, Writable } from 'node:stream';

/** An event of the DevTools protocol. */
export interface CdpEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}
interface Message extends Partial<CdpEvent> {
  readonly id?: number;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The DevTools protocol over a pipe: messages of JSON, each ended by a zero byte. */
export class Cdp {
  readonly #out: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, (event: CdpEvent) => void>();
  #nextId = 1;
  #pieces: Buffer[] = [];

  constructor(out: Writable, input: Readable) {
    this.#out = out;
    out.on('error', () => undefined); // Chromium has ended: its exit tells
    input.on('error', () => undefined);
    input.on('data', (chunk: Buffer) => {
      this.#onData(chunk);
    });
  }

  /** `session` '' is the browser itself. */
  send<T = unknown>(session: string, method: string, params: object = {}): Promise<T> {
    const id = this.#nextId++;
    this.#out.write(`${JSON.stringify({ id, method, params, ...(session === '' ? {} : { sessionId: session }) })}\0`);
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    }) as Promise<T>;
  }

  listen(session: string, listener: (event: CdpEvent) => void): void {
    this.#listeners.set(session, listener);
  }

  forget(session: string): void {
    this.#listeners.delete(session);
  }

  #onData(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#pieces, rest.subarray(0, end)]).toString('utf8');
      this.#pieces = [];
      rest = rest.subarray(end + 1);
      this.#onMessage(JSON.parse(text) as Message);
    }
    if (rest.length > 0) this.#pieces.push(rest);
  }

  #onMessage({ id, sessionId = '', method, params = {}, result, error }: Message): void {
    if (id === undefined) {
      if (method !== undefined) this.#listeners.get(sessionId)?.({ method, params });
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}
