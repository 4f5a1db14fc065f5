import { assignZpciAddresses } from '../../conf/domain/address/zpci-addresses.ts';
import { PCI_CONNECT, PciAddressSet } from '../../conf/domain/address/pci-address-set.ts';
import type { PciModel } from '../../conf/domain/address/pci-address-set.ts';
import type { Controller } from '../../conf/domain/controller.ts';
import { newPciTarget } from '../../conf/domain/controller.ts';
import type { PciAddress } from '../../conf/domain/device-info.ts';
import { deviceInfoOf, listRealDevices } from '../../conf/domain/device-list.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { addController } from '../../conf/domain/postparse.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { reserveChipset } from './chipset-slots.ts';
import { isArm, isRiscv, machineIs } from './machine-kinds.ts';
import { connectionKinds } from './pci-connection.ts';
import { PciPlacement, placeOf, settleAt, wantsPlace } from './pci-placement.ts';
import type { QemuCapabilities } from './qemu-capabilities.ts';

/** Gives every PCI device a place, adding controllers where they run out. */
export function assignPciAddresses(def: DomainDef, caps: QemuCapabilities): void {
  const pci = def.devices.controllers.filter((each) => each.type === 'pci');
  const highest = Math.max(-1, ...pci.map((each) => each.index));
  let buses = highest + 1;
  if (buses > 0) buses = addMissingControllers(def, caps, highest);
  const placement = createPlacement(def, caps, buses, false);
  if (!supportsPci(def, caps)) return;
  reserveChipset(def, placement);
  placeDevices(def, placement, caps);
  if (caps.has('zpci')) assignZpciAddresses(def.devices);
  markMultifunction(def);
  for (const each of def.devices.controllers) if (each.type === 'pci') settleController(each, def, caps);
}

function supportsPci(def: DomainDef, caps: QemuCapabilities): boolean {
  const { arch, machine } = def.os.type;
  if (!isArm(arch) && !isRiscv(arch)) return true;
  return machine === 'versatilepb' || ((machineIs.armVirt(def) || machineIs.riscvVirt(def)) && caps.has('gpex-pcihost'));
}

function rootModel(def: DomainDef): string | undefined {
  return def.devices.controllers.find((each) => each.type === 'pci' && each.index === 0)?.model;
}

function createPlacement(def: DomainDef, caps: QemuCapabilities, buses: number, dryRun: boolean): PciPlacement {
  const pSeries = machineIs.pSeries(def);
  const set = new PciAddressSet({ dryRun, multipleRoots: pSeries, pcieToPciBridge: caps.has('pcie-pci-bridge') });
  const pci = def.devices.controllers.filter((each) => each.type === 'pci');
  for (const each of pci) {
    if (each.index >= buses) throw confError('internal-error', `Inappropriate new pci controller index ${each.index} exceeds addrs array length`);
    if (each.model === undefined) throw confError('internal-error', 'PCI controller model was not set correctly');
    set.setBus(each.index, each.model as PciModel, each.target?.hotplug !== false);
  }
  const fallback: PciModel = pSeries ? 'pci-root' : pci.some((each) => each.model === 'pcie-root') ? 'pcie-root-port' : 'pci-bridge';
  for (let bus = 0; bus < buses; bus++) {
    if (!(bus in set.buses)) set.setBus(bus, bus === 0 ? 'pci-root' : fallback, true);
  }
  const kinds = connectionKinds(rootModel(def) === 'pcie-root', caps.has('virtio-pci-non-transitional'));
  const placement = new PciPlacement(set, kinds, dryRun);
  for (const device of listRealDevices(def.devices)) collect(device, placement);
  return placement;
}

function collect(device: Device, placement: PciPlacement): void {
  const info = deviceInfoOf(device);
  const place = info === undefined ? undefined : placeOf(info);
  if (place === undefined) return;
  if (device.kind === 'controller' && place.bus === 0 && place.slot === 1 && isPiixBuiltin(device.device, place.function)) {
    const [root] = placement.set.buses;
    if (root !== undefined && (root.flags & PCI_CONNECT.pciDevice) === 0) throw confError('internal-error', 'Bus 0 must be PCI for integrated PIIX3 USB or IDE controllers');
    return;
  }
  const flags = placement.flagsOf(device);
  placement.set.reserve(place, flags === 0 ? PCI_CONNECT.pciDevice : flags);
}

/** Those are there anyway, and get their place with the chipset's other parts. */
function isPiixBuiltin(value: Controller, func: number): boolean {
  if (value.index !== 0) return false;
  if (value.type === 'ide') return func === 1;
  return value.type === 'usb' && (value.model === undefined || value.model === 'piix3-uhci') && func === 2;
}

