import path from 'node:path';
import type { Channel, GuestConsole, Parallel, Serial } from '../../conf/domain/chardev.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import type { Filesystem } from '../../conf/domain/devices.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { Hostdev } from '../../conf/domain/hostdev.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { copyOnReadProps, imageLayers } from '../block/blockdev-layers.ts';
import { imageChain, type BlockImage } from '../block/block-image.ts';
import { imageObjects } from '../block/image-objects.ts';
import { validateImage } from '../block/validate-image.ts';
import { channelDeviceProps, guestForwardProps } from '../command/channel-arguments.ts';
import type { CommandContext } from '../command/command-context.ts';
import { consoleDeviceProps } from '../command/console-arguments.ts';
import { controllerDeviceProps } from '../command/controller-arguments.ts';
import { diskDeviceProps } from '../command/disk-arguments.ts';
import { imageSecret, imageTls, preparedImage } from '../command/disk-images.ts';
import { filesystemDeviceProps, virtiofsSocketPath } from '../command/filesystem-arguments.ts';
import { hostdevDeviceProps } from '../command/hostdev-arguments.ts';
import { inputDeviceProps } from '../command/input-arguments.ts';
import { memoryDeviceBackendProps, memoryDeviceProps } from '../command/memory-device-arguments.ts';
import { validateActualNet, vhostUserBackend } from '../command/net-arguments.ts';
import { netdevProps } from '../command/netdev-props.ts';
import { nicDeviceProps } from '../command/nic-props.ts';
import { parallelDeviceProps } from '../command/parallel-arguments.ts';
import type { Props } from '../command/props.ts';
import { redirdevDeviceProps } from '../command/redirdev-arguments.ts';
import { rngBackendProps, rngDeviceProps } from '../command/rng-arguments.ts';
import { serialDeviceProps } from '../command/serial-arguments.ts';
import { shmemDeviceProps, shmemMemoryProps, shmemServerPath } from '../command/shmem-arguments.ts';
import { vsockDeviceProps } from '../command/vsock-arguments.ts';
import { watchdogAction, watchdogDeviceProps } from '../command/watchdog-arguments.ts';
import { chardevAdd, chardevRemove, deviceAdd, objectAdd } from './commands.ts';
import type { HotplugStep } from './hotplug-plan.ts';

/** The commands that plug a device in that has its name and address; `def` has it already. */
export function attachSteps({ kind, device }: Device, def: DomainDef, context: CommandContext): HotplugStep[] {
  const { caps } = context;
  switch (kind) {
    case 'disk':
      return [...diskBackendSteps(device, def, context), ...deviceAdd(device, diskDeviceProps(device, def, context), def)];
    case 'controller':
      return deviceAdd(device, controllerDeviceProps(device, def, context) ?? {}, def);
    case 'interface':
      return netSteps(device, def, context);
    case 'hostdev':
      return hostdevSteps(device, def, context);
    case 'serial':
      return charSteps(device, serialDeviceProps(device, def, caps), def, context);
    case 'parallel':
      return charSteps(device, parallelDeviceProps(device), def, context);
    case 'console':
      return charSteps(device, consoleDeviceProps(device, def), def, context);
    case 'channel':
      return channelSteps(device, def, context);
    case 'rng':
      return [
        ...(device.backend.model === 'egd' ? chardevAdd(device.backend, { alias: device.alias ?? '' }, context) : []),
        objectAdd(rngBackendProps(device), context),
        ...deviceAdd(device, rngDeviceProps(device, def, caps), def),
      ];
    case 'shmem':
      return [
        ...(device.model === 'ivshmem-plain'
          ? [objectAdd(shmemMemoryProps(device), context)]
          : [shmemServerStep(device.alias ?? '', shmemServerPath(device))]),
        ...deviceAdd(device, shmemDeviceProps(device, def), def),
      ];
    case 'watchdog':
      return [{ command: 'watchdog-set-action', arguments: { action: watchdogAction(device) } }, ...deviceAdd(device, watchdogDeviceProps(device, def), def)];
    case 'redirdev':
      return [...chardevAdd(device, { alias: device.alias ?? '', spiceName: 'usbredir' }, context), ...deviceAdd(device, redirdevDeviceProps(device, def), def)];
    case 'input':
      return deviceAdd(device, inputDeviceProps(device, def, caps) ?? {}, def);
    case 'memory':
      return [objectAdd(memoryDeviceBackendProps(device, def, context), context), ...deviceAdd(device, memoryDeviceProps(device, def, context) ?? {}, def)];
    case 'vsock':
      return deviceAdd(device, vsockDeviceProps(device, def, caps, context.passed.vsockFd?.(device.alias ?? '')), def);
    case 'filesystem':
      return filesystemSteps(device, def, context);
    case 'lease':
      return [];
    default:
      throw confError('operation-unsupported', `live attach of device '${kind}' is not supported`, 'qemu');
  }
}

/** Images and what they need, each before what stands on it; also for a medium that is put into a drive. */
export function diskBackendSteps(disk: Disk, def: DomainDef, context: CommandContext): HotplugStep[] {
  const { source, alias = '' } = disk;
  if (source?.type === 'vhostuser') {
    return chardevAdd(vhostUserBackend({ type: 'vhostuser', transport: 'unix', path: source.path ?? '', mode: 'client', reconnect: source.reconnect, ips: [], routes: [] }), { alias, id: `chr-vu-${alias}`, neverPassed: true }, context);
  }
  const top = preparedImage(disk, context);
  if (top === undefined) return [];
  const images = imageChain(top).toReversed();
  for (const image of images) validateImage(image, context.caps);
  return [
    ...reservationSteps(disk, def, context),
    ...images.flatMap((image) => imageSteps(image, context)),
    ...(disk.driver?.copy_on_read === true ? [blockdevAdd(copyOnReadProps(disk, top))] : []),
  ];
}

