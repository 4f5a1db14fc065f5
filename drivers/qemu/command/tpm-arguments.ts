import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Tpm devices. */
export function tpmArguments(def: DomainDef): string[] {
  const missing = def.devices.tpms;
  if (missing.length > 0) throw unsupported('tpm devices are not supported yet', 'qemu');
  return [];
}
