import { unsupported, xmlError } from '../lens/conf-error.ts';
import type { Controller } from './controller.ts';
import type { Device } from './device-list.ts';
import type { DeviceAddress } from './device-info.ts';
import { diskIndex } from './disk-names.ts';
import type { Disk } from './disk.ts';
import type { DomainParseContext } from './domain-context.ts';
import type { DomainDef } from './domain-types.ts';
import type { Hostdev } from './hostdev.ts';
import { isKnownInterfaceModel, newMac } from './interface.ts';
import type { NetInterface } from './interface.ts';
import type { Video, Vsock } from './devices.ts';

type DriveAddress = Extract<DeviceAddress, { type: 'drive' }>;

/** What libvirt fills into one device: first the driver, then the common part, then what the driver cannot do. */
export function postParseDevice(device: Device, def: DomainDef, context: DomainParseContext): void {
  if (device.kind === 'interface') ensureMac(device.device, context);
  context.steps.device?.(device, def);
  postParseCommon(device, def, context);
  checkFeatures(device, context);
}

function ensureMac(value: NetInterface, context: DomainParseContext): void {
  if (value.mac?.address !== undefined) return;
  value.mac = { ...(value.mac ?? newMac('')), address: context.generateMac() };
}

function postParseCommon(device: Device, def: DomainDef, context: DomainParseContext): void {
  switch (device.kind) {
    case 'disk':
      postParseDisk(device.device, def, context);
      break;
    case 'video':
      postParseVideo(device.device, def);
      break;
    case 'hostdev':
      postParseHostdev(device.device, def, context);
      break;
    case 'controller':
      postParseController(device.device);
      break;
    case 'console':
      if (device.device.target !== undefined) device.device.target.type ??= 'serial';
      break;
    case 'serial': {
      const { target } = device.device;
      if (target === undefined) break;
      if (target.type === 'isa-debug' && def.os.type.arch !== 'x86_64' && def.os.type.arch !== 'i686') {
        throw unsupported('isa-debug serial type only valid on x86 architecture');
      }
      target.port ??= Math.max(-1, ...def.devices.serials.map((each) => each.target?.port ?? -1)) + 1;
      break;
    }
    case 'rng':
      if (device.device.backend.model === 'random') device.device.backend.file ??= '/dev/random';
      break;
    case 'vsock':
      postParseVsock(device.device);
      break;
    case 'memory':
      if (device.device.model === 'virtio-pmem') device.device.access ??= 'shared';
      if (device.device.model === 'nvdimm' && def.os.type.arch.startsWith('ppc64')) device.device.uuid ??= context.generateUuid();
      break;
    case 'filesystem':
      if (device.device.source?.socket === undefined) device.device.accessmode ??= 'passthrough';
      break;
    default:
      break;
  }
}

const BUS_OF_PREFIX = [['hd', 'ide'], ['sd', 'scsi'], ['vd', 'virtio'], ['xvd', 'xen'], ['ubd', 'uml']] as const;

function postParseDisk(disk: Disk, def: DomainDef, context: DomainParseContext): void {
  const { target, source } = disk;
  if (target === undefined) return;
  if (target.dev?.startsWith('ioemu:') === true) target.dev = target.dev.slice('ioemu:'.length);
  if (disk.device === 'cdrom') disk.readonly = true;
  if (target.bus === undefined) {
    const name = target.dev ?? '';
    target.bus = disk.device === 'floppy' ? 'fdc' : (BUS_OF_PREFIX.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'ide');
  }
  if (disk.readonly === true) disk.snapshot ??= 'no';
  if (source?.type === 'network' && source.protocol === 'iscsi' && source.name?.includes('/') === false) source.name = `${source.name}/0`;
  if (source?.type === 'nvme') source.managed ??= true;
  if (source?.type === 'vhostuser') disk.snapshot ??= 'no';
  if (disk.address === undefined && target.dev !== undefined) assignDiskAddress(disk, def, context);
  expandIotuneGroup(disk, def);
}

/** The address a disk's name stands for on its bus. */
export function assignDiskAddress(disk: Disk, def: DomainDef, context: DomainParseContext): void {
  const name = disk.target?.dev;
  const index = diskIndex(name);
  if (index < 0) throw xmlError(`Unknown disk name '${name ?? ''}' and no address specified`);
  const address = driveAddress(disk.target?.bus, index, context.features.wideScsi);
  if (address === undefined) return;
  if (disk.target?.bus === 'scsi' && def.devices.hostdevs.some((each) => each.type === 'scsi' && sameDrive(each.address, address))) {
    throw unsupported(`using disk target name '${name ?? ''}' conflicts with SCSI host device address controller='${address.controller}' bus='0' target='0' unit='${address.unit}`);
  }
  disk.address = address;
}

function driveAddress(bus: string | undefined, index: number, wide: boolean): DriveAddress | undefined {
  const at = (controller: number, unit: number, busNumber = 0): DriveAddress => ({ type: 'drive', controller, bus: busNumber, target: 0, unit });
  switch (bus) {
    case 'scsi': {
      if (!wide) return at(Math.floor(index / 7), index % 7);
      const unit = index % 15;
      return at(Math.floor(index / 15), unit >= 7 ? unit + 1 : unit);
    }
    case 'ide':
      return at(Math.floor(index / 4), index % 2, Math.floor((index % 4) / 2));
    case 'sata':
      return at(Math.floor(index / 6), index % 6);
    case 'fdc':
      return at(Math.floor(index / 2), index % 2);
    default:
      return undefined;
  }
}

