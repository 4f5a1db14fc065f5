import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Video devices. */
export function videoArguments(def: DomainDef): string[] {
  const missing = def.devices.videos.filter((each) => each.model?.type !== 'none');
  if (missing.length > 0) throw unsupported('video devices are not supported yet', 'qemu');
  return [];
}
