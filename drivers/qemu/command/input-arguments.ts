import type { Input } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments, objectArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { virtioProps } from './device-props.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** Mice, tablets, keyboards. */
export function inputArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.inputs.flatMap((input) => {
    const zpci = zpciArguments(input, def, context);
    if (input.type === 'evdev') return [...zpci, ...objectArguments(evdevProps(input), context)];
    const props = inputDeviceProps(input, def, context.caps);
    return props === undefined ? zpci : [...zpci, ...deviceArguments(props, def, context)];
  });
}

/** An input device of the host, as an object. */
export function evdevProps({ alias = '', source }: Input): Props {
  return { 'qom-type': 'input-linux', id: alias, evdev: source?.dev, repeat: source?.repeat, grab_all: source?.grab === 'all' ? true : undefined, 'grab-toggle': source?.grabToggle };
}

const USB_DRIVERS = { mouse: 'usb-mouse', tablet: 'usb-tablet', keyboard: 'usb-kbd' } as const;
const VIRTIO_DRIVERS = { mouse: 'virtio-mouse', tablet: 'virtio-tablet', keyboard: 'virtio-keyboard', passthrough: 'virtio-input-host' } as const;

/** An input device's properties; undefined for those that every machine has. */
export function inputDeviceProps(input: Input, def: DomainDef, caps: QemuCapabilities): Props | undefined {
  const { alias = '', type, bus } = input;
  if (bus === 'usb') {
    if (type === 'passthrough' || type === 'evdev') throw confError('internal-error', `Unexpected USB input type ${type}`, 'qemu');
    return { driver: USB_DRIVERS[type], id: alias, ...addressProps(input, def) };
  }
  if (bus !== 'virtio') return undefined;
  if (type === 'evdev') throw confError('internal-error', `Unexpected virtio input type ${type}`, 'qemu');
  return {
    ...virtioProps(VIRTIO_DRIVERS[type], input, undefined, input.driver, caps),
    id: alias,
    evdev: type === 'passthrough' ? input.source?.evdev : undefined,
    ...addressProps(input, def),
  };
}