/** The name of the helper that reserves disks for all of a machine's disks that want it. */
export const RESERVATIONS_ALIAS = 'pr-helper0';

/** Where that helper listens. */
export function reservationsSocket(libDir: string): string {
  return path.posix.join(libDir, `${RESERVATIONS_ALIAS}.sock`);
}

/** Whether a disk wants the driver's own helper for reservations. */
export function managesReservations({ source }: Disk): boolean {
  return source !== undefined && source.type !== 'vhostuser' && source.reservations?.managed === true;
}

function reservationSteps(disk: Disk, def: DomainDef, context: CommandContext): HotplugStep[] {
  const first = managesReservations(disk) && !def.devices.disks.some((each) => each !== disk && managesReservations(each));
  if (!first) return [];
  return [objectAdd({ 'qom-type': 'pr-manager-helper', id: RESERVATIONS_ALIAS, path: reservationsSocket(context.paths.libDir) }, context)];
}

function imageSteps(image: BlockImage, context: CommandContext): HotplugStep[] {
  const tls = imageTls(image, context);
  const objects = imageObjects(image, {
    secret: (of, kind) => imageSecret(of, kind, context),
    hasTlsKeySecret: tls?.secretUuid !== undefined,
    ...(tls === undefined ? {} : { tlsDir: tls.directory }),
  });
  return [...objects.map((props) => objectAdd(props, context)), ...imageLayers(image).map(blockdevAdd)];
}

function blockdevAdd(props: PlainJsonObject): HotplugStep {
  return { command: 'blockdev-add', arguments: props, undo: { command: 'blockdev-del', arguments: { 'node-name': props['node-name'] } } };
}

function netSteps(net: NetInterface, def: DomainDef, context: CommandContext): HotplugStep[] {
  validateActualNet(net);
  const { alias = '', source } = net;
  if (source?.type === 'hostdev') return deviceAdd(net, nicOfHost(net, def, context), def);
  const netdev = netdevProps(net, context);
  return [
    ...(source?.type === 'vhostuser' ? chardevAdd(vhostUserBackend(source), { alias, neverPassed: true }, context) : []),
    { command: 'netdev_add', arguments: netdev, undo: { command: 'netdev_del', arguments: { id: `host${alias}` } } },
    ...deviceAdd(net, nicDeviceProps(net, def, context.caps), def),
    ...(net.link === 'down' ? [{ command: 'set_link', arguments: { name: alias, up: false } }] : []),
  ];
}

/** An interface that is a device of the host is plugged in as one. */
function nicOfHost(net: NetInterface, def: DomainDef, context: CommandContext): Props {
  if (net.source?.type !== 'hostdev') throw confError('internal-error', 'not a device of the host', 'qemu');
  const { type } = net.source.device;
  const front = { ...net, mode: 'subsystem', type, driver: net.hostdevDriver, source: { mode: 'subsystem', device: net.source.device } } as unknown as Hostdev;
  return hostdevDeviceProps(front, def, context);
}

function hostdevSteps(hostdev: Hostdev, def: DomainDef, context: CommandContext): HotplugStep[] {
  if (hostdev.source.mode === 'subsystem' && hostdev.source.device.type === 'scsi') {
    throw confError('operation-unsupported', 'SCSI devices of the host cannot be plugged into a machine that runs', 'qemu');
  }
  return deviceAdd(hostdev, hostdevDeviceProps(hostdev, def, context), def);
}

function charSteps(device: Serial | Parallel | GuestConsole | Channel, props: Props, def: DomainDef, context: CommandContext): HotplugStep[] {
  return [...chardevAdd(device, { alias: device.alias ?? '', spiceName: 'vdagent' }, context), ...deviceAdd(device, props, def)];
}

function channelSteps(channel: Channel, def: DomainDef, context: CommandContext): HotplugStep[] {
  const { alias = '' } = channel;
  if (channel.target.type !== 'guestfwd') return charSteps(channel, channelDeviceProps(channel, def), def, context);
  return [
    ...chardevAdd(channel, { alias }, context),
    { command: 'netdev_add', arguments: guestForwardProps(channel), undo: { command: 'netdev_del', arguments: { id: alias } } },
  ];
}

/** The process that serves the folder listens already. */
function filesystemSteps(fs: Filesystem, def: DomainDef, context: CommandContext): HotplugStep[] {
  const { alias = '' } = fs;
  return [socketStep(`chr-vu-${alias}`, virtiofsSocketPath(fs, context.paths.libDir)), ...deviceAdd(fs, filesystemDeviceProps(fs, def, context.caps), def)];
}

function shmemServerStep(alias: string, server: string): HotplugStep {
  return socketStep(`char${alias}`, server);
}

function socketStep(id: string, server: string): HotplugStep {
  const backend = { type: 'socket', data: { addr: { type: 'unix', data: { path: server } }, server: false } };
  return { command: 'chardev-add', arguments: { id, backend }, undo: chardevRemove(id) };
}
