import type { Parallel } from '../../conf/domain/chardev.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { deviceArguments } from './arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** Parallel ports. */
export function parallelArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.parallels.flatMap((parallel) => [
    ...chardevArguments(parallel, { alias: parallel.alias ?? '', hostPort: 'parallel' }, context),
    ...deviceArguments(parallelDeviceProps(parallel), def, context),
  ]);
}

/** A parallel port's properties. */
export function parallelDeviceProps({ alias = '' }: Parallel): Props {
  return { driver: 'isa-parallel', chardev: `char${alias}`, id: alias };
}
