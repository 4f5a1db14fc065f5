import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Filesystem devices. */
export function filesystemArguments(def: DomainDef): string[] {
  const missing = def.devices.filesystems;
  if (missing.length > 0) throw unsupported('filesystem devices are not supported yet', 'qemu');
  return [];
}
