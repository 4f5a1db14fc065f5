import { autostartMachines } from './autostart.ts';
import type { EmbedState } from './embed-state.ts';
import { takeUpWaiting } from './policy.ts';

/** Who may change machines does what they wait for, and what the host's start asks for; nobody waits for that. */
export async function actFor(state: EmbedState): Promise<void> {
  if (!state.enforcesPolicy) {
    state.enforcesPolicy = true;
    for (const machine of await state.machines()) takeUpWaiting(state, machine);
  }
  state.inBackground(() => autostartMachines(state));
}
