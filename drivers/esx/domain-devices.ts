import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import { serializeXml } from '../conf/xml/serialize-xml.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseDatastorePath } from '../vmx/datastore-path.ts';
import { addDisk, addNic, changeMedia, changeNic, devicesOf, removeDisk, removeNic } from './device-changes.ts';
import { backingFile, findDisk, type DiskDef, type NicDef } from './device-lookup.ts';
import { prepared } from './domain-lifecycle.ts';
import { reconfigure } from './domain-info.ts';
import { readDomain } from './domain-native.ts';
import { definitionOf } from './domain-xml.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { AnyVirtualDevice, VirtualDeviceConfigSpec } from './vim/vim.gen.ts';

/** VIR_DOMAIN_AFFECT_LIVE, _CONFIG, VIR_DOMAIN_DEVICE_MODIFY_FORCE: there is one definition, live and kept. */
const AFFECT = 1 | 2 | 4;
/** VIR_DOMAIN_BLOCK_RESIZE_BYTES */
const RESIZE_BYTES = 1;

/** Devices of machines, changed while they run where the host can. */
export const domainDevices = methodsOf<DomainMethods>()({
  attachDevice: (session, dom, xml) => change(session, dom, xml, 0, 'attach'),
  attachDeviceFlags: (session, dom, xml, flags = 0) => change(session, dom, xml, flags, 'attach'),
  detachDevice: (session, dom, xml) => change(session, dom, xml, 0, 'detach'),
  detachDeviceFlags: (session, dom, xml, flags = 0) => change(session, dom, xml, flags, 'detach'),
  updateDeviceFlags: (session, dom, xml, flags = 0) => change(session, dom, xml, flags, 'update'),

  async blockResize(session, dom, disk, size, flags = 0) {
    checkFlags(flags, RESIZE_BYTES, 'esxDomainBlockResize');
    const machine = await prepared(session, dom);
    const { device } = await diskNamed(session, machine, disk);
    if (device._type !== 'VirtualDisk') throw libvirtError('esx', 'invalid-arg', `'${disk}' is no disk`);
    const capacityInKB = Number((flags & RESIZE_BYTES) === 0 ? size : (size + 1023n) / 1024n);
    if (capacityInKB < device.capacityInKB) throw libvirtError('esx', 'operation-unsupported', 'disks can only grow');
    await reconfigure(session, machine, 'Could not resize disk', { deviceChange: [{ _type: 'VirtualDeviceConfigSpec', operation: 'edit', device: { ...device, capacityInKB, capacityInBytes: capacityInKB * 1024 } }] });
  },
  async getBlockInfo(session, dom, path, flags = 0) {
    checkFlags(flags, 0, 'esxDomainGetBlockInfo');
    const machine = await session.machine(dom);
    const { device } = await diskNamed(session, machine, path);
    if (device._type !== 'VirtualDisk') throw libvirtError('esx', 'operation-unsupported', `'${path}' is no disk`);
    const capacity = BigInt(device.capacityInBytes ?? device.capacityInKB * 1024);
    const file = backingFile(device);
    const stored = file === undefined ? undefined : await session.volumes.fileSize(file);
    return { capacity, allocation: stored ?? capacity, physical: stored ?? capacity };
  },
});

/** A disk of a machine by its target or its file. */
async function diskNamed(session: EsxSession, machine: Machine, name: string): Promise<{ readonly disk: DiskDef; readonly device: AnyVirtualDevice }> {
  const devices = await devicesOf(session, machine);
  const def = await definitionOf(session, machine);
  const disk = def.devices.disks.find(({ target, source }) => target?.dev === name || (source?.type === 'file' && source.file === name));
  if (disk === undefined) throw libvirtError('esx', 'invalid-arg', `invalid path '${name}' not assigned to domain`);
  const file = disk.source?.type === 'file' ? disk.source.file : undefined;
  // Names of files may be written in more than one way; places cannot.
  if (file !== undefined && parseDatastorePath(file) === undefined) throw libvirtError('esx', 'operation-unsupported', `'${file}' is in no datastore`);
  return { disk, device: findDisk(disk, devices) };
}

type Action = 'attach' | 'detach' | 'update';

async function change(session: EsxSession, dom: DomainRef, xml: string, flags: number, action: Action): Promise<void> {
  checkFlags(flags, AFFECT, `esxDomain${action === 'update' ? 'Update' : action === 'attach' ? 'Attach' : 'Detach'}DeviceFlags`);
  const machine = await prepared(session, dom);
  const devices = await devicesOf(session, machine);
  const { disk, nic } = parseDevice(xml);
  const deviceChange = disk !== undefined ? diskChange(disk, devices, action) : nic !== undefined ? await nicChange(session, nic, devices, action) : undefined;
  if (deviceChange === undefined) throw libvirtError('esx', 'config-unsupported', 'only disks, drives and network cards can be changed');
  await reconfigure(session, machine, 'Could not change devices', { deviceChange });
}

function diskChange(disk: DiskDef, devices: readonly AnyVirtualDevice[], action: Action): readonly VirtualDeviceConfigSpec[] {
  switch (action) {
    case 'attach':
      return addDisk(disk, devices);
    case 'detach':
      return [removeDisk(disk, devices)];
    case 'update':
      return [changeMedia(disk, devices)];
  }
}

async function nicChange(session: EsxSession, nic: NicDef, devices: readonly AnyVirtualDevice[], action: Action): Promise<readonly VirtualDeviceConfigSpec[]> {
  switch (action) {
    case 'attach':
      return [await addNic(session, nic)];
    case 'detach':
      return [removeNic(nic, devices)];
    case 'update':
      return [await changeNic(session, nic, devices)];
  }
}

/** A device by itself, read as part of a machine that has nothing else. */
function parseDevice(xml: string): { readonly disk: DiskDef | undefined; readonly nic: NicDef | undefined } {
  const { root } = parseXml(xml, { url: '(device_definition)' });
  const def = readDomain(
    `<domain type='vmware'><name>x</name><memory>1</memory><os><type arch='x86_64'>hvm</type></os><devices>${serializeXml(root)}</devices></domain>`,
  );
  return { disk: root.name === 'disk' ? def.devices.disks[0] : undefined, nic: root.name === 'interface' ? def.devices.interfaces[0] : undefined };
}
