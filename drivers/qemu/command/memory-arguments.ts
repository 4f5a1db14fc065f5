import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { machineOf } from '../conf/qemu-capabilities.ts';
import type { CommandContext } from './command-context.ts';
import { memoryBackend, memoryObjectArguments } from './memory-backend.ts';
import { memoryPathArguments } from './memory-path.ts';

/** What the machine starts with, without modules. */
export function initialMemoryKiB(def: DomainDef): bigint {
  return def.devices.memories.reduce((rest, each) => rest - BigInt(each.target.sizeKiB ?? 0), BigInt(def.memory.sizeKiB));
}

/** `-m`, and what the memory is made of. */
export function memoryArguments(def: DomainDef, context: CommandContext): string[] {
  const initial = initialMemoryKiB(def);
  const max = def.maxMemory;
  const hotplug = max !== undefined && ((max.slots ?? 0) > 0 || (max.sizeKiB ?? 0) > 0);
  const size = hotplug ? `size=${initial}k,slots=${max.slots ?? 0},maxmem=${max.sizeKiB ?? 0}k` : String(initial / 1024n);
  return ['-m', size, ...backing(def, context, initial), '-overcommit', `mem-lock=${def.memoryBacking?.locked === true ? 'on' : 'off'}`];
}

function backing(def: DomainDef, context: CommandContext, sizeKiB: bigint): string[] {
  if (def.cpu?.numa !== undefined) return [];
  const id = machineOf(context.caps, def.type, def.os.type.machine)?.defaultRamId;
  if (id === undefined) return memoryPathArguments(def, context);
  return memoryObjectArguments(memoryBackend({ id, sizeKiB, node: undefined, fileName: id, system: true }, def, context).props, context);
}
