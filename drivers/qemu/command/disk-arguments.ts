import path from 'node:path';
import { copyOnReadProps, imageLayers } from '../block/blockdev-layers.ts';
import { imageChain, topNode, type BlockImage } from '../block/block-image.ts';
import { imageObjects } from '../block/image-objects.ts';
import { validateImage } from '../block/validate-image.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { machineIs } from '../conf/machine-kinds.ts';
import { addressProps } from './address-props.ts';
import { blockdevArguments, deviceArguments, objectArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { bootIndex, nonZeroProp, virtioProps } from './device-props.ts';
import { imageSecret, imageTls, preparedImage } from './disk-images.ts';
import { escapeComma, type Props } from './props.ts';
import { sdDriveArguments } from './sd-drive.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** The helper that reserves disks for machines, where the driver starts it. */
export function managedReservationsArguments(def: DomainDef, context: CommandContext): string[] {
  const managed = def.devices.disks.some((disk) => disk.source?.type !== undefined && disk.source.type !== 'vhostuser' && disk.source.reservations?.managed === true);
  return managed ? objectArguments({ 'qom-type': 'pr-manager-helper', id: 'pr-helper0', path: path.posix.join(context.paths.libDir, 'pr-helper0.sock') }, context) : [];
}

/** Disks, and the drive that floppies are put in. */
export function diskArguments(def: DomainDef, context: CommandContext): string[] {
  const cold = def.devices.disks.filter((disk) => disk.transient?.shareBacking !== true);
  return [...floppyDrive(def, context), ...cold.flatMap((disk) => [...diskSourceArguments(disk, context), ...diskFrontArguments(disk, def, context)])];
}

function floppyDrive(def: DomainDef, context: CommandContext): string[] {
  const floppies = def.devices.disks.filter((disk) => disk.target?.bus === 'fdc');
  if (floppies.length === 0) return [];
  const order = (second: boolean): number | undefined => {
    const at = floppies.findLast((disk) => (disk.address?.type === 'drive' && disk.address.unit !== 0) === second);
    return at === undefined ? undefined : bootIndex(at, def);
  };
  const [first, second] = [order(false), order(true)];
  if (machineIs.q35(def)) return deviceArguments({ driver: 'isa-fdc', bootindexA: first, bootindexB: second }, def, context);
  return [...(first === undefined ? [] : ['-global', `isa-fdc.bootindexA=${first}`]), ...(second === undefined ? [] : ['-global', `isa-fdc.bootindexB=${second}`])];
}

/** What a disk's data is, as QEMU opens it. */
export function diskSourceArguments(disk: Disk, context: CommandContext): string[] {
  const { source } = disk;
  if (source?.type === 'vhostuser') return vhostUserChardev(disk, source);
  if (disk.target?.bus === 'sd') return sdDriveArguments(disk);
  const top = preparedImage(disk, context);
  if (top === undefined) return [];
  const images = imageChain(top).toReversed();
  for (const image of images) validateImage(image, context.caps);
  return [...images.flatMap((image) => imageArguments(image, context)), ...(disk.driver?.copy_on_read === true ? blockdevArguments(copyOnReadProps(disk, top)) : [])];
}

/** One image: the objects it needs, then its nodes. */
export function imageArguments(image: BlockImage, context: CommandContext): string[] {
  const tls = imageTls(image, context);
  const objects = imageObjects(image, {
    secret: (of, kind) => imageSecret(of, kind, context),
    hasTlsKeySecret: tls?.secretUuid !== undefined,
    ...(tls === undefined ? {} : { tlsDir: tls.directory }),
  });
  return [...objects.flatMap((props) => objectArguments(props, context)), ...imageLayers(image).flatMap((props) => blockdevArguments(props))];
}

function vhostUserChardev(disk: Disk, source: Extract<NonNullable<Disk['source']>, { type: 'vhostuser' }>): string[] {
  const { enabled, timeout } = source.reconnect ?? {};
  const again = enabled === undefined ? '' : `,reconnect=${enabled ? (timeout ?? 0) : 0}`;
  return ['-chardev', `socket,id=chr-vu-${disk.alias ?? ''},path=${escapeComma(source.path ?? '')}${again}`];
}

function diskFrontArguments(disk: Disk, def: DomainDef, context: CommandContext): string[] {
  if (disk.target?.bus === 'sd') return [];
  return [...zpciArguments(disk, def, context), ...deviceArguments(diskDeviceProps(disk, def, context), def, context)];
}

/** A disk as QEMU's device. */
export function diskDeviceProps(disk: Disk, def: DomainDef, context: CommandContext): Props {
  const bus = disk.target?.bus;
  const vhostUser = disk.source?.type === 'vhostuser';
  const image = preparedImage(disk, context);
  const cache = disk.driver?.cache ?? (disk.shareable === true && disk.readonly !== true ? 'none' : undefined);
  const { geometry } = disk;
  return {
    ...modelProps(disk, context),
    ...addressProps(disk, def, bus),
    device_id: bus === 'scsi' && disk.device !== 'lun' ? (disk.serial ?? `drive-${disk.alias ?? ''}`) : undefined,
    'share-rw': disk.shareable === true ? true : undefined,
    drive: vhostUser || image === undefined ? undefined : topNode(disk, image),
    chardev: vhostUser ? `chr-vu-${disk.alias ?? ''}` : undefined,
    id: disk.alias,
    bootindex: disk.device === 'floppy' ? undefined : nonZeroProp(bootIndex(disk, def)),
    logical_block_size: nonZeroProp(disk.blockio?.logical_block_size),
    physical_block_size: nonZeroProp(disk.blockio?.physical_block_size),
    wwn: disk.wwn === undefined ? undefined : BigInt(`0x${disk.wwn.replace(/^0x/i, '')}`),
    rotation_rate: nonZeroProp(disk.target?.rotation_rate),
    vendor: disk.vendor,
    product: disk.product,
    removable: bus === 'usb' && context.caps.has('usb-storage.removable') ? (disk.target?.removable ?? false) : undefined,
    'write-cache': cache === undefined || disk.device === 'lun' ? undefined : cache === 'writethrough' || cache === 'directsync' ? 'off' : 'on',
    cyls: geometry?.cyls,
    heads: geometry?.heads,
    secs: geometry?.secs,
    'bios-chs-trans': geometry?.trans,
    serial: disk.serial?.replaceAll(' ', String.raw`\ `),
    ...errorPolicy(disk),
  };
}

function modelProps(disk: Disk, { caps }: CommandContext): Props {
  const bus = disk.target?.bus;
  switch (bus) {
    case 'ide':
    case 'sata':
      return { driver: disk.device === 'cdrom' ? 'ide-cd' : 'ide-hd' };
    case 'scsi':
      return { driver: disk.device === 'lun' ? 'scsi-block' : disk.device === 'cdrom' ? 'scsi-cd' : 'scsi-hd' };
    case 'virtio': {
      const { driver } = disk;
      const vhostUser = disk.source?.type === 'vhostuser';
      return {
        ...virtioProps(vhostUser ? 'vhost-user-blk' : 'virtio-blk', disk, disk.model, driver, caps),
        iothread: driver?.iothread === undefined ? undefined : `iothread${driver.iothread}`,
        ioeventfd: driver?.ioeventfd,
        event_idx: driver?.event_idx,
        scsi: vhostUser || !caps.has('virtio-blk-pci.scsi') ? undefined : passesScsi(disk, caps),
        'num-queues': nonZeroProp(driver?.queues),
        'queue-size': nonZeroProp(driver?.queue_size),
      };
    }
    case 'usb':
      return { driver: 'usb-storage' };
    case 'fdc':
      return { driver: 'floppy' };
    default:
      throw confError('internal-error', `unsupported disk bus '${bus ?? '(null)'}' with device setup`, 'qemu');
  }
}

function passesScsi(disk: Disk, caps: CommandContext['caps']): boolean | undefined {
  if (disk.device === 'lun') return true;
  return caps.has('virtio-blk-pci.scsi.default.disabled') ? undefined : false;
}

function errorPolicy({ driver }: Disk): Props {
  const write = driver?.error_policy;
  const enospace = write === 'enospace';
  return { werror: enospace ? 'enospc' : write, rerror: driver?.rerror_policy ?? (enospace ? undefined : write) };
}
