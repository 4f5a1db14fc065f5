import type { IncomingMessage } from 'node:http';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import type { VirStream } from '../api/stream.ts';
import type { HostHttp } from './vim/host-http.ts';

const HEAD_TIMEOUT_MS = 60_000;

/** A file of the host, as a stream to read; from `offset`, so many bytes of it (0: to its end). */
export async function downloadStream(http: HostHttp, path: string, offset = 0n, length = 0n): Promise<VirStream> {
  const range = offset === 0n && length === 0n ? {} : { Range: `bytes=${offset}-${length === 0n ? '' : offset + length - 1n}` };
  const answer = await http.send({ method: 'GET', path, headers: range, timeoutMs: HEAD_TIMEOUT_MS });
  const status = answer.statusCode ?? 0;
  if (status !== 200 && status !== 206) {
    answer.destroy();
    throw libvirtError('esx', status === 404 ? 'no-storage-vol' : 'internal-error', `HTTP response code ${status} for download from '${path}'`);
  }
  const iterator = (answer as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  return {
    recv: async () => nextPiece(iterator),
    send: () => Promise.reject(libvirtError('esx', 'operation-invalid', 'this stream is only for reading')),
    finish: () => end(answer),
    abort: () => end(answer),
  };
}

async function nextPiece(iterator: AsyncIterator<Buffer>): Promise<Uint8Array | undefined> {
  try {
    const next = await iterator.next();
    return next.done === true ? undefined : next.value;
  } catch (error) {
    throw VirError.from(error, { code: 'rpc', domain: 'streams' });
  }
}

function end(answer: IncomingMessage): Promise<void> {
  answer.destroy();
  return Promise.resolve();
}

/** A stream that becomes a file of the host. Nothing is there before it has been finished. */
export function uploadStream(http: HostHttp, path: string): VirStream {
  const queue = new PieceQueue();
  const answer = http.send({ method: 'PUT', path, headers: { 'Content-Type': 'application/octet-stream' }, timeoutMs: HEAD_TIMEOUT_MS }, queue.pieces());
  const done = answer.then((head) => {
    head.resume();
    const status = head.statusCode ?? 0;
    if (status < 200 || status > 299) throw libvirtError('esx', 'internal-error', `HTTP response code ${status} for upload to '${path}'`);
  });
  done.catch((error: unknown) => { queue.fail(error); });
  return {
    recv: () => Promise.resolve(undefined),
    send: (data) => queue.push(data),
    finish: async () => {
      queue.close();
      await done;
    },
    abort: () => {
      queue.fail(libvirtError('streams', 'operation-aborted', 'stream aborted at client request'));
      return Promise.resolve();
    },
  };
}

/** Pieces on their way from one side that pushes to one that pulls; the next is taken when the one before is gone. */
class PieceQueue {
  #piece: { readonly data: Uint8Array; readonly taken: () => void; readonly refused: (error: unknown) => void } | undefined;
  #isClosed = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  push(data: Uint8Array): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(VirError.from(this.#error));
    return new Promise((taken, refused) => {
      this.#piece = { data, taken, refused };
      this.#wake?.();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.#piece?.refused(error);
    this.#piece = undefined;
    this.#wake?.();
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#error !== undefined) throw VirError.from(this.#error);
      const piece = this.#piece;
      if (piece !== undefined) {
        this.#piece = undefined;
        yield piece.data;
        piece.taken();
        continue;
      }
      if (this.#isClosed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
