import { createServer } from 'node:net';
import type { Disposable } from '../api/connection.ts';
import { DuplexChannel, type ByteChannel } from './byte-channel.ts';
import { systemError } from './system-error.ts';

/** Makes a unix socket on this computer that only its folder's owner reaches, and takes whoever connects to it. Disposing removes it. */
export async function listenHere(path: string, take: (channel: ByteChannel) => void): Promise<Disposable> {
  const server = createServer((socket) => { take(new DuplexChannel(socket, { description: path })); });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } catch (error) {
    throw systemError(error, { message: `Failed to listen on '${path}'`, step: 'open', subject: path });
  }
  return { dispose: () => { server.close(); } };
}
