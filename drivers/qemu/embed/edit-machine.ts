import type { DomainRef } from '../../api/refs.ts';
import { cloneDomainDef, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

/** What a change does to a machine that runs, besides its definition; absent: QEMU cannot do it. */
export type LiveChange = (run: RunningMachine, monitor: QmpClient, machine: Machine) => Promise<void>;

/**
 * Changes each definition that the impact flags speak of: all are checked on a copy before anything is done; QEMU does its part before it
 * is written down.
 */
export async function editMachine(state: EmbedState, dom: DomainRef, flags: number, change: (def: DomainDef, live: boolean) => void, live?: LiveChange): Promise<void> {
  await state.change(dom, async (machine) => {
    const impact = machine.impact(flags);
    const config = impact.persistent ? machine.configCopy() : undefined;
    if (config !== undefined) change(config, false);
    if (impact.live) {
      const run = machine.running();
      change(cloneDomainDef(run.live), true);
      if (live === undefined) throw qemuError('operation-unsupported', 'this cannot be changed while the domain is running');
      await live(run, machine.monitor(), machine);
      change(run.live, true);
      await state.writeStatus(machine);
    }
    if (config !== undefined) await state.writeConfig(machine, config);
  });
}

/** Why what needs control groups is refused. */
export function needsCgroups(what: string): Error {
  return qemuError('operation-unsupported', `${what} needs control groups, which a user may not change without a daemon`);
}
