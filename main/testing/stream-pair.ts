import type { VirStream } from '../../drivers/api/stream.ts';
import { VirError } from '../../drivers/core/vir-error.ts';

/** Two ends of one stream in memory. `chunk` cuts what is received into pieces of at most so many bytes. */
export function streamPair(chunk = Infinity): readonly [VirStream, VirStream] {
  const [there, back] = [new Pipe(chunk), new Pipe(chunk)];
  return [endOf(there, back), endOf(back, there)];
}

function endOf(input: Pipe, output: Pipe): VirStream {
  return {
    recv: () => input.take(),
    send: (data) => output.put(data),
    finish: () => {
      output.end();
      return Promise.resolve();
    },
    abort: () => {
      output.end();
      input.end();
      return Promise.resolve();
    },
  };
}

class Pipe {
  readonly #chunk: number;
  #bytes = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(chunk: number) {
    this.#chunk = chunk;
  }

  put(data: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(new VirError({ code: 'rpc', domain: 'streams', message: 'the stream has ended' }));
    this.#bytes = Buffer.concat([this.#bytes, data]);
    this.#wake?.();
    return Promise.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async take(): Promise<Uint8Array | undefined> {
    while (this.#bytes.length === 0) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const count = Math.min(this.#bytes.length, this.#chunk);
    const piece = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return piece;
  }
}
