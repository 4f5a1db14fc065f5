import type { GuestConsole } from '../../conf/domain/chardev.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { deviceArguments } from './arguments.ts';
import { virtioPortProps } from './channel-arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** Consoles that are devices of their own. */
export function consoleArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.consoles.flatMap((each) => {
    if (each.target?.type === 'serial' || each.target?.type === undefined) return [];
    return [...chardevArguments(each, { alias: each.alias ?? '' }, context), ...deviceArguments(consoleDeviceProps(each, def), def, context)];
  });
}

/** A console's properties. */
export function consoleDeviceProps(device: GuestConsole, def: DomainDef): Props {
  const { alias = '', target } = device;
  switch (target?.type) {
    case 'sclp':
    case 'sclplm':
      return { driver: `${target.type}console`, chardev: `char${alias}`, id: alias };
    case 'virtio':
      return virtioPortProps('virtconsole', device, def);
    default:
      throw unsupported(`unsupported console target type ${target?.type ?? 'none'}`, 'qemu');
  }
}
