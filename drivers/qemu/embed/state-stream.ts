import type { Disposable } from '../../api/connection.ts';
import { joinChannels } from '../../transport/join-channels.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import type { EmbedState } from './embed-state.ts';
import { qemuError } from './qemu-error.ts';

/** Something that takes a machine's state off a socket and puts it into a file. */
export interface StateReceiver extends Disposable {
  /** All has come and is on the disk. @throws operation-failed with the reason. */
  readonly done: Promise<void>;
}

/** Listens on a socket and adds what the one who comes sends to a file of that host, by a command there. */
export async function receiveState(state: EmbedState, socketPath: string, file: string): Promise<StateReceiver> {
  const { commands, files, listen } = state.surroundings;
  // One that was killed has left its socket; whoever calls holds the machine.
  await files.remove([socketPath]);
  const writer = await commands.spawn(['sh', '-c', 'cat >>"$1"', 'sh', file]);
  const listening = await listen(socketPath, (channel) => { joinChannels(channel, writer.channel); }).catch((error: unknown) => {
    writer.dispose();
    throw error;
  });
  const done = writer.exited.then(async ({ code }) => {
    if (code !== 0) throw qemuError('operation-failed', `the machine's state could not be written to '${file}': ${writer.stderrTail().trim() || 'the connection broke'}`, { subject: file });
    await runCommand(commands, ['sync', file]);
  });
  done.catch(() => undefined); // whoever saves waits for it
  return {
    done,
    dispose() {
      listening.dispose();
      writer.dispose();
      files.remove([socketPath]).catch(() => undefined); // its folder goes with the machine
    },
  };
}

/** Sends a file, from an offset on, to whoever listens on a socket. Ends when all has been taken. */
export async function sendState(state: EmbedState, file: string, offset: number, socketPath: string): Promise<void> {
  const { commands, connect } = state.surroundings;
  const channel = await connect({ kind: 'unix', path: socketPath });
  const reader = await commands.spawn(['tail', '-c', `+${offset + 1}`, file]);
  joinChannels(reader.channel, channel);
  const { code } = await reader.exited;
  if (code !== 0) throw qemuError('operation-failed', `the saved state could not be read from '${file}': ${reader.stderrTail().trim() || 'the machine did not take it'}`, { subject: file });
}
