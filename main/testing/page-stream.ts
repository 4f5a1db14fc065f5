import type { ServerStream } from '../contract/define.ts';

/** Both ends of a stream between main and a page, in memory: `server` is main's, the rest is the page's. */
export class PageStream {
  readonly #toPage = new Queue();
  readonly #toMain = new Queue();
  readonly #abort = new AbortController();
  readonly server: ServerStream = {
    recv: () => this.#toMain.take(),
    send: (data) => {
      this.#toPage.put(data);
      return Promise.resolve();
    },
    end: () => {
      this.#toPage.close();
      return Promise.resolve();
    },
    signal: this.#abort.signal,
  };
  #rest = Buffer.alloc(0);

  /** What main sends, piece by piece; undefined at the end. */
  recv(): Promise<Uint8Array | undefined> {
    return this.#toPage.take();
  }

  /** Exactly so many bytes. */
  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count) {
      const piece = await this.recv();
      if (piece === undefined) throw new Error('the stream ended');
      this.#rest = Buffer.concat([this.#rest, piece]);
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  /** Reads until a text has come; gives everything up to then. */
  async readUntil(text: string): Promise<string> {
    let all = this.#rest.toString('utf8');
    while (!all.includes(text)) {
      const piece = await this.recv();
      if (piece === undefined) throw new Error(`the stream ended before ${JSON.stringify(text)}: ${all.slice(-500)}`);
      all += Buffer.from(piece).toString('utf8');
    }
    this.#rest = Buffer.alloc(0);
    return all;
  }

  send(data: Uint8Array | string): void {
    this.#toMain.put(typeof data === 'string' ? Buffer.from(data) : data);
  }

  /** The page goes away. */
  close(): void {
    this.#abort.abort();
    this.#toMain.close();
  }
}

class Queue {
  readonly #pieces: Uint8Array[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  put(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async take(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined || this.#closed) return piece;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
