import { Reply } from '../qmp/reply.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { qemuError } from './qemu-error.ts';
import { receiveState } from './state-stream.ts';

const POLL_MS = 30;
/** As fast as the disk takes it. */
const BYTES_PER_SECOND = 1n << 40n;

/** What is done, and into which file from where on. */
export interface MigrateAway {
  readonly operation: number;
  readonly file: string;
  readonly offset: number;
}

/** Writes the state of a paused machine into a file, with progress; it can be cancelled. @throws operation-failed with QEMU's reason. */
export async function migrateAway(state: EmbedState, machine: Machine, { operation, file, offset }: MigrateAway): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  const socket = `${run.socketFolder}/save.sock`;
  const receiver = await receiveState(state, socket, file, offset);
  machine.job = { operation, beganAtMs: performance.now(), totalBytes: 0, doneBytes: 0, cancel: async () => { await monitor.execute('migrate_cancel'); } };
  try {
    await monitor.execute('migrate-set-parameters', { 'max-bandwidth': BYTES_PER_SECOND });
    await monitor.execute('migrate', { uri: `unix:${socket}` });
    for (;;) {
      const reply = new Reply('query-migrate', await monitor.execute('query-migrate'));
      const status = reply.stringOr('status') ?? 'none';
      const ram = reply.objectOr('ram');
      if (ram !== undefined) Object.assign(machine.job, { totalBytes: Number(ram.bigint('total')), doneBytes: Number(ram.bigint('total') - ram.bigint('remaining')) });
      if (status === 'completed') break;
      if (status === 'failed') throw qemuError('operation-failed', `the machine's state could not be written: ${reply.stringOr('error-desc') ?? 'QEMU does not say why'}`);
      if (status === 'cancelled') throw qemuError('operation-aborted', 'canceled by client');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await receiver.done;
  } finally {
    receiver.dispose();
    machine.job = undefined;
    await state.surroundings.files.remove([socket]);
  }
}
