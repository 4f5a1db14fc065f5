import { PCI_CONNECT, PciAddressSet } from '../../conf/domain/address/pci-address-set.ts';
import { chardevSource } from '../../conf/domain/chardev.ts';
import type { Controller } from '../../conf/domain/controller.ts';
import type { DeviceInfo, PciAddress } from '../../conf/domain/device-info.ts';
import { deviceInfoOf, listDevices } from '../../conf/domain/device-list.ts';
import { diskIndex } from '../../conf/domain/disk-names.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import { domainContext } from '../../conf/domain/domain-def.ts';
import type { DomainDef, DomainParseContext } from '../../conf/domain/domain-def.ts';
import type { ContextInit } from '../../conf/domain/domain-context.ts';
import { ensureController } from '../../conf/domain/postparse.ts';
import { xmlError } from '../../conf/lens/conf-error.ts';

/** What the host's bhyve can. */
export interface BhyveDomainHost {
  /** 32 disks on one AHCI controller. */
  readonly ahci32Slots: boolean;
}

/** How bhyve's driver reads domain documents (`virBhyveDriverDomainDefParserConfig`). */
export function bhyveDomainContext(host: BhyveDomainHost, init: ContextInit = {}): DomainParseContext {
  return domainContext({
    ...init,
    features: { firmwareAutoselect: true },
    namespaces: ['bhyve'],
    steps: {
      domain(def) {
        ensureController(def, 'pci', 0, 'pci-root');
        if (needsIsa(def)) ensureController(def, 'isa', 0);
      },
      device(device, def) {
        if (device.kind === 'disk' && device.device.address === undefined) assignDisk(device.device, host);
        if (device.kind === 'controller') checkRoot(device.device);
        if (device.kind === 'video' && device.device.model?.type === 'default') device.device.model.type = 'gop';
        if ((device.kind === 'console' || device.kind === 'serial') && device.device.type === 'nmdm' && device.device.sources[0]?.master === undefined) {
          device.device.sources = [chardevSource({ master: `/dev/nmdm${def.uuid}A`, slave: `/dev/nmdm${def.uuid}B` })];
        }
      },
      assignAddresses: assignPci,
    },
  });
}

function needsIsa(def: DomainDef): boolean {
  const { serials, consoles, graphics, videos } = def.devices;
  if (def.bootloader === undefined && def.os.loader !== undefined) return true;
  if (def.os.firmware === 'efi' || serials.length > 0 || consoles.length > 0) return true;
  return graphics.length > 0 && videos.length > 0;
}

function checkRoot(value: Controller): void {
  if (value.type === 'pci' && (value.model === 'pci-root' || value.model === 'pcie-root') && value.index !== 0) {
    throw xmlError('pci-root and pcie-root controllers should have index 0', 'bhyve');
  }
}

function assignDisk(disk: Disk, host: BhyveDomainHost): void {
  const index = diskIndex(disk.target?.dev);
  if (index < 0) throw xmlError(`Unknown disk name '${disk.target?.dev ?? ''}' and no address specified`, 'bhyve');
  if (disk.target?.bus !== 'sata') return;
  const controller = host.ahci32Slots ? Math.floor(index / 32) : index;
  disk.address = { type: 'drive', controller, bus: 0, target: 0, unit: host.ahci32Slots ? index % 32 : 0 };
}

const LPC = { bus: 0, slot: 1, function: 0 };

function settleAt(info: Pick<DeviceInfo, 'address'>, slot: number, func = 0, bus = 0): void {
  const address: PciAddress = { type: 'pci', domain: 0, bus, slot, function: func, multifunction: undefined, zpci: undefined };
  info.address = address;
}

/** One bus, and slot 1 kept for the LPC bridge unless somebody asked for it. */
function assignPci(def: DomainDef): void {
  const set = new PciAddressSet({ dryRun: false, multipleRoots: false, pcieToPciBridge: false });
  set.setBus(0, 'pci-root', true);
  for (const device of listDevices(def.devices)) {
    const address = deviceInfoOf(device)?.address;
    if (address?.type !== 'pci' || (address.slot ?? 0) + (address.bus ?? 0) === 0) continue;
    set.reserve({ bus: address.bus ?? 0, slot: address.slot ?? 0, function: address.function ?? 0 }, PCI_CONNECT.pciDevice);
  }
  if (!set.slotInUse(LPC)) {
    set.reserve(LPC, PCI_CONNECT.pciDevice);
    const isa = def.devices.controllers.find((each) => each.type === 'isa' && wantsPlace(each));
    if (isa !== undefined) settleAt(isa, LPC.slot);
  }
  for (const info of pciDevices(def)) {
    if (!wantsPlace(info)) continue;
    const place = set.reserveNext(PCI_CONNECT.pciDevice);
    settleAt(info, place.slot, place.function, place.bus);
  }
}

function wantsPlace({ address }: Pick<DeviceInfo, 'address'>): boolean {
  return address === undefined || (address.type === 'pci' && address.slot === undefined);
}

function pciDevices(def: DomainDef): Pick<DeviceInfo, 'address'>[] {
  const { controllers, interfaces, disks, videos, sounds, filesystems } = def.devices;
  const own = controllers.filter((each) => {
    if (each.type === 'pci') return each.model !== 'pci-root';
    return each.type === 'sata' || each.type === 'isa' || (each.type === 'usb' && each.model === 'nec-xhci');
  });
  return [...own, ...interfaces, ...disks.filter((each) => each.target?.bus === 'virtio'), ...videos, ...sounds, ...filesystems];
}
