import type { Controller } from '../../conf/domain/controller.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { hasBuiltinIde, isS390, machineIs } from '../conf/machine-kinds.ts';
import { addressProps, isPSeriesHostBridge } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp, virtioProps } from './device-props.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** In this order; drives' own controllers and root buses are part of the machine. CCID comes after USB hubs. */
const ORDER = ['pci', 'usb', 'scsi', 'ide', 'sata', 'virtio-serial'] as const;

/** The sizes of holes in the address space that root buses get. */
export function controllerGlobals(def: DomainDef): string[] {
  return def.devices.controllers.flatMap((each): string[] => {
    if (each.type !== 'pci' || each.pcihole64KiB === undefined) return [];
    const host = each.model === 'pci-root' ? 'i440FX-pcihost' : each.model === 'pcie-root' ? 'q35-pcihost' : undefined;
    if (host === undefined) throw confError('internal-error', '64-bit PCI hole setting is only for root PCI controllers', 'qemu');
    return ['-global', `${host}.pci-hole64-size=${each.pcihole64KiB}K`];
  });
}

/** Controllers of all kinds but CCID. */
export function controllerArguments(def: DomainDef, context: CommandContext): string[] {
  return [...ORDER.flatMap((type) => controllersOf(type, def, context)), ...legacyUsb(def)];
}

/** Controllers of smart cards, which sit on a USB bus. */
export function ccidControllerArguments(def: DomainDef, context: CommandContext): string[] {
  return controllersOf('ccid', def, context);
}

function controllersOf(type: Controller['type'], def: DomainDef, context: CommandContext): string[] {
  return def.devices.controllers
    .filter((each) => each.type === type)
    .flatMap((each) => {
      const props = isImplicit(each, def) ? undefined : controllerDeviceProps(each, def, context);
      const device = props === undefined ? [] : [...zpciArguments(each, def, context), ...deviceArguments(props, def, context)];
      return [...rootHotplug(each), ...device];
    });
}

function rootHotplug(controller: Controller): string[] {
  const { model, target } = controller;
  if (controller.type !== 'pci' || model !== 'pci-root' || target?.hotplug === undefined) return [];
  return ['-global', `PIIX4_PM.acpi-root-pci-hotplug=${target.hotplug ? 'on' : 'off'}`];
}

/** Whether the machine has a controller without being asked for it. */
function isImplicit(controller: Controller, def: DomainDef): boolean {
  const { type, model, index } = controller;
  switch (type) {
    case 'pci':
      return model === 'pcie-root' || (model === 'pci-root' && !machineIs.pSeries(def));
    case 'sata':
      return index === 0 && machineIs.q35(def);
    case 'ide':
      return index === 0 && hasBuiltinIde(def);
    case 'scsi':
      return index === 0 && model === 'ncr53c90' && machineIs.builtinEsp(def);
    case 'usb':
      return model === 'none' || (model === undefined && !hasNoLegacyUsb(def));
    default:
      return false;
  }
}

function hasNoLegacyUsb(def: DomainDef): boolean {
  return machineIs.q35(def) || machineIs.armVirt(def) || machineIs.riscvVirt(def);
}

function legacyUsb(def: DomainDef): string[] {
  const usb = def.devices.controllers.filter((each) => each.type === 'usb');
  if (usb.some((each) => each.model === 'none')) return [];
  const legacy = usb.filter((each) => each.model === undefined);
  if (legacy.length > 1) throw unsupported('Multiple legacy USB controllers are not supported', 'qemu');
  return usb.length === legacy.length && !hasNoLegacyUsb(def) && !isS390(def.os.type.arch) ? ['-usb'] : [];
}

/** A controller as QEMU's device; undefined for one that needs none. */
export function controllerDeviceProps(controller: Controller, def: DomainDef, context: CommandContext): Props | undefined {
  const own = ownProps(controller, def, context);
  return own === undefined ? undefined : { ...own, ...addressProps(controller, def) };
}

function ownProps(controller: Controller, def: DomainDef, context: CommandContext): Props | undefined {
  const { type, alias: id = '' } = controller;
  switch (type) {
    case 'scsi':
      return scsiProps(controller, context);
    case 'virtio-serial':
      return { ...virtioProps('virtio-serial', controller, controller.model, controller.driver, context.caps), id, max_ports: controller.ports, vectors: controller.vectors };
    case 'ccid':
      return { driver: 'usb-ccid', id };
    case 'sata':
      return { driver: 'ahci', id };
    case 'usb':
      return usbProps(controller, def, context);
    case 'pci':
      return pciProps(controller);
    case 'ide':
    case 'fdc':
    case 'xenbus':
    case 'isa':
      throw unsupported(`Unsupported controller type: ${type}`, 'qemu');
  }
}

const SCSI_DEVICES: Readonly<Record<string, string>> = {
  lsilogic: 'lsi', ibmvscsi: 'spapr-vscsi', lsisas1068: 'mptsas1068', lsisas1078: 'megasas', vmpvscsi: 'pvscsi', am53c974: 'am53c974', dc390: 'dc-390',
};

