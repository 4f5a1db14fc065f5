import { diskImage, imageChain, imageCounter } from '../../block/block-image.ts';
import { validateImage } from '../../block/validate-image.ts';
import { diskPosition } from '../../../conf/domain/disk-names.ts';
import { isDiskEmpty, type Disk } from '../../../conf/domain/disk.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';
import { requireSharedMemory } from './require-shared-memory.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');
const internal = (detail: string): Error => confError('internal-error', detail, 'qemu');

/**
 * What QEMU's driver refuses in a disk.
 *
 * @throws VirError with libvirt's code and words.
 * @libvirt qemuValidateDomainDeviceDefDisk
 */
export function validateDisk(disk: Disk, def: DomainDef, caps: QemuCapabilities): void {
  const { source, driver } = disk;
  const target = disk.target?.dev ?? '';
  validateFront(disk, def, caps);
  validateThrottling(disk, def);
  validateTransient(disk);
  const format = driver?.type ?? 'raw';
  if (disk.shareable === true && disk.readonly !== true && format !== 'raw') throw refuse(`shared access for disk '${target}' requires use of supported storage format`);
  if (driver?.name !== undefined && driver.name !== 'qemu') throw refuse(`unsupported driver name '${driver.name}' for disk '${target}'`);
  const position = diskPosition(target);
  if (position === undefined) throw refuse(`invalid disk target '${target}'`);
  if (position.partition !== 0) throw refuse(`invalid disk target '${target}', partitions can't appear in disk targets`);
  for (const image of imageChain(diskImage(structuredClone(disk), { nextId: imageCounter() }))) validateImage(image, caps);
  if (source?.type !== 'vhostuser') return;
  if (!caps.has('vhost-user-blk')) throw refuse('vhostuser disk is not supported with this QEMU binary');
  requireSharedMemory(def, 'vhostuser', caps);
}

function validateFront(disk: Disk, def: DomainDef, caps: QemuCapabilities): void {
  const bus = disk.target?.bus ?? '';
  const target = disk.target?.dev ?? '';
  const { geometry, device, readonly } = disk;
  if (geometry !== undefined) {
    if (bus === 'usb' || bus === 'sd') throw refuse(`CHS geometry can not be set for '${bus}' bus`);
    if (geometry.trans !== undefined && bus !== 'ide') throw refuse(`CHS translation mode can only be set for 'ide' bus not '${bus}'`);
  }
  if (disk.serial !== undefined && bus === 'sd') throw internal(`Serial property not supported for drive bus '${bus}'`);
  if (device === 'cdrom' && (bus === 'virtio' || bus === 'sd')) throw refuse(`disk type of '${target}' does not support ejectable media`);
  if (disk.driver?.copy_on_read === true) {
    if (readonly === true) throw refuse(`copy_on_read is not compatible with read-only disk '${target}'`);
    if (device === 'cdrom' || device === 'floppy') throw refuse(`copy_on_read is not supported with removable disk '${target}'`);
  }
  validateIdentity(disk, bus, caps);
  if (device === 'lun') validateLun(disk, bus, caps);
  validateRotation(disk, bus, caps);
  validatePlace(disk, bus, caps);
  if (readonly === true && device === 'disk' && (bus === 'ide' || bus === 'sata')) throw refuse(`readonly ${bus} disks are not supported`);
  validateSettings(disk, bus, def, caps);
}

function validateIdentity({ wwn, vendor, product }: Disk, bus: string, caps: QemuCapabilities): void {
  if (wwn !== undefined) {
    if (bus !== 'ide' && bus !== 'scsi') throw refuse('Only ide and scsi disk support wwn');
    if (bus === 'ide' && !caps.has('ide-drive.wwn')) throw refuse('Setting wwn for ide disk is not supported by this QEMU');
    if (bus !== 'scsi' && !caps.has('scsi-disk.wwn')) throw refuse('Setting wwn for scsi disk is not supported by this QEMU');
  }
  if (vendor === undefined && product === undefined) return;
  if (bus !== 'scsi') throw refuse('Only scsi disk supports vendor and product');
  if (!caps.has('scsi-disk.wwn')) throw refuse('Setting vendor or product for scsi disk is not supported by this QEMU');
}

function validateLun(disk: Disk, bus: string, caps: QemuCapabilities): void {
  if (bus !== 'virtio' && bus !== 'scsi') throw refuse(`disk device='lun' is not supported for bus='${bus}'`);
  if (bus === 'scsi' && !caps.has('scsi-block')) throw refuse("This QEMU doesn't support scsi-block for lun passthrough");
  if (disk.driver?.copy_on_read === true) throw refuse(`copy_on_read is not compatible with 'lun' disk '${disk.target?.dev ?? ''}'`);
  if (disk.wwn !== undefined) throw refuse('Setting wwn is not supported for lun device');
  if (disk.vendor !== undefined || disk.product !== undefined) throw refuse('Setting vendor or product is not supported for lun device');
}

