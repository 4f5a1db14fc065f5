import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';

/** Stops the guest's CPUs, and says why. */
export async function pause(state: EmbedState, machine: Machine, reason: number): Promise<void> {
  const run = machine.running();
  run.pausing = reason;
  try {
    await machine.monitor().execute('stop');
    await settled(machine, 'paused');
  } finally {
    run.pausing = undefined;
  }
  await state.writeStatus(machine);
}

const SETTLE_MS = 2000;
const POLL_MS = 5;

/** QEMU tells of the new state before it answers, but what it tells is taken a moment later. */
export async function settled(machine: Machine, wanted: string): Promise<void> {
  for (const until = performance.now() + SETTLE_MS; machine.run !== undefined && machine.run.state !== wanted && performance.now() < until;) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
