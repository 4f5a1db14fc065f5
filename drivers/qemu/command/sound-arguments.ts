import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Sound devices. */
export function soundArguments(def: DomainDef): string[] {
  const missing = def.devices.sounds;
  if (missing.length > 0) throw unsupported('sound devices are not supported yet', 'qemu');
  return [];
}
