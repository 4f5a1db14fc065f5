import type { DomainState } from '../../../drivers/api/records.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import type { ConnectionId, MachineUuid } from '../../contract/ids.ts';
import type { InstallMark, RowPlacement, WireMachineRow } from '../../contract/inventory.ts';
import type { Abilities } from '../machines/verbs.ts';

/** What is known of one machine. Changed in place by its connection's inventory only; there may be ten thousands. */
export interface MachineEntry {
  readonly connectionId: ConnectionId;
  readonly uuid: MachineUuid;
  readonly row: number;
  ref: DomainRef;
  state: DomainState;
  reason: number;
  persistent: boolean;
  autostart: boolean | undefined;
  hasManagedSave: boolean;
  vcpus: number;
  memoryKiB: number;
  title: string | undefined;
  /** The document has been read for what lists show of it. */
  titleKnown: boolean;
  address: string | undefined;
  tags: readonly string[];
  /** Where it is on a host that manages many. */
  placement: RowPlacement | undefined;
  isTemplate: boolean;
  /** Must not be deleted or forced off: said in its metadata. */
  isProtected: boolean;
  /** Name of its picture, if it was given one. */
  icon: string | undefined;
  /** How far the installation is of a machine that was made to be installed later. */
  install: InstallMark | undefined;
  /** Names what it waits for. */
  question: string | undefined;
  /** Clients of its displays that events have told of, by their address; undefined: none yet. */
  displayClients: Set<string> | undefined;
  stale: boolean;
  removed: boolean;
  abilities: Abilities;
  /** The row as it was sent last; undefined after a change. */
  wire: WireMachineRow | undefined;
}

/** Whether the machine uses its host: runs, is paused, or is about to end. */
export function isActive({ state }: Pick<MachineEntry, 'state'>): boolean {
  return state !== 'shutoff';
}
