import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Smartcard devices. */
export function smartcardArguments(def: DomainDef): string[] {
  const missing = def.devices.smartcards;
  if (missing.length > 0) throw unsupported('smartcard devices are not supported yet', 'qemu');
  return [];
}
