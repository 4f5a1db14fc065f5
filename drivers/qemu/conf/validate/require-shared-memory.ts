import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

/**
 * Devices served by another process (`vhost-user`) need memory that this process can map.
 *
 * @throws VirError `config-unsupported`.
 */
export function requireSharedMemory(def: DomainDef, what: string, caps: QemuCapabilities): void {
  const shared = def.memoryBacking?.access === 'shared';
  const cells = def.cpu?.numa?.cells ?? [];
  const refuse = (): Error => unsupported(`'${what}' requires shared memory`, 'qemu');
  if (cells.length === 0 && !(shared && hasDefaultRam(def, caps))) throw refuse();
  for (const { memAccess } of cells) if (memAccess === 'private' || (memAccess === undefined && !shared)) throw refuse();
}

/** Whether the machine's memory can be replaced by an object, as all but the oldest QEMU can. */
function hasDefaultRam(def: DomainDef, caps: QemuCapabilities): boolean {
  const { machine } = def.os.type;
  return caps.machines.some((each) => each.virtType === def.type && (each.name === machine || each.alias === machine) && each.defaultRamId !== undefined);
}
