import type { Memballoon } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { virtioProps } from './device-props.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** The device that takes memory from the guest and gives it back. */
export function memballoonArguments(def: DomainDef, context: CommandContext): string[] {
  const [balloon] = def.devices.memballoons;
  if (balloon === undefined || balloon.model === 'none') return [];
  return [...zpciArguments(balloon, def, context), ...deviceArguments(memballoonDeviceProps(balloon, def, context.caps), def, context)];
}

/** A memory balloon's properties. */
export function memballoonDeviceProps(balloon: Memballoon, def: DomainDef, caps: QemuCapabilities): Props {
  return {
    ...virtioProps('virtio-balloon', balloon, balloon.model, balloon.driver, caps),
    id: balloon.alias,
    'deflate-on-oom': balloon.autodeflate,
    'free-page-reporting': balloon.freePageReporting,
    ...addressProps(balloon, def),
  };
}
