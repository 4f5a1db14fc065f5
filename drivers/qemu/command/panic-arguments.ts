import type { Panic } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** Devices that tell the host about the guest's panic; all but one kind are a part of the machine or of its CPU. */
export function panicArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.panics.filter((each) => each.model === 'isa').flatMap((panic) => deviceArguments(panicDeviceProps(panic), def, context));
}

/** A panic device's properties. */
export function panicDeviceProps({ address }: Panic): Props {
  return { driver: 'pvpanic', ioport: address?.type === 'isa' ? (address.iobase ?? 0) : undefined };
}
