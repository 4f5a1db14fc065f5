import type { LongCallOptions } from '../api/extras.ts';
import type { DomainRef } from '../api/refs.ts';
import { prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import { runTask, waitOf } from './vim/vim-task.ts';

/** Whether a machine's disks should be joined, as the host has it now. */
export async function needsConsolidation(session: EsxSession, dom: DomainRef): Promise<boolean> {
  const machine = await session.machine(dom);
  return (await session.refresh(machine.ref))?.needsConsolidation === true;
}

/** Joins what removed snapshots have left of a machine's disks. */
export async function consolidate(session: EsxSession, dom: DomainRef, options: LongCallOptions = {}): Promise<void> {
  const machine = await prepared(session, dom);
  try {
    await runTask(session.client, () => session.client.call('ConsolidateVMDisks_Task', machine.ref, {}), waitOf('Could not consolidate the disks', machine.name, options));
  } finally {
    await session.refresh(machine.ref).catch(() => undefined); // the watch tells it, too
  }
}
