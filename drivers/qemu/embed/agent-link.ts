import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

/** A guest's agent. */
export interface GuestAgent {
  readonly shutdown: (mode: 'powerdown' | 'reboot' | 'halt') => Promise<void>;
}

/** The agent of a machine that runs. @throws argument-unsupported when the machine has no channel for it. */
export async function agentOf(_state: EmbedState, machine: Machine): Promise<GuestAgent> {
  machine.running();
  return Promise.reject(qemuError('argument-unsupported', 'QEMU guest agent is not configured'));
}
