import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { parseCpuSet } from '../lens/cpu-set.ts';
import { checkBackend } from './chardev.ts';
import type { Controller } from './controller.ts';
import { topologyCpus } from './cpu.ts';
import type { Device } from './device-list.ts';
import { deviceInfoOf, listDevices } from './device-list.ts';
import { diskPath } from './disk.ts';
import type { Disk } from './disk.ts';
import type { DomainParseContext } from './domain-context.ts';
import type { DomainDef } from './domain-types.ts';
import { sameDrive } from './postparse-device.ts';
import { checkStorageSource } from './validate-storage.ts';

/** libvirt's common checks of a complete definition, then the driver's. */
export function validateDomain(def: DomainDef, context: DomainParseContext): void {
  validateCommon(def, context);
  context.steps.validate?.(def);
  for (const device of listDevices(def.devices)) validateOneDevice(device, def, context);
}

/** libvirt's common checks of one device, then the driver's. */
export function validateOneDevice(device: Device, def: DomainDef, context: DomainParseContext): void {
  validateDevice(device);
  context.steps.validateDevice?.(device, def);
}

function validateCommon(def: DomainDef, context: DomainParseContext): void {
  const partition = def.resource[0]?.partition;
  if (partition?.startsWith('/') === false) throw unsupported(`Resource partition '${partition}' must start with '/'`);
  checkDuplicateDisks(def);
  checkHostdevs(def);
  checkDriveAddresses(def);
  checkScsiHostdevs(def);
  if ((topologyCpus(def.cpu) ?? 0) > 0xffff_ffff) throw unsupported(`cpu topology results in more than 4294967295 cpus`);
  checkAliases(def);
  if (def.devices.videos.length > 1 && def.devices.videos.some((each) => each.model?.type === 'none')) {
    throw unsupported("a 'none' video type must be the only video device defined for the domain");
  }
  checkLifecycle(def);
  checkHugepages(def);
  checkFirmware(def, context);
  checkShares(def);
  checkVideos(def);
  checkIdMap(def);
  checkNuma(def);
  checkFilesystems(def);
  checkMemories(def);
}

function checkDuplicateDisks(def: DomainDef): void {
  const wwns = new Map<string, Disk>();
  for (const disk of def.devices.disks) {
    if (disk.wwn !== undefined) {
      const other = wwns.get(disk.wwn);
      if (other !== undefined && other.serial === disk.serial && (disk.serial !== undefined || other.serial === undefined)) {
        throw unsupported(`Disks '${other.target?.dev ?? ''}' and '${disk.target?.dev ?? ''}' have identical WWN`);
      }
      wwns.set(disk.wwn, disk);
    }
  }
  const targets = new Set<string>();
  for (const { target } of def.devices.disks) {
    if (target?.dev === undefined) continue;
    if (targets.has(target.dev)) throw xmlError(`target '${target.dev}' duplicated for disk sources '${sourceOf(def, target.dev, 0)}' and '${sourceOf(def, target.dev, 1)}'`);
    targets.add(target.dev);
  }
}

function sourceOf(def: DomainDef, name: string, which: number): string {
  const source = def.devices.disks.filter((each) => each.target?.dev === name)[which]?.source;
  if (source === undefined) return '(null)';
  return (source.type === 'file' ? source.file : source.type === 'block' ? source.dev : undefined) ?? '(null)';
}

