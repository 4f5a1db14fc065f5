import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { DeviceAddress } from '../../conf/domain/device-info.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { GuestDiskAddress } from './guest-commands.ts';

/** What controllers disks of a bus hang on. */
const CONTROLLERS: { readonly [bus in NonNullable<NonNullable<Disk['target']>['bus']>]?: string } = { scsi: 'scsi', fdc: 'fdc', ide: 'ide', sata: 'sata' };

/**
 * The disk of a definition that a guest means, found by where it sits.
 *
 * @libvirt virDomainDiskByAddress
 */
export function diskOfGuestAddress(def: DomainDef, where: GuestDiskAddress): Disk | undefined {
  const controller = def.devices.controllers.find((one) => isAt(one.address, where));
  return def.devices.disks.find((disk) => {
    const { address } = disk;
    if (address?.type !== 'drive') return isAt(address, where);
    const isOnController = controller !== undefined && controller.type === CONTROLLERS[disk.target?.bus ?? 'virtio'] && address.controller === controller.index;
    return isOnController && address.bus === where.bus && address.target === where.target && address.unit === where.unit;
  });
}

/** The names (`vda`) of the disks behind a file system; those that are not found are left out. */
export function diskTargets(def: DomainDef, disks: readonly GuestDiskAddress[]): readonly string[] {
  return disks.flatMap((where) => diskOfGuestAddress(def, where)?.target?.dev ?? []);
}

function isAt(address: DeviceAddress | undefined, { pci, ccw }: GuestDiskAddress): boolean {
  if (address?.type === 'pci') {
    const { domain = 0, bus = 0, slot = 0, function: part = 0 } = address;
    return domain === pci.domain && bus === pci.bus && slot === pci.slot && part === pci.function;
  }
  return address?.type === 'ccw' && ccw !== undefined && address.cssid === ccw.cssid && address.ssid === ccw.ssid && address.devno === ccw.devno;
}
