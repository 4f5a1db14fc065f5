import { findDevice, removeDevice } from '../../conf/domain/change-devices.ts';
import { cloneDomainDef } from '../../conf/domain/domain-def.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import { deviceInfoOf, listDevices } from '../../conf/domain/device-list.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { imageNodes } from '../block/blockdev-layers.ts';
import { copyOnReadNode, imageChain } from '../block/block-image.ts';
import { imageObjectNames } from '../block/image-objects.ts';
import type { CommandContext } from '../command/command-context.ts';
import { imageTls, preparedImage } from '../command/disk-images.ts';
import { RESERVATIONS_ALIAS, managesReservations } from './attach-steps.ts';
import { chardevRemove, objectDel, tlsCleanup, zpciName } from './commands.ts';
import type { DetachPlan, HotplugCommand } from './hotplug-plan.ts';

/**
 * How a device is taken out of a machine that runs. Nothing is done yet.
 *
 * @param wanted what the device is recognised by; see `findDevice`.
 * @throws VirError `device-missing`, and in libvirt's words for what cannot be taken out.
 */
export function planDetach(wanted: Device, def: DomainDef, context: CommandContext): DetachPlan {
  const device = findDevice(def, wanted);
  checkDetach(device, def);
  const info = deviceInfoOf(device);
  const alias = info?.alias;
  const rest = { cleanup: [...companion(device), ...cleanupOf(device, def, context)], descriptorSets: isCharacterDevice(device) && !isGuestForward(device) ? alias : undefined, device, def: without(def, device) };
  if (device.kind === 'lease') return { request: undefined, waitFor: undefined, ...rest };
  if (alias === undefined) throw confError('operation-failed', `device cannot be detached without a device alias`, 'qemu');
  if (isGuestForward(device)) return { request: { command: 'netdev_del', arguments: { id: alias } }, waitFor: undefined, ...rest };
  return { request: { command: 'device_del', arguments: { id: alias } }, waitFor: alias, ...rest };
}

function without(def: DomainDef, device: Device): DomainDef {
  const at = listDevices(def.devices).findIndex((each) => each.device === device.device);
  const after = cloneDomainDef(def);
  const twin = listDevices(after.devices)[at];
  if (twin !== undefined) removeDevice(after, twin);
  return after;
}

function isCharacterDevice({ kind }: Device): boolean {
  return kind === 'serial' || kind === 'parallel' || kind === 'console' || kind === 'channel';
}

function isGuestForward({ kind, device }: Device): boolean {
  return kind === 'channel' && device.target.type === 'guestfwd';
}

function companion(device: Device): HotplugCommand[] {
  const id = zpciName({ address: deviceInfoOf(device)?.address });
  return id === undefined ? [] : [{ command: 'device_del', arguments: { id } }];
}

function checkDetach({ kind, device }: Device, def: DomainDef): void {
  switch (kind) {
    case 'disk': {
      const bus = device.target?.bus;
      if (bus === 'ide' || bus === 'fdc' || bus === 'sata') throw confError('operation-unsupported', 'This type of disk cannot be hot unplugged', 'qemu');
      break;
    }
    case 'controller': {
      if (device.type !== 'scsi') throw confError('operation-unsupported', `'${device.type}' controller cannot be hot unplugged.`, 'qemu');
      const busy = def.devices.disks.some(({ address, target }) => target?.bus === 'scsi' && address?.type === 'drive' && address.controller === device.index);
      if (busy) throw confError('operation-failed', 'device cannot be detached: device is busy', 'qemu');
      break;
    }
    case 'input':
      if (device.bus !== 'usb' && device.bus !== 'virtio') throw confError('operation-unsupported', `input device on bus '${device.bus ?? ''}' cannot be detached`, 'qemu');
      break;
    case 'shmem':
      if (device.model === 'ivshmem') throw confError('operation-unsupported', `live detach of shmem model '${device.model}' is not supported`, 'qemu');
      break;
    case 'watchdog':
      if (device.model !== 'i6300esb') throw confError('operation-unsupported', `hot unplug of watchdog of model ${device.model} is not supported`, 'qemu');
      break;
    case 'filesystem':
      if (device.driver?.type !== 'virtiofs') throw confError('operation-unsupported', 'only virtiofs filesystems can be hotplugged', 'qemu');
      break;
    case 'interface':
    case 'hostdev':
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
    case 'rng':
    case 'redirdev':
    case 'memory':
    case 'vsock':
    case 'lease':
      break;
    default:
      throw confError('operation-unsupported', `live detach of device '${kind}' is not supported`, 'qemu');
  }
}

/** What stays behind when a device is gone. */
function cleanupOf({ kind, device }: Device, def: DomainDef, context: CommandContext): HotplugCommand[] {
  const alias = ('alias' in device ? device.alias : undefined) ?? '';
  switch (kind) {
    case 'disk':
      return diskBackendCleanup(device, def, context);
    case 'interface':
      if (device.type === 'hostdev') return [];
      return [{ command: 'netdev_del', arguments: { id: `host${alias}` } }, ...(device.type === 'vhostuser' ? [chardevRemove(`char${alias}`)] : [])];
    case 'channel':
      if (device.target.type === 'guestfwd') return [];
      return [chardevRemove(`char${alias}`), ...tlsCleanup(device, `char${alias}`, context)];
    case 'serial':
    case 'parallel':
    case 'console':
    case 'redirdev':
      return [chardevRemove(`char${alias}`), ...tlsCleanup(device, `char${alias}`, context)];
    case 'rng':
      return [objectDel(`obj${alias}`), ...(device.backend.model === 'egd' ? [chardevRemove(`char${alias}`), ...tlsCleanup(device.backend, `char${alias}`, context)] : [])];
    case 'shmem':
      return [device.server === undefined ? objectDel(`shmmem-${alias}`) : chardevRemove(`char${alias}`)];
    case 'filesystem':
      return [chardevRemove(`chr-vu-${alias}`)];
    case 'memory':
      return [objectDel(`mem${alias}`)];
    default:
      return [];
  }
}

/** Nodes of images that nobody uses any more, each after what stands on it, and what they needed. */
export function diskBackendCleanup(disk: Disk, def: DomainDef, context: CommandContext): HotplugCommand[] {
  const { source, alias = '' } = disk;
  if (source?.type === 'vhostuser') return [chardevRemove(`chr-vu-${alias}`)];
  // An image without a number was not made by its name: the device has taken it along.
  const top = source?.index === undefined ? undefined : preparedImage(disk, context);
  if (top === undefined) return [];
  const del = (node: string): HotplugCommand => ({ command: 'blockdev-del', arguments: { 'node-name': node } });
  const last = managesReservations(disk) && def.devices.disks.filter(managesReservations).length === 1;
  return [
    ...(disk.driver?.copy_on_read === true ? [del(copyOnReadNode(disk))] : []),
    ...imageChain(top).flatMap((image) => [
      ...imageNodes(image).map(del),
      ...imageObjectNames(image, imageTls(image, context)?.secretUuid !== undefined).map(objectDel),
    ]),
    ...(last ? [objectDel(RESERVATIONS_ALIAS)] : []),
  ];
}
