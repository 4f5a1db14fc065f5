import type { PciAddressSet, PciPlace } from '../../conf/domain/address/pci-address-set.ts';
import type { DeviceInfo, PciAddress } from '../../conf/domain/device-info.ts';
import { deviceInfoOf } from '../../conf/domain/device-list.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import { connectionNeeded } from './pci-connection.ts';
import type { ConnectionKinds } from './pci-connection.ts';

/** A device's info, with the place on its PCI bus. */
export type Placed = Pick<DeviceInfo, 'address'>;

/** Whether a device sits on a PCI bus already. */
export function placeOf(info: Placed): PciPlace | undefined {
  const { address } = info;
  if (address?.type !== 'pci' || address.slot === undefined) return undefined;
  return { bus: address.bus ?? 0, slot: address.slot, function: address.function ?? 0 };
}

/** Whether a device would take any place on a PCI bus. */
export function wantsPlace(info: Placed): boolean {
  return info.address === undefined || (info.address.type === 'pci' && info.address.slot === undefined);
}

/** Writes a place down. */
export function settleAt(info: Placed, place: PciPlace, multifunction?: boolean): void {
  const before = info.address?.type === 'pci' ? info.address : undefined;
  const address: PciAddress = {
    type: 'pci', domain: 0, bus: place.bus, slot: place.slot, function: place.function,
    multifunction: multifunction ?? before?.multifunction, zpci: before?.zpci,
  };
  info.address = address;
}

/** Places devices on one set of buses; in a dry run they are only counted. */
export class PciPlacement {
  readonly set: PciAddressSet;
  readonly dryRun: boolean;
  private readonly kinds: ConnectionKinds;

  constructor(set: PciAddressSet, kinds: ConnectionKinds, dryRun: boolean) {
    this.set = set;
    this.kinds = kinds;
    this.dryRun = dryRun;
  }

  flagsOf(device: Device): number {
    return connectionNeeded(device, this.kinds);
  }

  place(device: Device): void {
    const info = deviceInfoOf(device);
    if (info === undefined || !wantsPlace(info)) return;
    const place = this.set.reserveNext(this.flagsOf(device));
    if (!this.dryRun) settleAt(info, place);
  }
}
