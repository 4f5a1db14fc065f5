import { cloneDomainDef } from '../../conf/domain/domain-def.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { insertDevice } from '../../conf/domain/change-devices.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import { controller } from '../../conf/domain/controller.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { Controller } from '../../conf/domain/controller.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { assignAddresses } from '../conf/assign-addresses.ts';
import { assignAliases, nextIndex } from '../command/assign-aliases.ts';
import { controllerDeviceProps } from '../command/controller-arguments.ts';
import type { CommandContext } from '../command/command-context.ts';
import { numberNewImages } from '../command/disk-images.ts';
import { prepareChannel } from '../command/prepare-devices.ts';
import { attachSteps, reservationsSocket } from './attach-steps.ts';
import { deviceAdd } from './commands.ts';
import type { AttachPlan, HotplugStep } from './hotplug-plan.ts';

/**
 * How a device is plugged into a machine that runs. Nothing is done yet: neither here nor to the definitions given.
 *
 * @param def what the machine runs with.
 * @param wanted the device as `parseDeviceXml` reads it.
 * @throws VirError in libvirt's words for what cannot be plugged in.
 */
export function planAttach(wanted: Device, def: DomainDef, context: CommandContext): AttachPlan {
  checkAttach(wanted, def);
  const after = cloneDomainDef(def);
  const device = { kind: wanted.kind, device: structuredCopy(wanted) } as Device;
  const before = new Set(after.devices.controllers);
  addControllers(device, after);
  nameDevice(device, after);
  insertDevice(after, device);
  assignAddresses(after, context.caps, true);
  assignAliases(after);
  if (device.kind === 'disk') settleDisk(device.device, context);
  if (device.kind === 'disk') numberNewImages(device.device, after, context);
  if (device.kind === 'channel') prepareChannel(device.device, context.paths.channelDir);
  const controllers = after.devices.controllers.filter((each) => !before.has(each));
  const steps = [...controllers.flatMap((each) => controllerSteps(each, device, after, context)), ...attachSteps(device, after, context)];
  return { steps, device, def: after };
}

/** Nothing can be below an image without a format of its own; the driver's helper for reservations has one socket. */
function settleDisk(disk: Disk, { paths }: CommandContext): void {
  const { source } = disk;
  if (source === undefined || source.type === 'vhostuser') return;
  if (disk.driver?.type === 'raw') disk.backingStore ??= { kind: 'end' };
  if (source.reservations?.managed === true) source.reservations.source ??= { type: 'unix', path: reservationsSocket(paths.libDir), mode: 'client' };
}

function structuredCopy({ device }: Device): Device['device'] {
  return { ...device };
}

function controllerSteps(each: Controller, device: Device, def: DomainDef, context: CommandContext): HotplugStep[] {
  if (device.kind === 'controller' && device.device === each) return [];
  if (each.type !== 'scsi' && each.type !== 'virtio-serial') throw confError('internal-error', 'No more available PCI slots', 'qemu');
  const props = controllerDeviceProps(each, def, context);
  return props === undefined ? [] : [...deviceAdd(each, props, def)];
}

/** SCSI disks and channels bring the controllers they sit at. */
function addControllers(device: Device, def: DomainDef): void {
  if (device.kind === 'disk' && device.device.target?.bus === 'scsi' && device.device.address?.type === 'drive') {
    const { devices } = def;
    const model = devices.controllers.find((each) => each.type === 'scsi')?.model ?? 'virtio-scsi';
    for (let index = 0; index <= device.device.address.controller; index++) {
      if (devices.controllers.some((each) => each.type === 'scsi' && each.index === index)) continue;
      insertDevice(def, { kind: 'controller', device: controller.create({ type: 'scsi', index, model }) });
    }
  }
  if (device.kind === 'channel' && device.device.target.type === 'virtio' && !def.devices.controllers.some((each) => each.type === 'virtio-serial')) {
    insertDevice(def, { kind: 'controller', device: controller.create({ type: 'virtio-serial', index: 0 }) });
  }
}

/** Kinds that are numbered by their place when a machine starts: a new one gets the number after the highest. */
const PREFIXES = {
  serial: 'serial', parallel: 'parallel', console: 'console', channel: 'channel', input: 'input', shmem: 'shmem', redirdev: 'redir', tpm: 'tpm', sound: 'sound', video: 'video', hub: 'hub', smartcard: 'smartcard', filesystem: 'fs',
} as const;

const LISTS = {
  serial: 'serials', parallel: 'parallels', console: 'consoles', channel: 'channels', input: 'inputs', shmem: 'shmems', redirdev: 'redirdevs', tpm: 'tpms', sound: 'sounds', video: 'videos', hub: 'hubs', smartcard: 'smartcards', filesystem: 'filesystems',
} as const;

function nameDevice(device: Device, def: DomainDef): void {
  const { kind } = device;
  if (!(kind in PREFIXES)) return;
  const known = kind as keyof typeof PREFIXES;
  if ('alias' in device.device) device.device.alias ??= `${PREFIXES[known]}${nextIndex(def.devices[LISTS[known]], PREFIXES[known])}`;
}

function checkAttach({ kind, device }: Device, def: DomainDef): void {
  const { devices } = def;
  switch (kind) {
    case 'disk': {
      const bus = device.target?.bus;
      if (bus === 'ide' || bus === 'fdc' || bus === 'sata') throw confError('operation-unsupported', `disk device bus '${bus}' cannot be hotplugged.`, 'qemu');
      if (device.device === 'cdrom' && bus !== 'usb' && bus !== 'scsi') throw confError('operation-unsupported', `disk device type '${device.device}' cannot be hotplugged`, 'qemu');
      if (device.device === 'floppy') throw confError('operation-unsupported', `disk device type '${device.device}' cannot be hotplugged`, 'qemu');
      const twin = devices.disks.find((each) => each.target?.dev === device.target?.dev);
      if (twin !== undefined) throw confError('operation-failed', `target ${device.target?.dev ?? ''} already exists`, 'qemu');
      break;
    }
    case 'controller':
      if (device.type !== 'scsi') throw confError('operation-unsupported', `'${device.type}' controller cannot be hot plugged.`, 'qemu');
      if (devices.controllers.some((each) => each.type === device.type && each.index === device.index)) throw confError('operation-failed', `target ${device.type}:${device.index} already exists`, 'qemu');
      break;
    case 'watchdog':
      if (devices.watchdogs.length > 0) throw confError('operation-invalid', 'domain already has a watchdog', 'qemu');
      if (device.model !== 'i6300esb') throw confError('operation-unsupported', `hotplug of watchdog of model ${device.model} is not supported`, 'qemu');
      break;
    case 'vsock':
      if (devices.vsocks.length > 0) throw confError('operation-invalid', 'the domain already has a vsock device', 'qemu');
      break;
    case 'shmem':
      if (device.model === 'ivshmem') throw confError('operation-unsupported', `live attach of shmem model '${device.model}' is not supported`, 'qemu');
      break;
    case 'input':
      if (device.bus !== 'usb' && device.bus !== 'virtio') throw unsupported(`input device on bus '${device.bus ?? ''}' cannot be hot plugged.`, 'qemu');
      break;
    case 'filesystem':
      if (device.driver?.type !== 'virtiofs') throw confError('operation-unsupported', 'only virtiofs filesystems can be hotplugged', 'qemu');
      break;
    case 'redirdev':
    case 'interface':
    case 'hostdev':
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
    case 'rng':
    case 'memory':
    case 'lease':
      break;
    default:
      throw confError('operation-unsupported', `live attach of device '${kind}' is not supported`, 'qemu');
  }
}