function addMissingControllers(def: DomainDef, caps: QemuCapabilities, highest: number): number {
  const placement = createPlacement(def, caps, highest + 1, true);
  const { set } = placement;
  reserveChipset(def, placement);
  // One slot stays free, so that the next device does not need a bridge that has no place.
  if (rootModel(def) === 'pci-root' && !set.isFull) set.reserveNext(PCI_CONNECT.autoassign | PCI_CONNECT.pciDevice);
  placeDevices(def, placement, caps);
  if (highest <= 0 && set.buses.length > highest + 1 && rootModel(def) === 'pcie-root') {
    set.reserveNext(PCI_CONNECT.autoassign | PCI_CONNECT.pcieDevice);
  }
  for (let index = 1; index < set.buses.length; index++) {
    const model = set.buses[index]?.model;
    if (model === undefined || def.devices.controllers.some((each) => each.type === 'pci' && each.index === index)) continue;
    const added = addController(def, 'pci', index, model);
    if (model !== 'pci-root' && model !== 'pcie-root') placement.place({ kind: 'controller', device: added });
  }
  return set.buses.length;
}

const UNPLACED_CONTROLLERS = new Set(['pci', 'fdc', 'ccid']);

function placeDevices(def: DomainDef, placement: PciPlacement, caps: QemuCapabilities): void {
  const { devices } = def;
  const place = (device: Device): void => {
    placement.place(device);
  };
  for (const device of devices.controllers) if (device.type === 'pci' && device.model !== 'pci-root' && device.model !== 'pcie-root') place({ kind: 'controller', device });
  for (const device of devices.filesystems) place({ kind: 'filesystem', device });
  for (const device of devices.interfaces) if (device.type !== 'hostdev') place({ kind: 'interface', device });
  for (const device of devices.sounds) if (!['sb16', 'pcspk', 'usb'].includes(device.model)) place({ kind: 'sound', device });
  for (const device of devices.controllers) placeController(device, def, placement);
  for (const device of devices.disks) {
    if (device.target?.bus !== 'virtio') continue;
    if (placeOf(device) !== undefined || device.address?.type === 'ccw') continue;
    if (device.address?.type === 'virtio-mmio' && caps.has('virtio-mmio')) continue;
    if (!wantsPlace(device)) throw unsupported(`virtio disk cannot have an address of type '${device.address?.type ?? ''}'`);
    place({ kind: 'disk', device });
  }
  for (const device of devices.interfaces) if (device.type === 'hostdev' && placement.flagsOf({ kind: 'interface', device }) !== 0) place({ kind: 'interface', device });
  for (const device of devices.hostdevs) {
    const isPci = device.type === 'pci' || device.type === 'scsi_host' || (device.type === 'mdev' && device.model === 'vfio-pci');
    if (device.mode === 'subsystem' && isPci) place({ kind: 'hostdev', device });
  }
  for (const device of devices.memballoons) if (device.model !== 'none') place({ kind: 'memballoon', device });
  for (const device of devices.rngs) place({ kind: 'rng', device });
  for (const device of devices.watchdogs) if (device.model === 'i6300esb') place({ kind: 'watchdog', device });
  for (const device of devices.videos) if (device.model?.type !== 'none' && device.model?.type !== 'ramfb') place({ kind: 'video', device });
  for (const device of devices.shmems) place({ kind: 'shmem', device });
  for (const device of devices.inputs) if (device.bus === 'virtio') place({ kind: 'input', device });
  for (const device of devices.serials) if (device.target?.type === 'pci-serial') place({ kind: 'serial', device });
  for (const device of devices.iommus) if (device.model === 'virtio') place({ kind: 'iommu', device });
  for (const device of devices.vsocks) place({ kind: 'vsock', device });
  for (const device of devices.memories) if (device.model === 'virtio-pmem' || device.model === 'virtio-mem') place({ kind: 'memory', device });
}

const USB2_FUNCTIONS: Readonly<Record<string, { readonly function: number; readonly multifunction?: true }>> = {
  'ich9-ehci1': { function: 7 },
  'ich9-uhci1': { function: 0, multifunction: true },
  'ich9-uhci2': { function: 1 },
  'ich9-uhci3': { function: 2 },
};

