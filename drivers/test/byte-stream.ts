import type { VirStream } from '../api/stream.ts';
import { libvirtError } from '../core/error-text.ts';

const CHUNK_BYTES = 65536;

/** A stream that gives these bytes and takes none. */
export function byteStream(bytes: Uint8Array): VirStream {
  let at = 0;
  let ended = false;
  const end = (): Promise<void> => {
    ended = true;
    return Promise.resolve();
  };
  return {
    recv: () => {
      if (ended || at >= bytes.length) return Promise.resolve(undefined);
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      at += chunk.length;
      return Promise.resolve(chunk);
    },
    send: () => Promise.reject(libvirtError('streams', 'operation-denied', 'stream can only be read')),
    finish: end,
    abort: end,
  };
}
