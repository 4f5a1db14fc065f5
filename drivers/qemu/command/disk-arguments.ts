import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** The helper that reserves disks for machines. */
export function managedReservationsArguments(): string[] {
  return [];
}

/** Disks. */
export function diskArguments(def: DomainDef): string[] {
  if (def.devices.disks.length > 0) throw unsupported('disk devices are not supported yet', 'qemu');
  return [];
}
