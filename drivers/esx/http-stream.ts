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

/** The first bytes of a file of the host. */
export async function readHead(http: HostHttp, path: string, most: number): Promise<Buffer> {
  const stream = await downloadStream(http, path, 0n, BigInt(most));
  try {
    const pieces: Uint8Array[] = [];
    for (let total = 0; total < most; ) {
      const piece = await stream.recv();
      if (!(piece instanceof Uint8Array)) break;
      pieces.push(piece);
      total += piece.length;
    }
    return Buffer.concat(pieces).subarray(0, most);
  } finally {
    await stream.abort();
  }
}

const ZEROS = new Uint8Array(64 * 1024);

/**
 * A stream that becomes a file of the host. Nothing is there before it has been finished. With `sizeBytes` the file gets just that size:
 * what is missing at the end is zeros, and more is refused.
 */
export function uploadStream(http: HostHttp, path: string, sizeBytes?: bigint): VirStream {
  const queue = new PieceQueue();
  const abort = new AbortController();
  const headers = { 'Content-Type': 'application/octet-stream', ...(sizeBytes === undefined ? {} : { 'Content-Length': String(sizeBytes) }) };
  const answer = http.send({ method: 'PUT', path, headers, timeoutMs: HEAD_TIMEOUT_MS, signal: abort.signal }, queue.pieces());
  const done = answer.then((head) => {
    head.resume();
    const status = head.statusCode ?? 0;
    if (status < 200 || status > 299) throw refusedUpload(status, path);
  });
  done.catch((error: unknown) => { queue.fail(error); });
  let sent = 0n;
  const send = async (data: Uint8Array): Promise<void> => {
    sent += BigInt(data.length);
    if (sizeBytes !== undefined && sent > sizeBytes) throw libvirtError('esx', 'operation-failed', `the disk has ${sizeBytes} bytes, and more came`);
    await queue.push(data);
  };
  const sendHole = async (lengthBytes: bigint): Promise<void> => {
    for (let left = lengthBytes; left > 0n; left -= BigInt(ZEROS.length)) await send(left >= BigInt(ZEROS.length) ? ZEROS : ZEROS.subarray(0, Number(left)));
  };
  return {
    recv: () => Promise.resolve(undefined),
    send,
    sendHole,
    finish: async () => {
      if (sizeBytes !== undefined) await sendHole(sizeBytes - sent);
      queue.close();
      await done;
    },
    abort: async () => {
      queue.fail(libvirtError('streams', 'operation-aborted', 'stream aborted at client request'));
      abort.abort();
      // What comes next may remove the file: the request must have ended.
      await Promise.allSettled([done]);
    },
  };
}

function refusedUpload(status: number, path: string): VirError {
  const why = { 403: ': the account may not write there', 409: ': a machine has the file open', 423: ': a machine has the file open', 507: ': the datastore is full' }[status] ?? '';
  return libvirtError('esx', 'internal-error', `HTTP response code ${status} for upload to '${path}'${why}`);
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
