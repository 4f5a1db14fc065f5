import { assignCcwAddresses } from '../../conf/domain/address/ccw-address-set.ts';
import { assignUsbAddresses } from '../../conf/domain/address/usb-address-set.ts';
import { assignVirtioSerialAddresses } from '../../conf/domain/address/virtio-serial-address-set.ts';
import type { DeviceAddress, DeviceInfo } from '../../conf/domain/device-info.ts';
import { deviceInfoOf, listDevices } from '../../conf/domain/device-list.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { isVirtioInterface } from '../../conf/domain/interface.ts';
import { confError, xmlError } from '../../conf/lens/conf-error.ts';
import { assignPciAddresses } from './assign-pci.ts';
import { isArm, isRiscv, machineIs } from './machine-kinds.ts';
import type { QemuCapabilities } from './qemu-capabilities.ts';

/** Gives every device the address it needs, in QEMU's order of buses. */
export function assignAddresses(def: DomainDef, caps: QemuCapabilities, newDomain: boolean): void {
  assignVirtioSerialAddresses(def);
  assignSpaprVio(def);
  if (machineIs.s390Ccw(def)) assignCcw(def, caps);
  assignVirtioMmio(def, caps);
  assignPciAddresses(def, caps);
  assignUsbAddresses(def.devices, newDomain);
  assignMemorySlots(def);
}

type Info = Pick<DeviceInfo, 'address'>;

function virtioDevices(def: DomainDef, withCcwOnly: boolean): Info[] {
  const { devices } = def;
  return [
    ...devices.disks.filter((each) => each.target?.bus === 'virtio'),
    ...devices.interfaces.filter((each) => isVirtioInterface(each)),
    ...devices.videos.filter((each) => each.model?.type === 'virtio'),
    ...devices.inputs.filter((each) => each.bus === 'virtio'),
    ...devices.controllers.filter((each) => each.type === 'virtio-serial' || each.type === 'scsi'),
    ...devices.hostdevs.filter((each) => each.mode === 'subsystem' && each.type === 'scsi_host'),
    ...devices.memballoons.filter((each) => each.model !== 'none'),
    ...devices.rngs,
    ...devices.memories.filter((each) => each.model === 'virtio-pmem' || each.model === 'virtio-mem'),
    ...(withCcwOnly ? [...devices.filesystems, ...devices.vsocks] : []),
  ];
}

function prime(infos: readonly Info[], make: () => DeviceAddress): void {
  for (const info of infos) info.address ??= make();
}

function assignCcw(def: DomainDef, caps: QemuCapabilities): void {
  const make = (): DeviceAddress => ({ type: 'ccw', cssid: undefined, ssid: undefined, devno: undefined });
  const mdevs = def.devices.hostdevs.filter((each) => each.type === 'mdev');
  if (caps.has('vfio-ccw')) {
    prime(mdevs.filter((each) => each.model === 'vfio-ccw'), make);
    for (const each of mdevs) if (each.model === 'vfio-ap') each.address = undefined;
  }
  prime(virtioDevices(def, true), make);
  assignCcwAddresses(def.devices);
}

function assignVirtioMmio(def: DomainDef, caps: QemuCapabilities): void {
  const { arch, machine } = def.os.type;
  if (!isArm(arch) && !isRiscv(arch)) return;
  if (machine?.startsWith('vexpress-') !== true && !machineIs.armVirt(def) && !machineIs.riscvVirt(def)) return;
  const hasMmio = listDevices(def.devices).some((device) => deviceInfoOf(device)?.address?.type === 'virtio-mmio');
  const pcie = def.devices.controllers.some((each) => each.type === 'pci' && each.index === 0 && each.model === 'pcie-root');
  const empty: DeviceAddress = { type: 'pci', domain: undefined, bus: undefined, slot: undefined, function: undefined, multifunction: undefined, zpci: undefined };
  if (pcie && (caps.has('pcie-root-port') || caps.has('ioh3420')) && !hasMmio) prime(virtioDevices(def, false), () => ({ ...empty }));
  else if (caps.has('virtio-mmio')) prime(virtioDevices(def, false), () => ({ type: 'virtio-mmio' }));
}

const SPAPR = { net: 0x1000n, scsi: 0x2000n, serial: 0x30000000n, nvram: 0x3000n, tpm: 0x4000n } as const;

function assignSpaprVio(def: DomainDef): void {
  const { devices } = def;
  const assign = (info: Info, isVio: boolean, first: bigint): void => {
    if (isVio && info.address?.type !== 'spapr-vio') info.address = { type: 'spapr-vio', reg: undefined };
    if (info.address?.type === 'spapr-vio') chooseReg(def, info.address, first);
  };
  for (const each of devices.interfaces) assign(each, each.model === 'spapr-vlan', SPAPR.net);
  for (const each of devices.controllers) assign(each, each.type === 'scsi' && each.model === 'ibmvscsi', SPAPR.scsi);
  for (const each of devices.serials) assign(each, each.target?.type === 'spapr-vio-serial', SPAPR.serial);
  for (const each of devices.nvrams) assign(each, machineIs.pSeries(def), SPAPR.nvram);
  for (const each of devices.tpms) assign(each, machineIs.pSeries(def) && each.model !== 'spapr-tpm-proxy', SPAPR.tpm);
}

function chooseReg(def: DomainDef, address: Extract<DeviceAddress, { type: 'spapr-vio' }>, first: bigint): void {
  const inUse = (reg: bigint): boolean =>
    listDevices(def.devices).some((device) => {
      const other = deviceInfoOf(device)?.address;
      return other !== address && other?.type === 'spapr-vio' && other.reg === reg;
    });
  if (address.reg !== undefined) {
    if (inUse(address.reg)) throw xmlError(`spapr-vio address 0x${address.reg.toString(16)} already in use`);
    return;
  }
  let reg = first;
  while (inUse(reg)) reg += 0x1000n;
  address.reg = reg;
}

function assignMemorySlots(def: DomainDef): void {
  if (def.maxMemory === undefined) return;
  const modules = def.devices.memories.filter((each) => each.model === 'dimm' || each.model === 'nvdimm');
  const used = new Set(def.devices.memories.flatMap((each) => (each.address?.type === 'dimm' ? [each.address.slot] : [])));
  for (const each of modules) {
    if (each.address?.type === 'dimm') continue;
    let slot = 0;
    while (used.has(slot)) slot++;
    if (slot >= (def.maxMemory.slots ?? 0)) throw confError('internal-error', 'failed to find an empty memory slot');
    used.add(slot);
    each.address = { type: 'dimm', slot, base: undefined };
  }
}