function placeController(device: Controller, def: DomainDef, placement: PciPlacement): void {
  if (UNPLACED_CONTROLLERS.has(device.type)) return;
  if (device.type === 'usb' && device.model === 'none') return;
  if (device.type === 'ide' && device.index === 0) return;
  if (device.type === 'scsi' && device.model === 'ncr53c90') return;
  if (!wantsPlace(device)) return;
  const usb2 = device.type === 'usb' ? USB2_FUNCTIONS[device.model ?? ''] : undefined;
  if (usb2 === undefined) {
    placement.place({ kind: 'controller', device });
    return;
  }
  const sibling = def.devices.controllers.find((each) => each.type === 'usb' && each.index === device.index && USB2_FUNCTIONS[each.model ?? ''] !== undefined && placeOf(each) !== undefined);
  const flags = placement.flagsOf({ kind: 'controller', device });
  if (sibling === undefined) {
    const place = placement.set.reserveNext(flags, usb2.function);
    if (!placement.dryRun) settleAt(device, place, usb2.multifunction);
    return;
  }
  const place = { bus: 0, slot: 0, ...placeOf(sibling), function: usb2.function };
  placement.set.reserve(place, flags);
  settleAt(device, place, usb2.multifunction);
}

/** The first function of a slot says that there are more. */
function markMultifunction(def: DomainDef): void {
  const infos = listRealDevices(def.devices).map(deviceInfoOf);
  const firsts = new Map<string, PciAddress>();
  for (const info of infos) {
    const { address } = info ?? {};
    if (address?.type === 'pci' && (address.function ?? 0) === 0) firsts.set(`${address.domain ?? 0}/${address.bus ?? 0}/${address.slot ?? 0}`, address);
  }
  for (const info of infos) {
    const { address } = info ?? {};
    if (address?.type !== 'pci' || (address.function ?? 0) === 0) continue;
    const first = firsts.get(`${address.domain ?? 0}/${address.bus ?? 0}/${address.slot ?? 0}`);
    if (first !== undefined) first.multifunction ??= true;
  }
}

const MODEL_NAMES = {
  'pci-bridge': 'pci-bridge', 'dmi-to-pci-bridge': 'i82801b11-bridge', 'pcie-to-pci-bridge': 'pcie-pci-bridge',
  'pcie-switch-upstream-port': 'x3130-upstream', 'pcie-switch-downstream-port': 'xio3130-downstream', 'pci-expander-bus': 'pxb',
  'pcie-expander-bus': 'pxb-pcie',
} as const;

function settleController(value: Controller, def: DomainDef, caps: QemuCapabilities): void {
  const place = placeOf(value) ?? { bus: 0, slot: 0, function: 0 };
  const target = value.target ?? newPciTarget();
  switch (value.model) {
    case 'pcie-root-port':
      value.modelName ??= caps.has('pcie-root-port') ? 'pcie-root-port' : 'ioh3420';
      target.chassis ??= value.index;
      target.port ??= (place.slot << 3) + place.function;
      break;
    case 'pcie-switch-downstream-port':
      value.modelName ??= MODEL_NAMES[value.model];
      target.chassis ??= value.index;
      target.port ??= place.slot;
      break;
    case 'pci-bridge':
      value.modelName ??= MODEL_NAMES[value.model];
      target.chassisNr ??= value.index;
      if (value.index <= place.bus) {
        const hex = (number: number): string => number.toString(16).padStart(2, '0');
        throw unsupported(`PCI controller at index ${value.index} (0x${hex(value.index)}) has bus='0x${hex(place.bus)}', but index must be larger than bus`);
      }
      break;
    case 'pci-expander-bus':
    case 'pcie-expander-bus':
      value.modelName ??= MODEL_NAMES[value.model];
      target.busNr ??= newBusNumber(def, place.bus);
      break;
    case 'dmi-to-pci-bridge':
    case 'pcie-to-pci-bridge':
    case 'pcie-switch-upstream-port':
      value.modelName ??= MODEL_NAMES[value.model];
      break;
    case 'pci-root':
      if (!machineIs.pSeries(def)) break;
      value.modelName ??= 'spapr-pci-host-bridge';
      target.index ??= value.index === 0 ? 0 : newTargetIndex(def);
      break;
    default:
      break;
  }
  value.target = target;
}

function newBusNumber(def: DomainDef, bus: number): number {
  const lowest = Math.min(256, ...def.devices.controllers.flatMap((each) => (each.type === 'pci' && each.target?.busNr !== undefined ? [each.target.busNr] : [])));
  if (lowest <= 2) {
    throw unsupported(`No free busNr lower than current lowest busNr is available to auto-assign to bus ${bus}. Must be manually assigned`);
  }
  return lowest - 2;
}

function newTargetIndex(def: DomainDef): number {
  const used = new Set(def.devices.controllers.flatMap((each) => (each.type === 'pci' ? [each.target?.index] : [])));
  let index = 1;
  while (used.has(index)) index++;
  return index;
}
