import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Input devices. */
export function inputArguments(def: DomainDef): string[] {
  const missing = def.devices.inputs.filter((each) => each.bus !== 'ps2');
  if (missing.length > 0) throw unsupported('input devices are not supported yet', 'qemu');
  return [];
}
