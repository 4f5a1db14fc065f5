import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import type { MachineTask } from '../status-document.ts';
import { decideMove, type MoveDecision } from './move-decision.ts';
import { settleDeparture } from './move-source.ts';
import { dropArrival, settleArrival } from './move-target.ts';

/** The roots that this process has open: where one machine is, another may know. */
const open = new Set<EmbedState>();

/** A root was opened: moves that only it could decide are looked at again. */
export function rootIsOpen(state: EmbedState): void {
  open.add(state);
  state.store.add({ dispose: () => { open.delete(state); } });
  for (const other of open) if (other !== state) void other.settleTasks().catch(() => undefined); // looked at again with its next opening
}

/** Files that were made for a machine on its way here. */
export function madeFiles(task: MachineTask | undefined): readonly string[] {
  const made = JSON.parse(task?.facts['made'] ?? '[]') as readonly unknown[];
  return made.filter((file): file is string => typeof file === 'string');
}

/** Ends a move whose leader is gone. The destination's root knows where the machine is; where nobody has decided that yet, it stays at its source. */
export async function settleMove(state: EmbedState, machine: Machine): Promise<void> {
  const run = machine.running();
  const { task } = run;
  if (task?.kind === 'in') {
    const decision = await decideMove(state.surroundings.files, state.layout.root, task.facts['token'] ?? '', 'given-up');
    if (decision === 'arrived') await settleArrival(state, machine, run);
    else await dropArrival(state, machine);
    return;
  }
  if (task?.kind === 'out') await settleDeparture(state, machine, () => decisionOf(state, task.facts));
}

/** Undefined where the destination's root cannot be read from here. */
async function decisionOf(state: EmbedState, facts: Readonly<Record<string, string>>): Promise<MoveDecision | undefined> {
  const { token = '', boot, root = '', uid } = facts;
  const there = boot === state.boot && uid === String(state.surroundings.uid) ? state : [...open].find((other) => other.boot === boot && other.layout.root === root);
  if (there === undefined) return undefined;
  return decideMove(there.surroundings.files, root, token, 'given-up');
}