function checkHostdevs(def: DomainDef): void {
  const seen = new Set<string>();
  for (const each of def.devices.hostdevs) {
    if (each.source.mode !== 'subsystem') continue;
    const { device } = each.source;
    const key = JSON.stringify(device, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    if (seen.has(key)) throw xmlError('Hostdev already exists in the domain configuration');
    seen.add(key);
  }
  if (def.devices.hostdevs.filter((each) => each.ramfb === true).length > 1) throw unsupported("Only one vgpu device can have 'ramfb' enabled");
}

function checkDriveAddresses(def: DomainDef): void {
  const places = new Map<string, Disk>();
  let clash: Disk | undefined;
  for (const disk of def.devices.disks) {
    const { address } = disk;
    if (address?.type !== 'drive') continue;
    const place = [disk.target?.bus, address.controller, address.bus, address.target, address.unit].join(' ');
    const first = places.get(place);
    if (first === undefined) places.set(place, disk);
    // The first disk that shares its place is the one complained of.
    else if (clash === undefined || def.devices.disks.indexOf(first) < def.devices.disks.indexOf(clash)) clash = first;
  }
  if (clash?.address?.type !== 'drive') return;
  const { address } = clash;
  throw unsupported(
    `Found duplicate drive address for disk with target name '${clash.target?.dev ?? ''}' controller='${address.controller}' bus='${address.bus}' target='${address.target}' unit='${address.unit}'`,
  );
}

function checkScsiHostdevs({ devices: { hostdevs, disks } }: DomainDef): void {
  const scsi = hostdevs.filter((each) => each.source.mode === 'subsystem' && each.source.device.type === 'scsi');
  scsi.forEach(({ address }, index) => {
    if (address?.type !== 'drive') return;
    // libvirt mixes up the first two as well.
    const place = `SCSI host address controller='${address.bus}' bus='${address.controller}' target='${address.target}' unit='${address.unit}'`;
    if (scsi.slice(index + 1).some((other) => sameDrive(other.address, address))) throw unsupported(`${place} in use by another SCSI host device`);
    if (disks.some((disk) => disk.target?.bus === 'scsi' && sameDrive(disk.address, address))) throw unsupported(`${place} in use by another SCSI disk`);
  });
}

function checkMemories(def: DomainDef): void {
  const count = def.cpu?.numa?.cells.length ?? 0;
  for (const { target } of def.devices.memories) {
    if (target.node === undefined) continue;
    if (count === 0) throw confError('xml-detail', "can't add memory backend as guest has no NUMA nodes configured");
    if (target.node >= count) {
      throw confError('xml-detail', `can't add memory backend for guest node '${target.node}' as the guest has only '${count}' NUMA nodes configured`);
    }
  }
}

function checkAliases(def: DomainDef): void {
  const seen = new Set<string>();
  for (const device of listDevices(def.devices)) {
    const alias = deviceInfoOf(device)?.alias;
    if (alias === undefined || !alias.startsWith('ua-')) continue;
    if (seen.has(alias)) throw unsupported(`non unique alias detected: ${alias}`);
    seen.add(alias);
  }
}

function checkLifecycle(def: DomainDef): void {
  const coredump = (action: string): boolean => action.startsWith('coredump');
  if (coredump(def.on_poweroff)) throw unsupported(`Invalid value for 'on_poweroff': '${def.on_poweroff}'`);
  if (coredump(def.on_reboot)) throw unsupported(`Invalid value for 'on_reboot': '${def.on_reboot}'`);
}

function checkHugepages(def: DomainDef): void {
  const pages = def.memoryBacking?.hugepages?.pages ?? [];
  const cells = def.cpu?.numa?.cells.length ?? 0;
  pages.forEach((page, index) => {
    for (const other of pages.slice(0, index)) {
      if (page.nodeset === undefined && other.nodeset === undefined) throw confError('xml-detail', `two master hugepages detected: ${page.size} and ${other.size}`);
      if (page.nodeset === undefined || other.nodeset === undefined) continue;
      const members = new Set(parseCpuSet(page.nodeset));
      if (parseCpuSet(other.nodeset).some((node) => members.has(node))) {
        throw confError('xml-detail', `nodeset attribute of hugepages of sizes ${page.size} and ${other.size} intersect`);
      }
    }
    const beyond = page.nodeset === undefined ? undefined : parseCpuSet(page.nodeset).find((node) => node >= cells);
    if (beyond !== undefined) throw confError('xml-detail', `hugepages: node ${beyond} not found`);
  });
}

function checkFirmware(def: DomainDef, context: DomainParseContext): void {
  const { firmware, firmwareFeatures, loader, nvram } = def.os;
  const refuse = (detail: string): Error => confError('xml-detail', detail);
  const auto = 'cannot be specified when firmware autoselection is enabled';
  if (firmware !== undefined) {
    if (!context.features.firmwareAutoselect) throw refuse('firmware auto selection not implemented for this driver');
    if (loader === undefined && nvram === undefined) return;
    if (loader?.readonly !== undefined) throw refuse(`loader attribute 'readonly' ${auto}`);
    if (loader?.type !== undefined) throw refuse(`loader attribute 'type' ${auto}`);
    if (loader?.path !== undefined) throw refuse(`loader path ${auto}`);
    if (nvram?.template !== undefined) throw refuse(`nvram attribute 'template' ${auto}`);
    if (loader?.secure === false) throw refuse(`loader attribute 'secure' ${auto}`);
    if (nvram !== undefined && (nvram.path !== undefined || nvram.source !== undefined) && firmware !== 'efi') throw refuse(`firmware type '${firmware}' does not support nvram`);
  } else {
    if (firmwareFeatures !== undefined && firmwareFeatures.features.length > 0) {
      throw refuse('cannot use feature-based firmware autoselection when firmware autoselection is disabled');
    }
    if (loader === undefined && nvram === undefined) return;
    if (loader?.path === undefined) throw refuse('no loader path specified and firmware auto selection disabled');
  }
  checkStateless(def, refuse);
}

function checkStateless(def: DomainDef, refuse: (detail: string) => Error): void {
  const { firmware, loader, nvram } = def.os;
  if (loader?.stateless === true) {
    if (nvram?.template !== undefined) throw refuse('NVRAM template is not permitted when loader is stateless');
    if (nvram?.path !== undefined || nvram?.source !== undefined) throw refuse('NVRAM is not permitted when loader is stateless');
  }
  if (loader?.stateless !== false) return;
  if (firmware === undefined && loader.type !== 'pflash') throw refuse('Only pflash loader type permits NVRAM');
  if (firmware !== undefined && firmware !== 'efi') throw refuse('Only EFI firmware permits NVRAM');
}

function checkShares(def: DomainDef): void {
  const shares = def.cputune?.shares;
  if (shares !== undefined && shares > 0n && (shares < 2n || shares > 262144n)) throw unsupported("Value of cputune 'shares' must be in range [2, 262144]");
}

function checkVideos(def: DomainDef): void {
  const [first, ...rest] = def.devices.videos;
  if (first?.model?.primary === true && rest.some((each) => each.model?.primary === true)) throw unsupported('Only one primary video device is supported');
}

function checkIdMap(def: DomainDef): void {
  if (def.idmap === undefined) return;
  const { uid, gid } = def.idmap;
  if (uid.length > 0 !== gid.length > 0) throw unsupported('uid and gid should be mapped both');
  const byStart = (a: { start: number }, b: { start: number }): number => a.start - b.start;
  uid.sort(byStart);
  gid.sort(byStart);
  if ((uid[0] !== undefined && uid[0].start !== 0) || (gid[0] !== undefined && gid[0].start !== 0)) throw unsupported('You must map the root user of container');
}

function checkNuma(def: DomainDef): void {
  const cells = def.cpu?.numa?.cells ?? [];
  for (const cell of cells) {
    const levels = new Set<number>();
    for (const { level } of cell.caches) {
      if (level > 3) throw xmlError("Ain't nobody heard of that much cache level");
      if (levels.has(level)) throw xmlError(`Cache level '${level}' already defined`);
      levels.add(level);
    }
  }
  for (const { link } of def.cpu?.numa?.interconnects?.links ?? []) {
    if (link.initiator >= cells.length) throw xmlError("'initiator' refers to a non-existent NUMA node");
    if (link.target >= cells.length) throw xmlError("'target' refers to a non-existent NUMA node");
    if (cells[link.initiator]?.cpus === undefined) throw xmlError("NUMA nodes without CPUs can't be initiator");
    if ((link.cache ?? 0) > 0 && !cells[link.target]?.caches.some((cache) => cache.level === link.cache)) {
      throw xmlError("'cache' refers to a non-existent NUMA node cache");
    }
  }
}

function checkFilesystems(def: DomainDef): void {
  const targets = new Set<string>();
  for (const { target } of def.devices.filesystems) {
    if (target?.dir === undefined) continue;
    if (targets.has(target.dir)) throw confError('config-unsupported', 'filesystem target \'' + target.dir + '\' specified twice');
    targets.add(target.dir);
  }
}

/** libvirt's checks of one device that need nothing but the device. */
export function validateDevice(device: Device): void {
  switch (device.kind) {
    case 'serial':
    case 'parallel':
    case 'console':
      checkBackend(device.device, device.device.type);
      break;
    case 'channel':
      checkBackend(device.device, device.device.type, device.device.target.type !== 'guestfwd');
      break;
    case 'redirdev':
      if (device.device.type !== 'dbus') checkBackend(device.device, device.device.type);
      break;
    case 'smartcard':
      if (device.device.mode === 'passthrough' && device.device.type !== undefined) checkBackend(device.device, device.device.type);
      break;
    case 'rng': {
      const { backend } = device.device;
      if (backend.model === 'egd' && backend.type !== undefined) checkBackend(backend, backend.type);
      break;
    }
    case 'interface':
      checkInterface(device.device);
      break;
    case 'graphics':
      for (const each of 'listens' in device.device ? device.device.listens : []) {
        if (each.type === 'network' && each.network === undefined) throw xmlError("'network' attribute is required for listen type 'network'");
      }
      break;
    case 'disk':
      checkDisk(device.device);
      break;
    case 'video':
      if (device.device.model?.type === 'ramfb' && device.device.address !== undefined) throw unsupported('address not supported for video type ramfb');
      break;
    case 'controller':
      checkController(device.device);
      break;
    default:
      break;
  }
}

function checkInterface(value: { mac: { address: string | undefined } | undefined; coalesce: unknown }): void {
  if (value.mac?.address === undefined) throw confError('internal-error', 'interface without a MAC address');
}

function checkController(value: Controller): void {
  if (value.type !== 'pci') return;
  const root = value.model === 'pci-root' || value.model === 'pcie-root';
  if (root && value.address !== undefined) throw unsupported('pci-root and pcie-root controllers should not have an address');
  const { index: target, node } = value.target ?? {};
  if (target !== undefined && (target < 0 || target > 30)) throw unsupported(`PCI controller target index '${target}' out of range - must be 0-30`);
  if (target !== undefined && (value.index === 0) !== (target === 0)) {
    throw unsupported('Only the PCI controller with index 0 can have target index 0, and vice versa');
  }
  if (node !== undefined && value.index === 0) throw unsupported("The PCI controller with index=0 can't be associated with a NUMA node");
}

const ADDRESS_OF_BUS: Readonly<Record<string, readonly string[]>> = {
  ide: ['drive'], fdc: ['drive'], scsi: ['drive'], sata: ['drive'], virtio: ['pci', 'ccw', 'virtio-mmio', 'virtio-s390', 'unassigned'],
};

function checkDiskAddress(disk: Disk): void {
  const bus = disk.target?.bus ?? '';
  const allowed = ADDRESS_OF_BUS[bus];
  if (disk.address === undefined || allowed === undefined || allowed.includes(disk.address.type) || disk.address.type === 'unassigned') return;
  throw unsupported(`Invalid address type '${disk.address.type}' for the disk '${disk.target?.dev ?? ''}' with the bus type '${bus}'`);
}

function checkDisk(disk: Disk): void {
  if (disk.target?.dev === undefined) {
    throw confError('no-target', diskPath(disk));
  }
  if (disk.device === 'lun' && disk.type !== 'block' && disk.type !== 'network' && disk.type !== 'volume') {
    throw unsupported("disk device='lun' is only valid for block type disk source");
  }
  checkDiskAddress(disk);
  checkStorageSource(disk);
  if (disk.source === undefined && disk.device !== 'cdrom' && disk.device !== 'floppy') throw confError('no-source', disk.target.dev);
}
