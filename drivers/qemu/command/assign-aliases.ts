import type { Controller } from '../../conf/domain/controller.ts';
import type { DeviceInfo } from '../../conf/domain/device-info.ts';
import { diskIndex } from '../../conf/domain/disk-names.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { MemoryDevice } from '../../conf/domain/devices.ts';
import { hasBuiltinIde, hasPciMultiBus, machineIs } from '../conf/machine-kinds.ts';
import { scsiControllerOf } from './address-props.ts';

type Named = Pick<DeviceInfo, 'alias'>;

/** Names every device that has no name yet, as libvirt does; QEMU knows the devices by these. */
export function assignAliases(def: DomainDef): void {
  const { devices } = def;
  for (const each of devices.disks) each.alias ??= diskAlias(each, def);
  for (const each of devices.interfaces) {
    if (each.type === 'hostdev') each.alias ??= `hostdev${nextIndex(hostdevNamed(def), 'hostdev')}`;
    else each.alias ??= `net${nextIndex(devices.interfaces, 'net')}`;
  }
  for (const each of devices.filesystems) each.alias ??= `fs${nextIndex(devices.filesystems, 'fs')}`;
  byPosition(devices.sounds, 'sound');
  for (const each of devices.hostdevs) each.alias ??= `hostdev${nextIndex(hostdevNamed(def), 'hostdev')}`;
  byPosition(devices.redirdevs, 'redir');
  byPosition(devices.videos, 'video');
  for (const each of devices.controllers) each.alias ??= controllerAlias(each, def);
  byPosition(devices.inputs, 'input');
  byPosition(devices.parallels, 'parallel');
  byPosition(devices.serials, 'serial');
  byPosition(devices.channels, 'channel');
  byPosition(devices.consoles, 'console');
  byPosition(devices.hubs, 'hub');
  byPosition(devices.shmems, 'shmem');
  byPosition(devices.smartcards, 'smartcard');
  for (const each of devices.watchdogs) each.alias ??= 'watchdog0';
  for (const each of devices.memballoons) if (each.model !== 'none') each.alias ??= 'balloon0';
  for (const each of devices.rngs) each.alias ??= `rng${nextIndex(devices.rngs, 'rng')}`;
  byPosition(devices.tpms, 'tpm');
  for (const each of devices.memories) each.alias ??= memoryAlias(each, def);
  for (const each of devices.vsocks) each.alias ??= 'vsock0';
  for (const each of devices.iommus) each.alias ??= 'iommu0';
}

function byPosition(list: readonly Named[], prefix: string): void {
  list.forEach((each, index) => { each.alias ??= `${prefix}${index}`; });
}

/** The number after the highest one in use. */
export function nextIndex(list: readonly Named[], prefix: string): number {
  return list.reduce((next, { alias }) => {
    const digits = alias?.startsWith(prefix) === true ? alias.slice(prefix.length) : '';
    return /^\d+$/.test(digits) ? Math.max(next, Number(digits) + 1) : next;
  }, 0);
}

function hostdevNamed({ devices }: DomainDef): Named[] {
  return [...devices.hostdevs, ...devices.interfaces];
}

function diskAlias(disk: Disk, def: DomainDef): string {
  const bus = disk.target?.bus ?? 'ide';
  const { address } = disk;
  if (address?.type !== 'drive') return `${bus}-disk${diskIndex(disk.target?.dev ?? '')}`;
  const { controller, target, unit } = address;
  const narrow = bus !== 'scsi' || scsiControllerOf(def, controller).model === 'lsilogic';
  return `${bus}${[controller, address.bus, ...(narrow ? [] : [target]), unit].join('-')}`;
}

/** What a controller is called. */
export function controllerAlias(controller: Controller, def: DomainDef): string {
  const { type, model, index } = controller;
  switch (type) {
    case 'pci':
      if (!hasPciMultiBus(def)) return 'pci';
      return model === 'pcie-root' ? `pcie.${index}` : `pci.${index}`;
    case 'ide':
      return hasBuiltinIde(def) && index === 0 ? 'ide' : `ide${index}`;
    case 'sata':
      return machineIs.q35(def) && index === 0 ? 'ide' : `sata${index}`;
    case 'usb':
      return index === 0 ? 'usb' : `usb${index}`;
    case 'scsi':
      return model === 'ncr53c90' && index === 0 ? 'scsi' : `scsi${index}`;
    default:
      return `${type}${index}`;
  }
}

const MEMORY_PREFIXES = { dimm: 'dimm', nvdimm: 'nvdimm', 'virtio-pmem': 'virtiopmem', 'virtio-mem': 'virtiomem', 'sgx-epc': 'epc' } as const;

function memoryAlias(memory: MemoryDevice, def: DomainDef): string {
  const prefix = MEMORY_PREFIXES[memory.model];
  const slotted = memory.model === 'dimm' || memory.model === 'nvdimm';
  if (slotted) return `${prefix}${memory.address?.type === 'dimm' ? memory.address.slot : 0}`;
  return `${prefix}${nextIndex(def.devices.memories, prefix)}`;
}
