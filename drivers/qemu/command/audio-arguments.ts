import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** What plays sound on the host. */
export function audioArguments(def: DomainDef): string[] {
  const missing = def.devices.audios;
  if (missing.length > 0) throw unsupported('audio devices are not supported yet', 'qemu');
  return [];
}
