import { assertNever } from '../../core/assert.ts';
import { settleSave } from './domain-save.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { settleMove } from './moving/settle-move.ts';

/** Ends what a Vireo that is gone had begun with a machine. Whoever calls holds it. */
export async function settleTask(state: EmbedState, machine: Machine): Promise<void> {
  const task = machine.run?.task;
  if (task === undefined) return;
  switch (task.kind) {
    case 'save':
      await settleSave(state, machine);
      break;
    case 'out':
    case 'in':
      await settleMove(state, machine);
      break;
    default:
      assertNever(task.kind);
  }
}
