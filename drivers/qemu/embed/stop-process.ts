import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { finish, isAlive } from './machine-process.ts';
import { qemuError } from './qemu-error.ts';

/** A QEMU that was asked to end gets so long; libvirt gives it 10 s before it kills. */
const TERM_MS = 10_000;
const KILL_MS = 30_000;

const POLL_MS = 5;

/** Ends a machine's process; whoever calls holds the machine. @throws operation-failed when it does not end. */
export async function stopProcess(state: EmbedState, machine: Machine, detail: number, gracefully = false): Promise<void> {
  const run = machine.running();
  run.stopDetail = detail;
  await state.processes.kill(run.pid, 'SIGTERM');
  if (!(await endsWithin(state, run, TERM_MS))) {
    if (gracefully) throw qemuError('operation-failed', 'Failed to terminate process with SIGTERM: Device or resource busy');
    await state.processes.kill(run.pid, 'SIGKILL');
    if (!(await endsWithin(state, run, KILL_MS))) throw qemuError('operation-failed', `Failed to terminate process ${run.pid} with SIGKILL`);
  }
  await finish(state, machine, run, detail);
}

async function endsWithin(state: EmbedState, run: Parameters<typeof isAlive>[1], limitMs: number): Promise<boolean> {
  for (const until = performance.now() + limitMs; await isAlive(state, run);) {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, state.surroundings.isHere ? POLL_MS : 100));
  }
  return true;
}
