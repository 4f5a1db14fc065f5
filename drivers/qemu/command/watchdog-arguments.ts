import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Watchdog devices. */
export function watchdogArguments(def: DomainDef): string[] {
  const missing = def.devices.watchdogs;
  if (missing.length > 0) throw unsupported('watchdog devices are not supported yet', 'qemu');
  return [];
}
