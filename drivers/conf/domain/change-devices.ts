import { confError } from '../lens/conf-error.ts';
import { assertNever } from '../../core/assert.ts';
import { DEVICE_LISTS, deviceInfoOf, listDevices } from './device-list.ts';
import type { Device } from './device-list.ts';
import type { DomainDef } from './domain-types.ts';
import type { HostdevSource } from './hostdev.ts';
import type { NetInterface } from './interface.ts';
import { formatDeviceXml } from './parse-device.ts';
import { controllerPlace, diskPlace } from './settle.ts';

/** Puts a device where it belongs among its kind. Changes the definition. */
export function insertDevice(def: DomainDef, device: Device): void {
  const { devices } = def;
  if (device.kind === 'disk') devices.disks.splice(diskPlace(devices.disks, device.device), 0, device.device);
  else if (device.kind === 'controller') devices.controllers.splice(controllerPlace(devices.controllers, device.device), 0, device.device);
  else listOf(def, device).push(device.device);
  if (device.kind === 'memory') changeMemory(def, device.device.target.sizeKiB ?? 0);
}

/** Takes out exactly this device, one of the definition's own. Changes the definition. */
export function removeDevice(def: DomainDef, device: Device): void {
  const list = listOf(def, device);
  const at = list.indexOf(device.device);
  if (at < 0) return;
  list.splice(at, 1);
  if (device.kind === 'memory') changeMemory(def, -(device.device.target.sizeKiB ?? 0));
}

/** Modules count as memory of the machine; a guest that had all of it has all of it then, too. */
function changeMemory({ memory, currentMemory }: DomainDef, byKiB: number): void {
  const hadAll = currentMemory.sizeKiB === memory.sizeKiB;
  memory.sizeKiB += byKiB;
  if (hadAll || currentMemory.sizeKiB > memory.sizeKiB) currentMemory.sizeKiB = memory.sizeKiB;
}

/** Puts a device in the place of one of the definition's own. Changes the definition. */
export function replaceDevice(def: DomainDef, before: Device, after: Device): void {
  const list = listOf(def, before);
  const at = list.indexOf(before.device);
  if (at >= 0) list.splice(at, 1, after.device);
}

function listOf(def: DomainDef, { kind }: Device): unknown[] {
  return def.devices[DEVICE_LISTS[kind]];
}

/**
 * The definition's own device that a document means: by what tells devices of its kind apart, as libvirt looks for them.
 *
 * @throws VirError `device-missing`; `operation-failed` when several interfaces fit.
 */
export function findDevice(def: DomainDef, wanted: Device): Device {
  const same = listDevices(def.devices).filter((each) => each.kind === wanted.kind);
  const alias = deviceInfoOf(wanted)?.alias;
  const found = same.filter((each) => isMeant(each, wanted));
  if (wanted.kind === 'interface' && found.length > 1) throw confError('operation-failed', `multiple devices matching ${netWords(wanted.device)} found`);
  const byAlias = alias === undefined ? undefined : found.find((each) => deviceInfoOf(each)?.alias === alias);
  const device = byAlias ?? found[0];
  if (device === undefined) throw confError('device-missing', missing(wanted));
  return device;
}

function isMeant(each: Device, wanted: Device): boolean {
  switch (wanted.kind) {
    case 'disk':
      return each.kind === 'disk' && each.device.target?.dev === wanted.device.target?.dev;
    case 'controller':
      return each.kind === 'controller' && each.device.type === wanted.device.type && each.device.index === wanted.device.index;
    case 'interface':
      return each.kind === 'interface' && isSameNet(each.device, wanted.device);
    case 'hostdev':
      return each.kind === 'hostdev' && plainText(each.device.source) === plainText(wanted.device.source);
    case 'graphics':
      return each.kind === 'graphics' && each.device.type === wanted.device.type;
    case 'filesystem':
      return each.kind === 'filesystem' && each.device.target?.dir === wanted.device.target?.dir;
    default:
      return comparable(each, wanted) === comparable(wanted, wanted);
  }
}

function isSameNet(each: NetInterface, wanted: NetInterface): boolean {
  if (wanted.mac?.address !== undefined && each.mac?.address !== wanted.mac.address) return false;
  return wanted.address === undefined || plainText(each.address) === plainText(wanted.address);
}

function plainText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}

/** A device's text without what the machine that runs gave it, and without what the wanted one does not say. */
function comparable(each: Device, wanted: Device): string {
  const info = deviceInfoOf(wanted);
  // Sockets and terminals that a document does not name are made up when the device joins a machine.
  const anySource = 'sources' in wanted.device && !wanted.device.sources.some((source) => source.path !== undefined) && (wanted.device.type === 'unix' || wanted.device.type === 'pty');
  const bare = { ...each.device, alias: undefined, ...(info?.address === undefined ? { address: undefined } : {}), ...(anySource ? { sources: [] } : {}) };
  return formatDeviceXml({ kind: each.kind, device: bare } as Device);
}

function netWords({ mac, address }: NetInterface): string {
  const place = address?.type === 'pci' ? ` on ${pciWords(address)}` : '';
  return `MAC address ${mac?.address ?? ''}${place}`;
}

function pciWords({ domain = 0, bus = 0, slot = 0, function: func = 0 }: { domain?: number | undefined; bus?: number | undefined; slot?: number | undefined; function?: number | undefined }): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${func}`;
}

function missing(wanted: Device): string {
  switch (wanted.kind) {
    case 'disk':
      return `disk ${wanted.device.target?.dev ?? ''} not found`;
    case 'controller':
      return `controller ${wanted.device.type}:${wanted.device.index} not found`;
    case 'interface':
      return `no device matching ${netWords(wanted.device)} found`;
    case 'hostdev':
      return wanted.device.source.mode === 'subsystem' ? hostdevWords(wanted.device.source.device) : 'host device not found';
    case 'graphics':
      return `cannot find existing graphics device to modify of type '${wanted.device.type}'`;
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
      return 'device not present in domain configuration';
    case 'shmem':
      return `model '${wanted.device.model ?? ''}' shmem device not present in domain configuration`;
    default:
      return `matching ${wanted.kind} device not found`;
  }
}

function hostdevWords(source: HostdevSource): string {
  switch (source.type) {
    case 'pci':
      return `host pci device ${pciWords(source.address ?? {})} not found`;
    case 'usb': {
      const { bus = 0, device = 0 } = source.address ?? {};
      if (bus !== 0) return `host usb device ${bus}.${device} not found`;
      const hex = (id: number | undefined): string => `0x${(id ?? 0).toString(16).padStart(4, '0')}`;
      return `host usb device vendor=${hex(source.vendor)} product=${hex(source.product)} not found`;
    }
    case 'scsi':
      return 'host scsi device not found';
    case 'scsi_host':
      return 'scsi_host device not found';
    case 'mdev':
      return `mediated device ${source.address?.uuid ?? ''} not found`;
    default:
      return assertNever(source);
  }
}
