import { PCI_CONNECT } from '../../conf/domain/address/pci-address-set.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { machineIs } from './machine-kinds.ts';
import { placeOf, settleAt, wantsPlace } from './pci-placement.ts';
import type { PciPlacement, Placed } from './pci-placement.ts';

const at = (slot: number, func = 0): { bus: number; slot: number; function: number } => ({ bus: 0, slot, function: func });

/** The places that a machine's own chipset takes, and those its parts are known to get. */
export function reserveChipset(def: DomainDef, placement: PciPlacement): void {
  if (machineIs.i440fx(def)) reservePiix3(def, placement);
  else if (machineIs.q35(def)) reserveQ35(def, placement);
}

function fix(info: Placed, slot: number, func: number, complaint: string): void {
  const place = placeOf(info);
  if (place === undefined) settleAt(info, at(slot, func));
  else if (place.bus !== 0 || place.slot !== slot || place.function !== func) throw confError('internal-error', complaint);
}

function reservePiix3(def: DomainDef, placement: PciPlacement): void {
  const { set } = placement;
  const flags = PCI_CONNECT.autoassign | PCI_CONNECT.pciDevice;
  for (const each of def.devices.controllers) {
    if (each.index !== 0) continue;
    if (each.type === 'ide') fix(each, 1, 1, 'Primary IDE controller must have PCI address 0:0:1.1');
    else if (each.type === 'usb' && (each.model === undefined || each.model === 'piix3-uhci')) fix(each, 1, 2, 'PIIX3 USB controller at index 0 must have PCI address 0:0:1.2');
    else continue;
    const place = placeOf(each);
    if (place !== undefined && set.buses.length > 0) set.reserve(place, flags);
  }
  if (set.buses.length > 0) {
    set.reserve(at(1, 0), flags);
    set.reserve(at(1, 3), flags);
  }
  placePrimaryVideo(def, placement, 2, flags);
}

/** QEMU puts the first video card into the first slot that the chipset leaves free. */
function placePrimaryVideo(def: DomainDef, placement: PciPlacement, slot: number, flags: number): void {
  const [video] = def.devices.videos;
  if (video === undefined || video.model?.type === 'none' || video.model?.type === 'ramfb' || !wantsPlace(video)) return;
  placement.set.validate(at(slot), flags);
  if (placement.set.slotInUse(at(slot))) {
    placement.place({ kind: 'video', device: video });
    return;
  }
  placement.set.reserve(at(slot), flags);
  settleAt(video, at(slot));
}

function reserveQ35(def: DomainDef, placement: PciPlacement): void {
  const { set } = placement;
  const flags = PCI_CONNECT.pcieDevice;
  for (const each of def.devices.controllers) {
    if (each.type === 'sata' && each.index === 0) fix(each, 0x1f, 2, 'Primary SATA controller must have PCI address 0:0:1f.2');
    if (each.address !== undefined) continue;
    const slots = each.type === 'usb' && each.model === 'ich9-uhci1' ? [0x1d, 0x1a] : each.type === 'pci' && each.model === 'dmi-to-pci-bridge' ? [0x1e] : [];
    const free = slots.find((slot) => !set.slotInUse(at(slot)));
    if (free === undefined) continue;
    set.reserve(at(free), flags);
    settleAt(each, at(free), each.type === 'usb' ? true : undefined);
  }
  if (set.buses.length > 0) {
    set.reserve(at(0x1f, 0), flags);
    set.reserve(at(0x1f, 3), flags);
  }
  placePrimaryVideo(def, placement, 1, flags);
  if (set.slotInUse(at(0x1b))) return;
  const sound = def.devices.sounds.find((each) => each.model === 'ich9' && wantsPlace(each));
  if (sound === undefined) return;
  set.reserve(at(0x1b), flags);
  settleAt(sound, at(0x1b));
}
