import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Parallel devices. */
export function parallelArguments(def: DomainDef): string[] {
  const missing = def.devices.parallels;
  if (missing.length > 0) throw unsupported('parallel devices are not supported yet', 'qemu');
  return [];
}
