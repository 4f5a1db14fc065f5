import { migrationProgress, queryMigration } from '../qmp/migration-stats.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { qemuError } from './qemu-error.ts';
import { receiveState, sendState } from './state-stream.ts';

const POLL_MS = 30;
/** As fast as the disk takes it. */
const BYTES_PER_SECOND = 1n << 40n;
const ARRIVING_MS = 120_000;

/** What is done, and into which file. */
export interface MigrateAway {
  readonly operation: number;
  readonly file: string;
}

/**
 * Adds the state of a paused machine to a file of its host, with progress; it can be cancelled. It goes through us: QEMU itself may not
 * start programs, and writes to no file that it was not given.
 *
 * @throws operation-failed with QEMU's reason.
 */
export async function migrateAway(state: EmbedState, machine: Machine, { operation, file }: MigrateAway): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  const socket = `${run.socketFolder}/save.sock`;
  const receiver = await receiveState(state, socket, file);
  const job = { operation, beganAtMs: performance.now(), totalBytes: 0, doneBytes: 0, cancel: async () => { await monitor.execute('migrate_cancel'); } };
  machine.job = job;
  try {
    await monitor.execute('migrate-set-parameters', { 'max-bandwidth': BYTES_PER_SECOND });
    await monitor.execute('migrate', { uri: `unix:${socket}` });
    for (;;) {
      const stats = await queryMigration(monitor);
      const { total, done } = migrationProgress(stats);
      Object.assign(job, { totalBytes: total, doneBytes: done });
      if (stats.status === 'completed') break;
      if (stats.status === 'failed') throw qemuError('operation-failed', `the machine's state could not be written: ${stats.error ?? 'QEMU does not say why'}`);
      if (stats.status === 'cancelled') throw qemuError('operation-aborted', 'canceled by client');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await receiver.done;
  } finally {
    receiver.dispose();
    machine.job = undefined;
  }
}

/** Gives a QEMU that waits for its state (`-incoming defer`) what is in a file of its host. */
export async function migrateBack(state: EmbedState, machine: Machine, monitor: QmpClient, file: string, offset: number): Promise<void> {
  const socket = `${state.layout.socketFolder(machine.uuid)}/restore.sock`;
  await monitor.execute('migrate-incoming', { uri: `unix:${socket}` });
  await sendState(state, file, offset, socket);
  for (const until = performance.now() + ARRIVING_MS; ;) {
    const { status } = (await monitor.execute('query-status')) as { readonly status?: unknown };
    if (status !== 'inmigrate') return;
    if (performance.now() > until) throw qemuError('operation-timeout', 'QEMU did not take the saved state in time');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
