import { confError, unsupported, xmlError } from '../../conf/lens/conf-error.ts';
import type { Controller } from '../../conf/domain/controller.ts';
import type { Channel, Serial } from '../../conf/domain/chardev.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import type { MemoryDevice, Shmem, Tpm, Video } from '../../conf/domain/devices.ts';
import { newDiskDriver } from '../../conf/domain/disk.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { BackingStore } from '../../conf/domain/storage-source.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { isArm, isPpc64, isS390, isX86, machineIs } from './machine-kinds.ts';
import type { QemuCapabilities } from './qemu-capabilities.ts';

/** What filling in a device depends on. */
export interface DeviceDefaultsContext {
  readonly inactive: boolean;
  readonly abiUpdate: boolean;
  readonly channelDir: string;
}

/** What QEMU's driver fills into one device. */
export function addDeviceDefaults(device: Device, def: DomainDef, caps: QemuCapabilities, context: DeviceDefaultsContext): void {
  switch (device.kind) {
    case 'interface':
      if (device.device.type === 'vdpa') device.device.model ??= 'virtio';
      else if (device.device.type !== 'hostdev') device.device.model ??= defaultNetModel(def, caps);
      break;
    case 'disk':
      settleDisk(device.device);
      break;
    case 'video':
      settleVideo(device.device, def, caps);
      break;
    case 'panic':
      device.device.model ??= machineIs.pSeries(def) ? 'pseries' : isS390(def.os.type.arch) ? 's390' : 'isa';
      break;
    case 'controller':
      settleController(device.device, def, caps, context.abiUpdate);
      break;
    case 'shmem':
      settleShmem(device.device);
      break;
    case 'serial':
      settleSerial(device.device, def);
      break;
    case 'channel':
      if (context.inactive) settleChannel(device.device, context.channelDir);
      break;
    case 'vsock':
      device.device.model ??= 'virtio';
      break;
    case 'tpm':
      settleTpm(device.device, def);
      break;
    case 'memory':
      if (context.abiUpdate && isPpc64(def.os.type.arch)) alignMemory(device.device);
      break;
    default:
      break;
  }
}

const PPC64_ALIGN_KIB = 256 * 1024;

/** Modules are whole blocks; of a file no more than it holds is shown, beside its label. */
function alignMemory({ model, target }: MemoryDevice): void {
  const sizeKiB = target.sizeKiB ?? 0;
  if (model !== 'nvdimm') {
    target.sizeKiB = Math.ceil(sizeKiB / PPC64_ALIGN_KIB) * PPC64_ALIGN_KIB;
    return;
  }
  const labelKiB = target.label?.sizeKiB ?? 0;
  if (sizeKiB - labelKiB < PPC64_ALIGN_KIB) throw xmlError('minimum target size for the NVDIMM must be 256MB plus the label size', 'qemu');
  target.sizeKiB = Math.floor((sizeKiB - labelKiB) / PPC64_ALIGN_KIB) * PPC64_ALIGN_KIB + labelKiB;
}

function defaultNetModel(def: DomainDef, caps: QemuCapabilities): string {
  const { arch, machine } = def.os.type;
  if (isS390(arch)) return 'virtio';
  if (isArm(arch)) {
    if (machine === 'versatilepb') return 'smc91c111';
    return machineIs.armVirt(def) ? 'virtio' : 'lan9118';
  }
  if (machineIs.riscvVirt(def)) return 'virtio';
  if (caps.has('rtl8139')) return 'rtl8139';
  if (caps.has('e1000')) return 'e1000';
  return caps.has('virtio-net') ? 'virtio' : 'rtl8139';
}

