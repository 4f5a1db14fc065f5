import type { VirStream } from '../api/stream.ts';
import type { CloseReason } from '../api/connection.ts';
import { VirError } from '../core/vir-error.ts';
import type { ByteChannel } from './byte-channel.ts';

const HIGH_WATER_BYTES = 256 * 1024;

/** Makes a pushing channel one that is asked for pieces. The stream owns the channel. */
export function channelToStream(channel: ByteChannel): VirStream {
  const pieces: Uint8Array[] = [];
  let queuedBytes = 0;
  let paused = false;
  let wake: (() => void) | undefined;
  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  channel.consume((piece) => {
    pieces.push(piece);
    queuedBytes += piece.length;
    if (queuedBytes > HIGH_WATER_BYTES && !paused) {
      paused = true;
      channel.pause();
    }
    notify();
  });
  channel.onDidClose(notify);
  const recv = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const piece = pieces.shift();
      if (piece !== undefined) {
        queuedBytes -= piece.length;
        if (paused && queuedBytes <= HIGH_WATER_BYTES / 2) {
          paused = false;
          channel.resume();
        }
        return piece;
      }
      if (channel.closeReason !== undefined) {
        throwUnlessEof(channel.closeReason);
        return undefined;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const abort = (): Promise<void> => {
    channel.dispose();
    return Promise.resolve();
  };
  return { recv, send: (data) => send(channel, data), finish: () => finish(channel), abort };
}

function throwUnlessEof(reason: CloseReason): void {
  switch (reason.kind) {
    case 'eof':
      return;
    case 'client':
      throw new VirError({ code: 'operation-aborted', domain: 'streams', message: 'stream aborted at client request' });
    case 'error':
    case 'keepalive':
      throw reason.error === undefined ? lost() : VirError.fromInfo(reason.error);
  }
}

async function send(channel: ByteChannel, data: Uint8Array): Promise<void> {
  if (channel.closeReason !== undefined) throw closedError(channel.closeReason);
  if (channel.write(data)) return;
  await new Promise<void>((resolve, reject) => {
    const drained = channel.onDidDrain(() => {
      closed.dispose();
      drained.dispose();
      resolve();
    });
    const closed = channel.onDidClose((reason) => {
      closed.dispose();
      drained.dispose();
      reject(closedError(reason));
    });
  });
}

async function finish(channel: ByteChannel): Promise<void> {
  channel.end();
  channel.resume();
  if (channel.closeReason !== undefined) return;
  await new Promise<void>((resolve) => {
    const closed = channel.onDidClose(() => {
      closed.dispose();
      resolve();
    });
  });
}

function closedError(reason: CloseReason): VirError {
  return reason.error === undefined ? lost() : VirError.fromInfo(reason.error);
}

function lost(): VirError {
  return new VirError({ code: 'rpc', domain: 'streams', message: 'the stream has ended' });
}
