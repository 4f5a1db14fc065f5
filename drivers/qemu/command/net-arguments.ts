import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Network interfaces. */
export function netArguments(def: DomainDef): string[] {
  const missing = def.devices.interfaces;
  if (missing.length > 0) throw unsupported('net devices are not supported yet', 'qemu');
  return [];
}
