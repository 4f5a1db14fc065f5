import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Console devices. */
export function consoleArguments(def: DomainDef): string[] {
  const missing = def.devices.consoles;
  if (missing.length > 0) throw unsupported('console devices are not supported yet', 'qemu');
  return [];
}
