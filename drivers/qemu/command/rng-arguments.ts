import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Rng devices. */
export function rngArguments(def: DomainDef): string[] {
  const missing = def.devices.rngs;
  if (missing.length > 0) throw unsupported('rng devices are not supported yet', 'qemu');
  return [];
}
