import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Redirdev devices. */
export function redirdevArguments(def: DomainDef): string[] {
  const missing = def.devices.redirdevs;
  if (missing.length > 0) throw unsupported('redirdev devices are not supported yet', 'qemu');
  return [];
}
