import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Hostdev devices. */
export function hostdevArguments(def: DomainDef): string[] {
  const missing = def.devices.hostdevs;
  if (missing.length > 0) throw unsupported('hostdev devices are not supported yet', 'qemu');
  return [];
}
