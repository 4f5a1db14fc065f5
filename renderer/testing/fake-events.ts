import type { HostEvent } from '../../main/contract/connections.ts';
import type { MachineUuid } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';

const STORY: readonly Pick<HostEvent, 'mark' | 'text' | 'values'>[] = [
  { mark: 'begun', text: 'event.started', values: {} },
  { mark: 'trouble', text: 'event.panicked', values: {} },
  { mark: 'ended', text: 'event.poweredOffByGuest', values: {} },
  { mark: 'trouble', text: 'event.ioErrorReason', values: { path: '/var/lib/images/db.qcow2', reason: 'enospc' } },
  { mark: 'begun', text: 'event.started', values: {} },
];

/** A made-up night of machines. */
export function fakeEvents(rows: readonly MachineRow[], uuid: MachineUuid | undefined): { readonly events: readonly HostEvent[]; readonly more: boolean } {
  const now = Date.now();
  const ofMachines = rows.flatMap(({ uuid: id, name }, at) => STORY.map((what, step): HostEvent => ({ timeMs: now - at * 3_600_000 - step * 240_000, machine: { uuid: id, name }, ...what })));
  const all: readonly HostEvent[] = [{ timeMs: now - 90_000_000, machine: undefined, mark: 'told', text: 'event.keeper', values: { words: 'the keeper has started' } }, ...ofMachines];
  return { events: all.filter(({ machine }) => uuid === undefined || machine?.uuid === uuid).sort((one, other) => other.timeMs - one.timeMs), more: false };
}
