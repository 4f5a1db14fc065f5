import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Hub devices. */
export function hubArguments(def: DomainDef): string[] {
  const missing = def.devices.hubs;
  if (missing.length > 0) throw unsupported('hub devices are not supported yet', 'qemu');
  return [];
}
