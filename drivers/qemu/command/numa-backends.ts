import type { Numa } from '../../conf/domain/cpu.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { machineOf } from '../conf/qemu-capabilities.ts';
import type { CommandContext } from './command-context.ts';
import { memoryBackend } from './memory-backend.ts';
import type { Props } from './props.ts';

/** Whether the guest is told how fast its memory is. */
export function hasHmat({ cpu }: DomainDef): boolean {
  const numa = cpu?.numa;
  return numa !== undefined && ((numa.interconnects?.links.length ?? 0) > 0 || numa.cells.some((each) => each.caches.length > 0));
}

/** The memory of each node as an object. */
export function nodeBackends(def: DomainDef, numa: Numa, context: CommandContext): { readonly props: Props; readonly needed: boolean }[] {
  return numa.cells.map((cell, node) => memoryBackend({ id: `ram-node${node}`, sizeKiB: cell.memoryKiB, node, fileName: `ram-node${node}` }, def, context));
}

/** Whether nodes' memory is made of objects rather than numbers on `-numa`. */
export function nodesNeedObjects(def: DomainDef, context: CommandContext): boolean {
  const numa = def.cpu?.numa;
  if (numa === undefined) return false;
  const byNumber = machineOf(context.caps, def.type, def.os.type.machine)?.numaMemory === true;
  return !byNumber || hasHmat(def) || nodeBackends(def, numa, context).some((each) => each.needed);
}
