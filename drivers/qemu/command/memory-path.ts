import path from 'node:path';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { machineOf } from '../conf/qemu-capabilities.ts';
import type { CommandContext } from './command-context.ts';
import { memoryBackend, pagesOf } from './memory-backend.ts';
import { nodesNeedObjects } from './numa-backends.ts';

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
