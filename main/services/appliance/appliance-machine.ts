import { XmlElement, xmlText, type XmlNode } from '../../../drivers/conf/xml/xml-tree.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { diskName } from '../../../drivers/conf/domain/disk-names.ts';
import type { Appliance, ApplianceBus, ApplianceNic } from '../../../drivers/ovf/appliance.ts';
import type { MachineCapabilities } from '../machines/host-capabilities.ts';
import { newMachineXml } from '../machines/new-machine-xml.ts';

/** A disk that was made for a machine. */
export interface MadeDisk {
  readonly path: string;
  readonly poolType: string;
  /** What it hung on where it comes from. */
  readonly bus: ApplianceBus;
  /** Model of its controller there, where it is said. */
  readonly controller: string | undefined;
}

/** What a machine is made of. */
export interface ApplianceMachine {
  readonly appliance: Appliance;
  readonly name: string;
  readonly uuid: string;
  readonly disks: readonly MadeDisk[];
  /** Undefined: none is on, and the cards get the emulator's own. */
  readonly network: string | undefined;
  /** Network cards keep the addresses that the appliance names, except for these. */
  readonly macs?: { readonly taken: ReadonlySet<string> } | undefined;
  /** The file with the firmware's variables, on the host. */
  readonly nvram?: string | undefined;
  /** Chosen by a person; else what the host and the system inside are likely to share. */
  readonly bus: 'virtio' | 'sata' | 'scsi' | 'ide' | undefined;
  readonly capabilities: MachineCapabilities;
}

const BLOCK_POOLS = new Set(['logical', 'zfs', 'disk', 'iscsi', 'scsi', 'mpath']);

/** The document of an appliance's machine: what every new machine has, with its own disks and cards. */
export function applianceMachineXml(machine: ApplianceMachine): string {
  const { appliance, name, uuid, capabilities, network } = machine;
  const windows = /windows|winnt/i.test(appliance.guest ?? '');
  const text = newMachineXml({
    name, uuid, vcpus: appliance.vcpus, memoryKiB: appliance.memoryKiB, firmware: appliance.firmware === 'efi' ? 'uefi' : 'bios',
    disk: undefined, cdrom: undefined, network: undefined, virtio: !windows, capabilities,
  });
  const document = parseXml(text);
  const { root } = document;
  if (appliance.description !== undefined) root.children.splice(2, 0, el('description', {}, [appliance.description]));
  const devices = root.child('devices');
  const used = new Map<string, number>();
  const disks = machine.disks.map((disk, index) => diskElement(machine, disk, index, used));
  if (appliance.cdroms > 0 && capabilities.osType === 'hvm') disks.push(emptyDrive(capabilities, used));
  const nics = appliance.nics.map((nic) => nicElement(network, modelOf(nic.model, windows, capabilities), keptMac(machine, nic)));
  if (machine.nvram !== undefined) root.child('os')?.children.push(el('nvram', {}, [machine.nvram]));
  devices?.children.splice(devices.child('emulator') === undefined ? 0 : 1, 0, ...disks, ...nics);
  return serializeXml(document);
}

function diskElement(machine: ApplianceMachine, { path, poolType, bus: from }: MadeDisk, index: number, used: Map<string, number>): XmlElement {
  const isBlock = BLOCK_POOLS.has(poolType);
  const bus = busFor(machine, from);
  return el('disk', { type: isBlock ? 'block' : 'file', device: 'disk' }, [
    el('driver', { name: 'qemu', type: 'raw', discard: 'unmap' }),
    el('source', { [isBlock ? 'dev' : 'file']: path }),
    el('target', { dev: nextName(bus, used), bus }),
    el('boot', { order: String(index + 1) }),
  ]);
}

function nextName(bus: string, used: Map<string, number>): string {
  const prefix = bus === 'virtio' ? 'vd' : bus === 'ide' ? 'hd' : 'sd';
  const index = used.get(prefix) ?? 0;
  used.set(prefix, index + 1);
  return diskName(prefix, index);
}

/**
 * What the disks hang on. Virtio where the appliance says that its system knows it; else the controller of the host's board, which
 * every system knows: VMware's SCSI controllers are not what hosts emulate well.
 */
function busFor({ bus, capabilities }: ApplianceMachine, from: ApplianceBus): string {
  if (bus !== undefined) return bus;
  const has = (word: string): boolean => capabilities.diskBuses === undefined || capabilities.diskBuses.has(word);
  if (from === 'virtio' && has('virtio')) return 'virtio';
  if (!isPc(capabilities)) return has('virtio') ? 'virtio' : 'scsi';
  return isQ35(capabilities) ? 'sata' : 'ide';
}

function emptyDrive(capabilities: MachineCapabilities, used: Map<string, number>): XmlElement {
  const bus = isPc(capabilities) ? (isQ35(capabilities) ? 'sata' : 'ide') : 'scsi';
  return el('disk', { type: 'file', device: 'cdrom' }, [el('target', { dev: nextName(bus, used), bus }), el('readonly')]);
}

function modelOf(model: string | undefined, windows: boolean, capabilities: MachineCapabilities): string | undefined {
  if (capabilities.osType !== 'hvm') return undefined;
  if (/virtio/i.test(model ?? '')) return 'virtio';
  if (!isPc(capabilities)) return 'virtio';
  if (/pcnet/i.test(model ?? '')) return 'pcnet';
  // VMware's own cards need its drivers; systems that have those know Intel's as well.
  return windows || /e1000e|vmxnet/i.test(model ?? '') ? 'e1000e' : 'e1000';
}

/** The address that a card keeps; undefined: it gets one of its own. */
export function keptMac({ macs }: Pick<ApplianceMachine, 'macs'>, { mac }: Pick<ApplianceNic, 'mac'>): string | undefined {
  return macs === undefined || mac === undefined || macs.taken.has(mac.toLowerCase()) ? undefined : mac;
}

/** Without a network the emulator itself plays one. */
function nicElement(network: string | undefined, model: string | undefined, mac: string | undefined): XmlElement {
  const source = network === undefined ? [] : [el('source', { network })];
  return el('interface', { type: network === undefined ? 'user' : 'network' }, [...(mac === undefined ? [] : [el('mac', { address: mac })]), ...source, ...(model === undefined ? [] : [el('model', { type: model })])]);
}

function isPc({ arch }: MachineCapabilities): boolean {
  return arch === 'x86_64' || arch === 'i686';
}

function isQ35({ machineType }: MachineCapabilities): boolean {
  return machineType?.includes('q35') === true;
}

function el(name: string, attributes: Readonly<Record<string, string>> = {}, children: readonly (XmlElement | string)[] = []): XmlElement {
  const nodes = children.map((each): XmlNode => (typeof each === 'string' ? xmlText(each) : each));
  return new XmlElement(name, Object.entries(attributes).map(([key, value]) => ({ name: key, value })), nodes);
}
