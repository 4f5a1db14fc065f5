import type { Controller } from '../../conf/domain/controller.ts';
import type { DeviceAddress, DeviceInfo } from '../../conf/domain/device-info.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { hasBuiltinIde, hasPciMultiBus, machineIs } from '../conf/machine-kinds.ts';
import type { Props } from './props.ts';

type Address<T extends DeviceAddress['type']> = Extract<DeviceAddress, { type: T }>;
type Info = Pick<DeviceInfo, 'address' | 'acpi'>;

const internal = (detail: string): Error => confError('internal-error', detail, 'qemu');

/** Where a device sits, as properties of `-device`. Devices on a drive address say what bus of disks it is. */
export function addressProps(info: Info, def: DomainDef, driveBus?: string): Props {
  const { address } = info;
  switch (address?.type) {
    case 'pci':
      return pciProps(address, info.acpi, def);
    case 'usb':
      return { bus: `${controllerAliasOf(def, 'usb', address.bus)}.0`, port: address.port };
    case 'spapr-vio':
      return address.reg === undefined || address.reg === 0n ? {} : { reg: address.reg };
    case 'ccw':
      return { devno: ccwText(address) };
    case 'isa':
      return { iobase: address.iobase ?? 0, irq: positive(address.irq) };
    case 'dimm':
      return { slot: address.slot, addr: address.base === 0n ? undefined : address.base };
    case 'drive':
      return driveProps(address, def, driveBus);
    case 'virtio-serial':
      return { bus: `${controllerAliasOf(def, 'virtio-serial', address.controller)}.${address.bus}`, nr: address.port };
    case 'ccid':
    case 'virtio-s390':
    case 'virtio-mmio':
    case 'unassigned':
    case undefined:
      return {};
  }
}

function positive(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

function pciProps(address: Address<'pci'>, acpi: number | undefined, def: DomainDef): Props {
  const { slot = 0, function: func = 0 } = address;
  return {
    bus: pciBusOf(address, def),
    multifunction: address.multifunction,
    addr: func === 0 ? `0x${slot.toString(16)}` : `0x${slot.toString(16)}.0x${func.toString(16)}`,
    'acpi-index': positive(acpi),
  };
}

/** QEMU's name for the bus that a PCI address is on. */
export function pciBusOf(address: Address<'pci'>, def: DomainDef): string {
  const { domain = 0, bus = 0, slot = 0, function: func = 0 } = address;
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const where = `device at address '${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${func}'`;
  const controller = def.devices.controllers.find((each) => each.type === 'pci' && each.index === bus);
  if (controller === undefined) throw internal(`Could not find PCI controller with index '${bus}' required for ${where}`);
  if (controller.alias === undefined) throw internal(`Device alias was not set for PCI controller with index '${bus}' required for ${where}`);
  return isPSeriesHostBridge(controller) && (controller.target?.index ?? 0) > 0 ? `${controller.alias}.0` : builtinName(controller, def);
}

/** The root bus is the machine's own: it keeps QEMU's name whatever the document calls it. */
function builtinName(controller: Controller, def: DomainDef): string {
  const { alias = '', model } = controller;
  if (!alias.startsWith('ua-')) return alias;
  if (!machineIs.pSeries(def) && model === 'pci-root') return hasPciMultiBus(def) ? 'pci.0' : 'pci';
  return model === 'pcie-root' ? 'pcie.0' : alias;
}

/** Whether a controller is a PCI host bridge of a pSeries machine. */
export function isPSeriesHostBridge(controller: Controller): boolean {
  return controller.type === 'pci' && controller.model === 'pci-root' && controller.modelName === 'spapr-pci-host-bridge';
}

/** `fe.0.0001`. */
export function ccwText({ cssid = 0, ssid = 0, devno = 0 }: Address<'ccw'>): string {
  return `${cssid.toString(16)}.${ssid.toString(16)}.${devno.toString(16).padStart(4, '0')}`;
}

/** The name of a controller that a device needs. */
export function controllerAliasOf(def: DomainDef, type: Controller['type'], index: number): string {
  const controller = def.devices.controllers.find((each) => each.type === type && each.index === index);
  if (controller === undefined) throw internal(`Could not find ${type} controller with index ${index} required for device`);
  if (controller.alias === undefined) throw internal(`Device alias was not set for ${type} controller with index ${index} `);
  return controller.alias;
}

/** The SCSI controller with a number. */
export function scsiControllerOf(def: DomainDef, index: number): Controller {
  const controller = def.devices.controllers.find((each) => each.type === 'scsi' && each.index === index);
  if (controller === undefined) throw internal(`unable to find a SCSI controller for idx=${index}`);
  return controller;
}

const NARROW_SCSI = ['lsilogic', 'ncr53c90', 'dc390', 'am53c974'];

function driveProps(address: Address<'drive'>, def: DomainDef, bus: string | undefined): Props {
  const { controller, unit } = address;
  switch (bus) {
    case 'ide':
      return { bus: `${hasBuiltinIde(def) ? 'ide' : controllerAliasOf(def, 'ide', controller)}.${address.bus}`, unit };
    case 'sata':
      return { bus: `${machineIs.q35(def) && controller === 0 ? 'ide' : controllerAliasOf(def, 'sata', controller)}.${unit}` };
    case 'fdc':
      return { unit };
    case 'scsi': {
      const { alias = '', model } = scsiControllerOf(def, controller);
      if (model === undefined) throw internal('Unexpected SCSI controller model -1');
      if (NARROW_SCSI.includes(model)) return { bus: `${alias}.${address.bus}`, 'scsi-id': unit };
      return { bus: `${alias}.0`, channel: address.bus, 'scsi-id': address.target, lun: unit };
    }
    default:
      throw internal(`address type drive is not supported for bus '${bus ?? 'none'}'`);
  }
}
