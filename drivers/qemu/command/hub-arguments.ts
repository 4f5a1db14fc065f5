import type { Hub } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** USB hubs. */
export function hubArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.hubs.flatMap((hub) => deviceArguments(hubDeviceProps(hub, def), def, context));
}

/** A hub's properties. */
export function hubDeviceProps(hub: Hub, def: DomainDef): Props {
  return { driver: 'usb-hub', id: hub.alias, ...addressProps(hub, def) };
}