/** Whether two drive addresses are one place. */
export function sameDrive(a: DeviceAddress | undefined, b: DriveAddress): boolean {
  return a?.type === 'drive' && a.controller === b.controller && a.bus === b.bus && a.target === b.target && a.unit === b.unit;
}

function expandIotuneGroup(disk: Disk, def: DomainDef): void {
  const group = disk.iotune?.group_name;
  if (disk.iotune === undefined || group === undefined || hasLimits(disk.iotune)) return;
  const other = def.devices.disks.find((each) => each.iotune?.group_name === group && hasLimits(each.iotune));
  if (other?.iotune !== undefined) disk.iotune = { ...other.iotune };
}

function hasLimits(iotune: NonNullable<Disk['iotune']>): boolean {
  return Object.entries(iotune).some(([name, value]) => name !== 'group_name' && typeof value === 'bigint' && value !== 0n);
}

const DEFAULT_VRAM: Readonly<Record<string, number>> = { vga: 16384, cirrus: 16384, vmvga: 16384, bochs: 16384, xen: 4096, qxl: 65536 };
const VRAM_OF_VIRT: Readonly<Record<string, number>> = { vbox: 8192, vmware: 4096 };

function postParseVideo(value: Video, def: DomainDef): void {
  const { model } = value;
  if (model === undefined) return;
  const plain = DEFAULT_VRAM[model.type] ?? 0;
  const initial = model.type === 'vga' || model.type === 'cirrus' || model.type === 'vmvga' ? (VRAM_OF_VIRT[def.type] ?? plain) : plain;
  if ((model.ram ?? 0) === 0 && model.type === 'qxl') model.ram = initial;
  if ((model.vram ?? 0) === 0) model.vram = initial;
  model.ram = powerOfTwo(model.ram);
  model.vram = powerOfTwo(model.vram);
}

function powerOfTwo(value: number | undefined): number | undefined {
  if (value === undefined || value === 0) return value;
  return 2 ** Math.ceil(Math.log2(value));
}

function postParseVsock(value: Vsock): void {
  value.cid ??= { auto: undefined, address: undefined };
  value.cid.auto ??= (value.cid.address ?? 0) === 0;
}

function postParseController(value: Controller): void {
  if ((value.driver?.iothread ?? 0) > 0 && !/^virtio/.test(value.model ?? '')) {
    throw xmlError("'iothread' attribute only supported for virtio scsi controllers");
  }
}

function postParseHostdev(value: Hostdev, def: DomainDef, context: DomainParseContext): void {
  if (value.source.mode !== 'subsystem') return;
  const { device } = value.source;
  if (device.type === 'mdev' && value.address !== undefined) {
    const wanted = value.model === 'vfio-pci' ? 'pci' : value.model === 'vfio-ccw' ? 'ccw' : value.address.type;
    if (value.address.type !== wanted) {
      throw xmlError(`Unsupported address type '${value.address.type}' with mediated device model '${value.model ?? ''}'`);
    }
  }
  if (device.type !== 'scsi') return;
  if (device.protocol === 'iscsi' && device.name?.includes('/') === false) device.name = `${device.name}/0`;
  value.address ??= nextScsiAddress(def, context.features.wideScsi ? 16 : 7);
  const { address } = value;
  if (address.type !== 'drive') return;
  if (def.devices.disks.some((disk) => disk.target?.bus === 'scsi' && sameDrive(disk.address, address))) {
    throw xmlError(`SCSI host address controller='${address.controller}' bus='${address.bus}' target='${address.target}' unit='${address.unit}' in use by a SCSI disk`);
  }
}

function nextScsiAddress(def: DomainDef, units: number): DriveAddress {
  const { disks, hostdevs } = def.devices;
  for (let controller = 0; ; controller++) {
    for (let unit = 0; unit < units; unit++) {
      const address: DriveAddress = { type: 'drive', controller, bus: 0, target: 0, unit };
      const used = disks.some((disk) => disk.target?.bus === 'scsi' && sameDrive(disk.address, address)) || hostdevs.some((each) => each.type === 'scsi' && sameDrive(each.address, address));
      if (!used && !(units === 16 && unit === 7)) return address;
    }
  }
}

function checkFeatures(device: Device, context: DomainParseContext): void {
  const { features } = context;
  if (device.kind === 'memory' && !features.memoryHotplug) throw unsupported('memory devices are not supported by this driver');
  if (device.kind === 'interface' && !features.netModelString) {
    const { model } = device.device;
    if (model !== undefined && !isKnownInterfaceModel(model)) throw unsupported(`driver does not support net model '${model}'`);
  }
  if (device.kind === 'disk' && !features.diskFd && device.device.source?.type === 'file' && device.device.source.fdgroup !== undefined) {
    throw unsupported(`driver does not support FD passing for disk '${device.device.target?.dev ?? ''}'`);
  }
}
