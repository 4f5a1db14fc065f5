import { appliances } from './groups/appliance.ts';
import { domainEvents } from './groups/domain-events.ts';
import { domainMonitoring } from './groups/domain-monitoring.ts';
import { domainManagement } from './groups/domain-management.ts';
import { extras } from './groups/extras.ts';
import type { CommandDef, CommandGroup } from './shell/command.ts';
import { general } from './groups/host.ts';
import { itself } from './groups/itself.ts';
import { interfaces } from './groups/interface.ts';
import { backups, checkpoints, snapshots } from './groups/moments.ts';
import { networking } from './groups/network.ts';
import { networkFilters } from './groups/nwfilter.ts';
import { nodeDevices } from './groups/node-devices.ts';
import { storagePools } from './groups/pool.ts';
import { secrets } from './groups/secret.ts';
import { storageVolumes } from './groups/volume.ts';

/** All groups of commands, in virsh's order. */
export const GROUPS: readonly CommandGroup[] = [
  domainManagement,
  domainMonitoring,
  domainEvents,
  general,
  checkpoints,
  interfaces,
  networkFilters,
  networking,
  nodeDevices,
  secrets,
  snapshots,
  backups,
  storagePools,
  storageVolumes,
  appliances,
  extras,
  itself(() => GROUPS),
];

const BY_NAME: ReadonlyMap<string, CommandDef> = new Map(GROUPS.flatMap((group) => group.commands.map((command) => [command.name, command] as const)));

/** A command by its name; other names lead to the command they stand for. */
export function findCommand(name: string): CommandDef | undefined {
  const found = BY_NAME.get(name);
  return found?.aliasOf === undefined ? found : BY_NAME.get(found.aliasOf);
}
