import type { DomainRef } from '../../../api/refs.ts';
import type { EmbedState } from '../embed-state.ts';
import { finish, isAlive } from '../machine-process.ts';
import type { Machine } from '../machine.ts';

/** A machine that nobody else changes until it is let go. */
export interface MoveHold {
  readonly machine: Machine;
  readonly release: () => Promise<void>;
}

/** Holds a machine beyond one call: a move is made of several. */
export function holdMachine(state: EmbedState, dom: Pick<DomainRef, 'uuid' | 'name'>): Promise<MoveHold> {
  return new Promise((resolve, reject) => {
    const changing = state.change(dom, (machine) => new Promise<void>((done) => {
      machine.isMoving = true;
      const release = async (): Promise<void> => {
        machine.isMoving = false;
        const { run } = machine;
        if (run !== undefined && !run.ended && !(await isAlive(state, run))) await finish(state, machine, run);
        done();
        await changing;
      };
      resolve({ machine, release });
    }));
    changing.catch(reject);
  });
}