function scsiProps(controller: Controller, { caps }: CommandContext): Props {
  const { model, alias: id = '', driver } = controller;
  if (model === 'virtio-scsi' || model === 'virtio-transitional' || model === 'virtio-non-transitional') {
    return {
      ...virtioProps('virtio-scsi', controller, model, driver, caps),
      iothread: driver?.iothread === undefined || driver.iothread === 0 ? undefined : `iothread${driver.iothread}`,
      id,
      num_queues: nonZeroProp(driver?.queues),
      cmd_per_lun: nonZeroProp(driver?.cmd_per_lun),
      max_sectors: nonZeroProp(driver?.max_sectors),
      ioeventfd: driver?.ioeventfd,
    };
  }
  if (model === undefined) throw confError('internal-error', 'Unexpected SCSI controller model -1', 'qemu');
  const device = SCSI_DEVICES[model];
  if (device === undefined) throw unsupported(`Unsupported controller model: ${model}`, 'qemu');
  return { driver: device, id };
}

/** The device of each model of a USB controller, and the capability that says it is there. */
const USB_DEVICES: Readonly<Record<string, readonly [device: string, flag: string]>> = {
  'piix3-uhci': ['piix3-usb-uhci', 'piix3-usb-uhci'],
  'piix4-uhci': ['piix4-usb-uhci', 'piix4-usb-uhci'],
  ehci: ['usb-ehci', 'usb-ehci'],
  'ich9-ehci1': ['ich9-usb-ehci1', 'ich9-usb-ehci1'],
  'ich9-uhci1': ['ich9-usb-uhci1', 'ich9-usb-ehci1'],
  'ich9-uhci2': ['ich9-usb-uhci2', 'ich9-usb-ehci1'],
  'ich9-uhci3': ['ich9-usb-uhci3', 'ich9-usb-ehci1'],
  'vt82c686b-uhci': ['vt82c686b-usb-uhci', 'vt82c686b-usb-uhci'],
  'pci-ohci': ['pci-ohci', 'pci-ohci'],
  'nec-xhci': ['nec-usb-xhci', 'nec-usb-xhci'],
  'qemu-xhci': ['qemu-xhci', 'qemu-xhci'],
};

/** Refuses what this QEMU has no USB controller for. */
export function checkUsbController({ model, ports }: Controller, { caps }: Pick<CommandContext, 'caps'>): void {
  if (model === undefined) throw unsupported('no model provided for USB controller', 'qemu');
  if (model.startsWith('qusb')) throw unsupported(`USB controller model type 'qusb1' or 'qusb2' is not supported in this QEMU binary`, 'qemu');
  const flag = USB_DEVICES[model]?.[1];
  if (flag === undefined || !caps.has(flag)) throw unsupported(`USB controller model '${model}' not supported in this QEMU binary`, 'qemu');
  if (ports === undefined) return;
  if (model !== 'nec-xhci' && model !== 'qemu-xhci') throw unsupported(`usb controller type '${model}' doesn't support 'ports' with this QEMU binary`, 'qemu');
  if (ports > 15) throw unsupported(`'${model}' controller only supports up to '15' ports`, 'qemu');
}

function usbProps(controller: Controller, def: DomainDef, context: CommandContext): Props {
  checkUsbController(controller, context);
  const { model = '', ports, master, index, alias: id = '' } = controller;
  const own = { driver: USB_DEVICES[model]?.[0] ?? model, p2: ports, p3: ports };
  if (master === undefined) return { ...own, id };
  const first = def.devices.controllers.find((each) => each.type === 'usb' && each.index === index && each.master === undefined);
  if (first?.alias === undefined) throw confError('internal-error', 'masterbus not found', 'qemu');
  return { ...own, masterbus: `${first.alias}.0`, firstport: master };
}

function pciProps(controller: Controller): Props | undefined {
  const { model, modelName: driver, target, alias: id = '' } = controller;
  if (isPSeriesHostBridge(controller) && (target?.index ?? 0) === 0) return undefined;
  if (driver === undefined) throw confError('internal-error', 'Unknown virDomainControllerPCIModelName value: 0', 'qemu');
  switch (model) {
    case 'pci-bridge':
      return { driver, chassis_nr: target?.chassisNr ?? -1, id };
    case 'pci-expander-bus':
    case 'pcie-expander-bus':
      return { driver, bus_nr: target?.busNr ?? -1, id, numa_node: target?.node };
    case 'dmi-to-pci-bridge':
    case 'pcie-switch-upstream-port':
    case 'pcie-to-pci-bridge':
      return { driver, id };
    case 'pcie-root-port':
    case 'pcie-switch-downstream-port':
      return { driver, port: target?.port ?? -1, chassis: target?.chassis ?? -1, id, hotplug: target?.hotplug };
    case 'pci-root':
      return { driver, index: target?.index ?? -1, id, numa_node: target?.node };
    case 'pcie-root':
      throw unsupported('Unsupported PCI Express root controller', 'qemu');
    default:
      throw confError('internal-error', 'Unexpected PCI controller model -1', 'qemu');
  }
}
