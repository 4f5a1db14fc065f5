import { confError } from '../../lens/conf-error.ts';
import { deviceInfoOf, listRealDevices } from '../device-list.ts';
import type { Devices } from '../domain-shape.ts';

const CHARACTER_DEVICES = new Set(['serial', 'parallel', 'console', 'channel']);

/** Gives every PCI device of a mainframe the two numbers it is known by there. */
export function assignZpciAddresses(devices: Devices): void {
  const addresses = listRealDevices(devices).flatMap((device) => {
    const address = CHARACTER_DEVICES.has(device.kind) ? undefined : deviceInfoOf(device)?.address;
    return address?.type === 'pci' && address.slot !== undefined ? [address] : [];
  });
  const uids = new Set<number>();
  const fids = new Set<number>();
  for (const { zpci } of addresses) {
    reserve(uids, zpci?.uid, 'uid');
    reserve(fids, zpci?.fid, 'fid');
  }
  for (const address of addresses) {
    const zpci = (address.zpci ??= { uid: undefined, fid: undefined });
    zpci.uid ??= next(uids, 1);
    zpci.fid ??= next(fids, 0);
  }
}

function reserve(set: Set<number>, id: number | undefined, name: string): void {
  if (id === undefined) return;
  if (set.has(id)) throw confError('internal-error', `zPCI ${name} ${id.toString(8)} is already reserved`);
  set.add(id);
}

function next(set: Set<number>, first: number): number {
  let id = first;
  while (set.has(id)) id++;
  set.add(id);
  return id;
}
