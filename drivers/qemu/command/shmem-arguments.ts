import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Shmem devices. */
export function shmemArguments(def: DomainDef): string[] {
  const missing = def.devices.shmems;
  if (missing.length > 0) throw unsupported('shmem devices are not supported yet', 'qemu');
  return [];
}
