import { createReadStream, createWriteStream } from 'node:fs';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Disposable } from '../../api/connection.ts';
import { whenConnected } from '../../transport/unix.ts';
import type { EmbedState } from './embed-state.ts';
import { qemuError } from './qemu-error.ts';

/** Something that takes a machine's state off a socket and puts it into a file. */
export interface StateReceiver extends Disposable {
  /** All has come and is on the disk. */
  readonly done: Promise<void>;
}

/** Listens on a socket and writes what the one who comes sends into a file, from an offset on. */
export async function receiveState(state: EmbedState, socketPath: string, file: string, offset: number): Promise<StateReceiver> {
  assertHere(state);
  const server = createServer();
  server.maxConnections = 1;
  const done = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('connection', (socket) => {
      server.close();
      pipeline(socket, createWriteStream(file, { flags: 'r+', start: offset, flush: true })).then(resolve, reject);
    });
  });
  done.catch(() => undefined); // whoever saves waits for it
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return { done, dispose: () => { server.close(); } };
}

/** Sends a file, from an offset on, to whoever listens on a socket. */
export async function sendState(state: EmbedState, file: string, offset: number, socketPath: string): Promise<void> {
  assertHere(state);
  const socket = connect(socketPath);
  await whenConnected(socket);
  await pipeline(createReadStream(file, { start: offset }), socket);
}

function assertHere({ surroundings: { isHere, commands } }: EmbedState): void {
  if (!isHere) throw qemuError('operation-unsupported', `machines on ${commands.description} cannot be saved from here yet; pause it instead`);
}
