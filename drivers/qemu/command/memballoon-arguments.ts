import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Memballoon devices. */
export function memballoonArguments(def: DomainDef): string[] {
  const missing = def.devices.memballoons.filter((each) => each.model !== 'none');
  if (missing.length > 0) throw unsupported('memballoon devices are not supported yet', 'qemu');
  return [];
}
