import type { DomainDef } from '../conf/domain/domain-def.ts';
import { libvirtError } from '../core/error-text.ts';
import type { AnyVirtualDevice, AnyVirtualEthernetCard } from './vim/vim.gen.ts';

/** A disk or drive of a definition. */
export type DiskDef = DomainDef['devices']['disks'][number];
/** A network card of a definition. */
export type NicDef = DomainDef['devices']['interfaces'][number];

/** The file of a disk, or in a drive. */
export function diskFile({ source }: DiskDef): string | undefined {
  return source?.type === 'file' ? source.file : undefined;
}

/**
 * The host's device for a disk or drive: by file, else by its place.
 *
 * @throws device-missing
 */
export function findDisk(disk: DiskDef, devices: readonly AnyVirtualDevice[]): AnyVirtualDevice {
  const type = disk.device === 'cdrom' ? 'VirtualCdrom' : disk.device === 'floppy' ? 'VirtualFloppy' : 'VirtualDisk';
  const ofType = devices.filter((device) => device._type === type);
  const place = disk.address?.type === 'drive' ? disk.address : undefined;
  const busOf = (device: AnyVirtualDevice): number | undefined => {
    const controller = devices.find(({ key }) => key === device.controllerKey);
    return controller !== undefined && 'busNumber' in controller ? controller.busNumber : undefined;
  };
  const file = diskFile(disk);
  const found =
    (type === 'VirtualDisk' && file !== undefined ? ofType.find((device) => backingFile(device) === file) : undefined) ??
    (place === undefined ? undefined : ofType.find((device) => busOf(device) === place.controller && device.unitNumber === place.unit)) ??
    (ofType.length === 1 && type !== 'VirtualDisk' ? ofType[0] : undefined);
  if (found === undefined) throw libvirtError('esx', 'device-missing', `no disk '${disk.target?.dev ?? file ?? ''}' in the machine`);
  return found;
}

/** The file behind a disk or in a drive. */
export function backingFile({ backing }: AnyVirtualDevice): string | undefined {
  return backing !== undefined && 'fileName' in backing ? backing.fileName : undefined;
}

/**
 * The host's device for a network card, by its address; the only one when none is given.
 *
 * @throws device-missing
 */
export function findNic(nic: NicDef, devices: readonly AnyVirtualDevice[]): AnyVirtualEthernetCard {
  const cards = devices.filter(isCard);
  const address = nic.mac?.address?.toLowerCase();
  const found = cards.find(({ macAddress }) => macAddress?.toLowerCase() === address) ?? (cards.length === 1 && address === undefined ? cards[0] : undefined);
  if (found === undefined) throw libvirtError('esx', 'device-missing', `no network card with the address '${address ?? ''}' in the machine`);
  return found;
}

/** Whether a device is a network card. */
export function isCard(device: AnyVirtualDevice): device is AnyVirtualEthernetCard {
  return 'macAddress' in device || device._type === 'VirtualEthernetCard';
}
