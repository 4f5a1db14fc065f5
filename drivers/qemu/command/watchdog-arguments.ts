import type { Watchdog } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** The device that restarts a guest that hangs. */
export function watchdogArguments(def: DomainDef, context: CommandContext): string[] {
  const [watchdog] = def.devices.watchdogs;
  if (watchdog === undefined) return [];
  return [...zpciArguments(watchdog, def, context), ...deviceArguments(watchdogDeviceProps(watchdog, def), def, context), '-watchdog-action', watchdogAction(watchdog)];
}

/** What QEMU does when the guest hangs. It cannot dump: it stops, and the driver dumps. */
export function watchdogAction({ action }: Watchdog): Exclude<Watchdog['action'], 'dump'> {
  return action === 'dump' ? 'pause' : action;
}

/** A watchdog's properties. */
export function watchdogDeviceProps(watchdog: Watchdog, def: DomainDef): Props {
  return { driver: watchdog.model, id: watchdog.alias, ...addressProps(watchdog, def) };
}
