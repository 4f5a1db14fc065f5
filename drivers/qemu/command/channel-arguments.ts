import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Channel devices. */
export function channelArguments(def: DomainDef): string[] {
  const missing = def.devices.channels;
  if (missing.length > 0) throw unsupported('channel devices are not supported yet', 'qemu');
  return [];
}