function settleDisk(disk: Disk): void {
  const driver = (disk.driver ??= newDiskDriver());
  driver.name ??= 'qemu';
  if (disk.type !== 'volume') driver.type ??= 'raw';
  if (disk.mirror?.type !== undefined && disk.mirror.format === undefined) disk.mirror.format = { type: 'raw', metadataCache: undefined };
  if (disk.encryption !== undefined) disk.encryption.engine ??= 'qemu';
  if (disk.source?.encryption !== undefined) disk.source.encryption.engine ??= 'qemu';
  let below: BackingStore | undefined = disk.backingStore;
  while (below?.kind === 'image') {
    if (below.source?.encryption !== undefined) below.source.encryption.engine ??= 'qemu';
    below = below.backingStore;
  }
}

function settleVideo(value: Video, def: DomainDef, caps: QemuCapabilities): void {
  const { model } = value;
  if (model === undefined) return;
  if (model.type === 'default') {
    if (isPpc64(def.os.type.arch)) model.type = 'vga';
    else if (machineIs.armVirt(def) || machineIs.riscvVirt(def) || isS390(def.os.type.arch)) model.type = 'virtio';
    else if (caps.has('cirrus-vga')) model.type = 'cirrus';
    else if (caps.has('VGA')) model.type = 'vga';
  }
  if (model.type === 'qxl' && (model.vgamem ?? 0) === 0) model.vgamem = 16 * 1024;
}

function settleController(value: Controller, def: DomainDef, caps: QemuCapabilities, abiUpdate: boolean): void {
  if (value.type === 'scsi' && (value.model === undefined || value.model === 'auto')) value.model = scsiModel(value, def, caps);
  if (value.type === 'usb') settleUsb(value, def, caps, abiUpdate);
  if (value.type === 'pci') checkPci(value, def);
}

function scsiModel(value: Controller, def: DomainDef, caps: QemuCapabilities): string {
  if (machineIs.pSeries(def)) return 'ibmvscsi';
  if (isS390(def.os.type.arch)) return 'virtio-scsi';
  if (caps.has('lsi')) return 'lsilogic';
  if (caps.has('virtio-scsi-pci')) return 'virtio-scsi';
  if (machineIs.builtinEsp(def)) return 'ncr53c90';
  throw confError('internal-error', `Unable to determine model for SCSI controller idx=${value.index}`, 'qemu');
}

const XHCI_MAX_PORTS = 15;

function settleUsb(value: Controller, def: DomainDef, caps: QemuCapabilities, abiUpdate: boolean): void {
  value.model ??= usbModel(value, def, caps, abiUpdate);
  if (value.model === 'qusb1' || value.model === 'qusb2') {
    throw unsupported(`USB controller model type 'qusb1' or 'qusb2' is not supported in ${def.type}`, 'qemu');
  }
  if ((value.model === 'nec-xhci' || value.model === 'qemu-xhci') && (value.ports ?? 0) > XHCI_MAX_PORTS) {
    throw unsupported(`'${value.model}' controller only supports up to '${XHCI_MAX_PORTS}' ports`, 'qemu');
  }
}

function usbModel(value: Controller, def: DomainDef, caps: QemuCapabilities, abiUpdate: boolean): string | undefined {
  const { arch } = def.os.type;
  const piix = caps.has('piix3-usb-uhci') ? 'piix3-uhci' : undefined;
  if (isS390(arch)) return value.address === undefined ? 'none' : piix;
  if (isPpc64(arch)) {
    if (abiUpdate && caps.has('qemu-xhci')) return 'qemu-xhci';
    if (abiUpdate && caps.has('nec-usb-xhci')) return 'nec-xhci';
    return caps.has('pci-ohci') ? 'pci-ohci' : undefined;
  }
  if (arch === 'aarch64') return caps.has('qemu-xhci') ? 'qemu-xhci' : caps.has('nec-usb-xhci') ? 'nec-xhci' : piix;
  return piix;
}

