import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { objectArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';

/** The threads that do the guest's I/O. */
export function iothreadArguments(def: DomainDef, context: CommandContext): string[] {
  const main = def.defaultiothread;
  return [
    ...(def.iothreadids?.iothread ?? []).flatMap((each) => objectArguments({ 'qom-type': 'iothread', id: `iothread${each.id}`, 'thread-pool-min': each.thread_pool_min, 'thread-pool-max': each.thread_pool_max }, context)),
    ...(main === undefined ? [] : objectArguments({ 'qom-type': 'main-loop', id: 'main-loop', 'thread-pool-min': main.thread_pool_min, 'thread-pool-max': main.thread_pool_max }, context)),
  ];
}
