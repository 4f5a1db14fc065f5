import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Panic devices. */
export function panicArguments(def: DomainDef): string[] {
  const missing = def.devices.panics;
  if (missing.length > 0) throw unsupported('panic devices are not supported yet', 'qemu');
  return [];
}