function checkPci(value: Controller, def: DomainDef): void {
  const { model, index } = value;
  if (!machineIs.pSeries(def) && (model === 'pci-root' || model === 'pcie-root') && index !== 0) {
    throw xmlError('pci-root and pcie-root controllers should have index 0', 'qemu');
  }
  if (model === 'pci-expander-bus' && !machineIs.i440fx(def)) {
    throw unsupported('pci-expander-bus controllers are only supported on 440fx-based machinetypes', 'qemu');
  }
  if (model === 'pcie-expander-bus' && !machineIs.q35(def) && !machineIs.armVirt(def)) {
    throw unsupported('pcie-expander-bus controllers are not supported with this machine type', 'qemu');
  }
  const node = value.target?.node;
  const cells = def.cpu?.numa?.cells.length ?? 0;
  if (node !== undefined && node >= cells) {
    throw xmlError(`${model ?? ''} with index ${index} is configured for a NUMA node (${node}) not present in the domain's <cpu><numa> array (${cells})`, 'qemu');
  }
}

function settleShmem(value: Shmem): void {
  if (value.model !== 'ivshmem-doorbell') value.size ??= { unit: 'M', value: 4n };
  if (value.model === 'ivshmem') return;
  if (value.server === undefined) {
    if (value.model === 'ivshmem-doorbell') throw unsupported(`shmem model '${value.model}' is supported only with server option enabled`, 'qemu');
    return;
  }
  if (value.model === 'ivshmem-plain') throw unsupported(`shmem model '${value.model}' is supported only with server option disabled`, 'qemu');
  if (value.size !== undefined) throw unsupported(`shmem model '${value.model ?? ''}' does not support size setting`, 'qemu');
  value.msi ??= { vectors: undefined, ioeventfd: undefined };
  value.msi.ioeventfd ??= true;
}

const MODEL_OF_SERIAL = {
  'isa-serial': 'isa-serial', 'usb-serial': 'usb-serial', 'pci-serial': 'pci-serial', 'spapr-vio-serial': 'spapr-vty', 'sclp-serial': 'sclpconsole',
  'isa-debug': 'isa-debugcon',
} as const;

function settleSerial(value: Serial, def: DomainDef): void {
  const { target } = value;
  if (target === undefined) return;
  const { arch } = def.os.type;
  // Historically isa-serial was what one got by saying nothing.
  if (target.type === 'isa-serial') target.type = undefined;
  if (target.type === undefined) {
    if (isX86(arch)) target.type = 'isa-serial';
    else if (machineIs.pSeries(def)) target.type = 'spapr-vio-serial';
    else if (machineIs.armVirt(def) || machineIs.riscvVirt(def)) target.type = 'system-serial';
    else if (isS390(arch)) target.type = 'sclp-serial';
  }
  if (target.type === 'system-serial') {
    if (machineIs.armVirt(def)) target.model ??= 'pl011';
    else if (machineIs.riscvVirt(def)) target.model ??= '16550a';
  } else if (target.type !== undefined) {
    target.model ??= MODEL_OF_SERIAL[target.type];
  }
}

/** Socket paths that libvirt made up are not kept, and without a path it is the host that listens. */
function settleChannel(value: Channel, channelDir: string): void {
  if (value.type !== 'unix') return;
  const [source] = value.sources;
  if (value.target.type !== 'virtio' || source?.path === undefined || !isMadeUp(source.path, channelDir, value.target.name ?? '')) return;
  if (source.reconnect?.enabled !== undefined) throw confError('internal-error', 'chardev reconnect is possible only for connect mode');
  value.sources = [];
}

function isMadeUp(path: string, channelDir: string, name: string): boolean {
  if (!path.startsWith(`${channelDir}/`) || !path.endsWith(name)) return false;
  return /^(([^/]+\.)|(domain-[^/]+\/))/.test(path.slice(channelDir.length + 1));
}

function settleTpm(value: Tpm, def: DomainDef): void {
  value.model ??= isPpc64(def.os.type.arch) ? 'tpm-spapr' : 'tpm-tis';
  if (value.backend.type !== 'emulator') return;
  const modern = value.model === 'tpm-spapr' || value.model === 'tpm-crb' || machineIs.armVirt(def);
  value.backend.version ??= modern ? '2.0' : '1.2';
}

