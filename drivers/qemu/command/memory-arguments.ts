import path from 'node:path';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { machineOf } from '../conf/qemu-capabilities.ts';
import type { CommandContext } from './command-context.ts';
import { memoryBackend, memoryObjectArguments, pagesOf } from './memory-backend.ts';
import { nodesNeedObjects } from './numa-arguments.ts';

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

/** The older options for what the memory is made of. */
export function memoryPathArguments(def: DomainDef, context: CommandContext): string[] {
  const { allocate, file } = memoryPath(def, context);
  return [...(allocate ? ['-mem-prealloc'] : []), ...(file === undefined ? [] : ['-mem-path', file])];
}

function memoryPath(def: DomainDef, context: CommandContext): { allocate: boolean; file: string | undefined } {
  const { memoryBacking } = def;
  const immediate = memoryBacking?.allocation?.mode === 'immediate';
  const first = memoryBacking?.hugepages?.pages[0];
  if (memoryBacking?.hugepages !== undefined && first?.size !== BigInt(context.host.pageSizeKiB)) {
    const { sizeKiB } = first === undefined ? pagesOf({ node: undefined }, def, context) : { sizeKiB: first.size };
    const mount = context.settings.hugePages.find((each) => BigInt(each.pageSizeKiB) === sizeKiB);
    return { allocate: true, file: mount === undefined ? hugePageComplaint(def, context) : context.paths.hugePagesDir(mount) };
  }
  return { allocate: immediate, file: memoryBacking?.source === 'file' ? path.posix.join(context.paths.memoryBackingDir, 'ram') : undefined };
}

function hugePageComplaint(def: DomainDef, context: CommandContext): never {
  memoryBackend({ id: 'ram', sizeKiB: 0n, node: undefined, fileName: 'ram' }, def, context);
  throw new Error('unreachable');
}

/** Whether one option already has all memory allocated at the start. */
export function allPreallocated(def: DomainDef, context: CommandContext): boolean {
  const older = def.cpu?.numa === undefined ? machineOf(context.caps, def.type, def.os.type.machine)?.defaultRamId === undefined : !nodesNeedObjects(def, context);
  return older && memoryPath(def, context).allocate;
}
