import type { Redirdev } from '../../conf/domain/chardev.ts';
import type { Redirfilter } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp } from './device-props.ts';
import type { Props } from './props.ts';

/** USB devices that a viewer hands to the guest. */
export function redirdevArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.redirdevs.flatMap((redirdev) => [
    ...chardevArguments(redirdev, { alias: redirdev.alias ?? '', spiceName: 'usbredir' }, context),
    ...deviceArguments(redirdevDeviceProps(redirdev, def), def, context),
  ]);
}

/** The properties of a redirected USB device. */
export function redirdevDeviceProps(redirdev: Redirdev, def: DomainDef): Props {
  const { alias = '', boot } = redirdev;
  const [filter] = def.devices.redirfilter;
  return {
    driver: 'usb-redir',
    chardev: `char${alias}`,
    id: alias,
    filter: filter === undefined || filter.usbdev.length === 0 ? undefined : filter.usbdev.map(filterText).join('|'),
    bootindex: nonZeroProp(boot?.order),
    ...addressProps(redirdev, def),
  };
}

function filterText(device: Redirfilter['usbdev'][number]): string {
  const hex = (value: number | undefined, digits: number): string => (value === undefined || value < 0 ? '-1' : `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`);
  return [hex(device.class, 2), hex(device.vendor, 4), hex(device.product, 4), versionText(device.version), device.allow ? '1' : '0'].join(':');
}

/** A USB version as USB writes it: 1.10 is 0x0110. */
function versionText(version: string | undefined): string {
  if (version === undefined || version === '-1') return '-1';
  const [major = '0', minor = '0'] = version.split('.');
  return `0x${major.padStart(2, '0')}${minor.padStart(2, '0')}`;
}
