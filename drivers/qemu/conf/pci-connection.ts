import { PCI_CONNECT, connectionOf } from '../../conf/domain/address/pci-address-set.ts';
import type { Controller } from '../../conf/domain/controller.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import type { Hostdev } from '../../conf/domain/hostdev.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';

/** The connections a machine has for each kind of device. */
export interface ConnectionKinds {
  readonly pci: number;
  /** For devices that speak PCI Express. */
  readonly pcie: number;
  readonly virtio: number;
}

/** The kinds of a machine. */
export function connectionKinds(hasPcieRoot: boolean, modernVirtio: boolean): ConnectionKinds {
  const pci = PCI_CONNECT.pciDevice | PCI_CONNECT.autoassign;
  const pcie = hasPcieRoot ? PCI_CONNECT.pcieDevice | PCI_CONNECT.autoassign : pci;
  return { pci, pcie, virtio: modernVirtio ? pcie : pci };
}

/** What a device needs of a PCI bus; 0 if it is no PCI device. */
export function connectionNeeded(device: Device, kinds: ConnectionKinds): number {
  const virtio = (model: string | undefined): number => (model === 'virtio-transitional' ? kinds.pci : kinds.virtio);
  switch (device.kind) {
    case 'controller':
      return ofController(device.device, kinds);
    case 'filesystem': {
      const driver = device.device.driver?.type;
      if (driver === 'virtiofs') return kinds.virtio;
      return driver === undefined || driver === 'path' || driver === 'handle' ? virtio(device.device.model) : 0;
    }
    case 'interface':
      return ofInterface(device.device, kinds);
    case 'sound':
      return ['es1370', 'ac97', 'ich6', 'ich9'].includes(device.device.model) ? kinds.pci : 0;
    case 'disk':
      return device.device.target?.bus === 'virtio' ? virtio(device.device.model) : 0;
    case 'hostdev':
      return ofHostdev(device.device, kinds);
    case 'memballoon':
      return device.device.model === 'none' || device.device.model === 'xen' ? 0 : virtio(device.device.model);
    case 'rng':
      return virtio(device.device.model);
    case 'watchdog':
      return device.device.model === 'i6300esb' ? kinds.pci : 0;
    case 'video':
      return ofVideo(device.device.model?.type, kinds);
    case 'shmem':
      return kinds.pci;
    case 'input':
      return device.device.bus === 'virtio' ? virtio(device.device.model) : 0;
    case 'serial':
      return device.device.target?.type === 'pci-serial' ? kinds.pci : 0;
    case 'iommu':
      return device.device.model === 'virtio' ? kinds.virtio | PCI_CONNECT.integrated : 0;
    case 'vsock':
      return device.device.model === undefined ? 0 : virtio(device.device.model);
    case 'memory':
      return device.device.model === 'virtio-pmem' || device.device.model === 'virtio-mem' ? kinds.virtio : 0;
    default:
      return 0;
  }
}

function ofController(value: Controller, kinds: ConnectionKinds): number {
  const { model } = value;
  switch (value.type) {
    case 'pci':
      return connectionOf(model);
    case 'sata':
    case 'ide':
      return kinds.pci;
    case 'usb':
      if (model === 'nec-xhci' || model === 'qemu-xhci') return kinds.pcie;
      return model === 'none' || model === 'qusb1' || model === 'qusb2' ? 0 : kinds.pci;
    case 'scsi':
      if (model === 'virtio-scsi' || model === 'virtio-non-transitional') return kinds.virtio;
      return model === undefined || model === 'ncr53c90' ? 0 : kinds.pci;
    case 'virtio-serial':
      return model === 'virtio-transitional' ? kinds.pci : kinds.virtio;
    case 'fdc':
    case 'ccid':
    case 'xenbus':
    case 'isa':
      return 0;
  }
}

function ofInterface(value: NetInterface, kinds: ConnectionKinds): number {
  if (value.type === 'hostdev') {
    const device = value.source?.type === 'hostdev' ? value.source.device.type : undefined;
    return device === 'pci' ? kinds.pcie : 0;
  }
  switch (value.model) {
    case 'usb-net':
      return 0;
    case 'virtio':
    case 'virtio-non-transitional':
      return kinds.virtio;
    case 'e1000e':
    case undefined:
      return kinds.pcie;
    default:
      return kinds.pci;
  }
}

function ofHostdev(value: Hostdev, kinds: ConnectionKinds): number {
  if (value.source.mode !== 'subsystem') return 0;
  switch (value.source.device.type) {
    case 'pci':
    case 'mdev':
      return kinds.pcie;
    case 'scsi_host':
      return value.model === 'virtio-transitional' ? kinds.pci : kinds.virtio;
    case 'usb':
    case 'scsi':
      return 0;
  }
}

function ofVideo(type: string | undefined, kinds: ConnectionKinds): number {
  if (type === 'virtio') return kinds.virtio;
  if (type === 'bochs') return kinds.pcie;
  return ['vga', 'cirrus', 'vmvga', 'xen', 'vbox', 'qxl', 'parallels'].includes(type ?? '') ? kinds.pci : 0;
}
