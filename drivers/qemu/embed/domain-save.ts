import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { startMachine, type StartOptions } from './start-machine.ts';

/** Starts a machine from where it was saved. */
export async function restoreManagedSave(state: EmbedState, machine: Machine, options: StartOptions): Promise<void> {
  await startMachine(state, machine, options);
}