function validateRotation({ target, device }: Disk, bus: string, caps: QemuCapabilities): void {
  if ((target?.rotation_rate ?? 0) === 0) return;
  if (bus !== 'scsi' && bus !== 'ide' && bus !== 'sata') throw internal('rotation rate is only valid for SCSI/IDE/SATA bus');
  if (device !== 'disk') throw internal('rotation rate is only valid for disk device');
  if (!caps.has('rotation-rate')) throw internal('rotation rate is not supported with this QEMU');
}

function validatePlace({ address, driver, target }: Disk, bus: string, caps: QemuCapabilities): void {
  if ((bus === 'scsi' || bus === 'ide' || bus === 'fdc' || bus === 'sata') && address?.type !== 'drive') throw internal(`unexpected address type for ${bus} disk`);
  if (bus === 'virtio' && (driver?.queue_size ?? 0) > 0 && !caps.has('virtio-blk.queue-size')) throw refuse("queue-size property isn't supported by this QEMU binary");
  if (bus !== 'usb') return;
  if (!caps.has('usb-storage')) throw refuse("This QEMU doesn't support '-device usb-storage'");
  if (address !== undefined && address.type !== 'usb') throw internal('unexpected address type for usb disk');
  if (target?.removable !== undefined && !caps.has('usb-storage.removable')) throw refuse("This QEMU doesn't support setting the removable flag of USB storage devices");
}

const SERIAL_LETTERS = /^[a-zA-Z0-9\-_ .+]*$/;

function validateSettings(disk: Disk, bus: string, def: DomainDef, caps: QemuCapabilities): void {
  const { driver, serial } = disk;
  if (driver?.io === 'native' && driver.cache !== 'directsync' && driver.cache !== 'none') throw refuse("io='native' needs either no disk cache or directsync cache mode");
  if (driver?.io === 'io_uring' && !caps.has('aio.io_uring')) throw refuse('io uring is not supported by this QEMU binary');
  if (serial !== undefined && bus === 'scsi' && disk.device === 'lun') throw refuse("scsi-block 'lun' devices do not support the serial property");
  if (serial !== undefined && !SERIAL_LETTERS.test(serial)) throw internal(`driver serial '${serial}' contains unsafe characters`);
  if (driver?.iothread === undefined) return;
  if (bus !== 'virtio') throw refuse(`IOThreads not available for bus ${bus} target ${disk.target?.dev ?? ''}`);
  if (!(def.iothreadids?.iothread ?? []).some((each) => each.id === driver.iothread)) throw refuse(`Disk iothread '${driver.iothread}' not defined in iothreadid`);
}

/** QEMU's limit of limits. */
const MOST_THROTTLE = 1000000000000000n;

function validateThrottling(disk: Disk, def: DomainDef): void {
  const { iotune } = disk;
  if (iotune === undefined) return;
  const limits = (tune: typeof iotune): [string, bigint][] => Object.entries(tune).filter((pair): pair is [string, bigint] => typeof pair[1] === 'bigint');
  const text = (tune: typeof iotune): string => limits(tune).map(([name, value]) => `${name}=${value}`).join();
  const any = limits(iotune).some(([name, value]) => value > 0n && !name.endsWith('_length'));
  if (iotune.group_name !== undefined && !any) throw refuse('group_name can be configured only together with settings');
  for (const other of iotune.group_name === undefined ? [] : def.devices.disks) {
    if (other === disk || other.iotune === undefined || other.iotune.group_name !== iotune.group_name) continue;
    if (text(other.iotune) !== text(iotune)) throw refuse(`different iotunes for disks ${disk.target?.dev ?? ''} and ${other.target?.dev ?? ''}`);
  }
  if (limits(iotune).some(([name, value]) => !name.endsWith('_length') && value > MOST_THROTTLE)) {
    throw confError('argument-unsupported', `block I/O throttle limit must be no more than ${MOST_THROTTLE} using QEMU`, 'qemu');
  }
}

function validateTransient(disk: Disk): void {
  if (disk.transient === undefined) return;
  const target = disk.target?.dev ?? '';
  if (isDiskEmpty(disk)) throw refuse(`transient disk '${target}' must not be empty`);
  if (disk.readonly === true) throw refuse(`transient disk '${target}' must not be read-only`);
  if (disk.source?.type !== 'file') throw refuse(`transient disk supported only with 'file' type (${target})`);
  if (disk.device !== 'disk') throw refuse(`transient disk supported only with 'disk' device (${target})`);
  const bus = disk.target?.bus ?? '';
  if (disk.transient.shareBacking === true && !['usb', 'virtio', 'scsi'].includes(bus)) throw refuse(`disk bus '${bus}' doesn't support transiend disk backing image sharing`);
}
