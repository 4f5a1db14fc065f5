import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Displays. */
export function graphicsArguments(def: DomainDef): string[] {
  const missing = def.devices.graphics;
  if (missing.length > 0) throw unsupported('graphics devices are not supported yet', 'qemu');
  return [];
}
