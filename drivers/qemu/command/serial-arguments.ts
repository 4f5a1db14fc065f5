import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Serial devices. */
export function serialArguments(def: DomainDef): string[] {
  const missing = def.devices.serials;
  if (missing.length > 0) throw unsupported('serial devices are not supported yet', 'qemu');
  return [];
}
