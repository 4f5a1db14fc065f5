import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Vsock devices. */
export function vsockArguments(def: DomainDef): string[] {
  const missing = def.devices.vsocks;
  if (missing.length > 0) throw unsupported('vsock devices are not supported yet', 'qemu');
  return [];
}
