import type { Serial } from '../../conf/domain/chardev.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { isArm, isRiscv } from '../conf/machine-kinds.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** The capability that each model of a port needs. */
const MODEL_FLAGS: Partial<Record<string, string>> = {
  'isa-serial': 'isa-serial', 'usb-serial': 'usb-serial', 'pci-serial': 'pci-serial', 'spapr-vty': 'spapr-vty', 'sclpconsole': 's390-sclp', 'sclplmconsole': 'sclplmconsole', 'pl011': 'pl011',
};

/** Serial ports. */
export function serialArguments(def: DomainDef, context: CommandContext): string[] {
  const spice = def.devices.graphics.some((each) => each.type === 'spice');
  return def.devices.serials.flatMap((serial) => {
    if (serial.type === 'spiceport' && !spice) return [];
    const chardev = chardevArguments(serial, { alias: serial.alias ?? '' }, context);
    if (!isPlatformDevice(serial, def)) return [...chardev, ...deviceArguments(serialDeviceProps(serial, def, context.caps), def, context)];
    requireModel(serial.target?.model, context.caps);
    return [...chardev, '-serial', `chardev:char${serial.alias ?? ''}`];
  });
}

function requireModel(model: string | undefined, caps: QemuCapabilities): void {
  const flag = model === undefined ? undefined : MODEL_FLAGS[model];
  if (flag !== undefined && !caps.has(flag)) throw unsupported(`'${model ?? ''}' is not supported in this QEMU binary`, 'qemu');
}

/** Whether a port is a part of the board: such ones are not made with `-device`. */
export function isPlatformDevice({ target }: Serial, { os: { type } }: Pick<DomainDef, 'os'>): boolean {
  if (target?.type === 'system-serial') return (isArm(type.arch) && target.model === 'pl011') || (isRiscv(type.arch) && target.model === '16550a');
  return target?.type === undefined;
}

/** A serial port's properties. */
export function serialDeviceProps(serial: Serial, def: DomainDef, caps: QemuCapabilities): Props {
  const { alias = '', target } = serial;
  const model = target?.model;
  requireModel(model, caps);
  if (model === undefined || model === 'pl011' || model === '16550a') throw confError('internal-error', 'Invalid target model for serial device', 'qemu');
  return { driver: model, chardev: `char${alias}`, id: alias, index: model === 'isa-serial' ? target?.port : undefined, ...addressProps(serial, def) };
}
