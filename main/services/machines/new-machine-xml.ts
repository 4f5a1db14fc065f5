import { XmlElement, xmlText, type XmlNode } from '../../../drivers/conf/xml/xml-tree.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { SystemDevices } from '../guest-systems/guest-systems.ts';
import { osinfoId } from '../guest-systems/osinfo-id.ts';
import { TAGS_URI } from '../inventory/machine-tags.ts';
import type { MachineCapabilities } from './host-capabilities.ts';

/** Where a new machine's disk is. */
export interface DiskPlace {
  /** A path, or `pool/volume` where the pool has no paths. */
  readonly source: { readonly kind: 'file' | 'block'; readonly path: string } | { readonly kind: 'volume'; readonly pool: string; readonly volume: string };
  readonly format: 'qcow2' | 'raw';
  /** Undefined: the best that guest and host know. */
  readonly bus?: string | undefined;
}

/** How a new machine is on the network. */
export interface CardPlan {
  readonly kind: 'network' | 'bridge' | 'user';
  /** The network's or the bridge's name. */
  readonly source: string;
  readonly model?: string | undefined;
  readonly mac?: string | undefined;
}

/** What a machine may start from. */
export type BootDevice = 'disk' | 'cdrom' | 'network';

/** Everything that a new machine's document is made of. */
export interface NewMachinePlan {
  readonly name: string;
  readonly uuid: string;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure';
  readonly disk: DiskPlace | undefined;
  readonly cdrom: string | undefined;
  readonly network: string | undefined;
  /** Guests that know no virtio devices get older ones. Only what `system` does not say. */
  readonly virtio: boolean;
  /** What the guest system gets on with. */
  readonly system?: SystemDevices | undefined;
  /** Told to those who read the machine later. */
  readonly osId?: string | undefined;
  readonly tpm?: boolean | undefined;
  /** Started by the host itself: an installer's kernel. */
  readonly direct?: { readonly kernel: string; readonly initrd: string; readonly commandLine: string } | undefined;
  /** A container's: the folder that is its root, none for the host's own, and its first program. */
  readonly container?: { readonly root: string | undefined; readonly init: string } | undefined;
  /** Made now, installed later: the machine says so itself. */
  readonly installsLater?: boolean | undefined;
  /** An installer's reboot is the end of its phase. */
  readonly endsAtReboot?: boolean | undefined;
  readonly capabilities: MachineCapabilities;
  /** Disks besides the first. */
  readonly moreDisks?: readonly DiskPlace[];
  /** An image that is not started from: cloud-init's. A small disk where the guest knows virtio (many cloud kernels have no CD drives), else a CD. */
  readonly seed?: string | undefined;
  /** Instead of `network`. */
  readonly cards?: readonly CardPlan[];
  /** Undefined: VNC where the host has it. */
  readonly display?: 'vnc' | 'spice' | 'none' | undefined;
  /** What is tried first, second, …; undefined: the disk, then the CD. */
  readonly bootOrder?: readonly BootDevice[] | undefined;
}

/** The document of a new machine with sensible defaults: boots the disk first, then the image. */
export function newMachineXml(wanted: NewMachinePlan): string {
  const plan = settle(wanted);
  const { capabilities } = plan;
  const full = capabilities.osType === 'hvm';
  const root = el('domain', { type: capabilities.virtType }, [
    el('name', {}, [plan.name]),
    el('uuid', {}, [plan.uuid]),
    ...metadataElement(plan),
    el('memory', { unit: 'KiB' }, [String(plan.memoryKiB)]),
    el('vcpu', {}, [String(plan.vcpus)]),
    osElement(plan),
    ...(full && isPc(capabilities) ? [featuresElement(plan)] : []),
    ...cpuElement(capabilities),
    ...(full ? [clockElement(plan)] : []),
    el('on_poweroff', {}, ['destroy']),
    el('on_reboot', {}, [plan.endsAtReboot === true ? 'destroy' : 'restart']),
    el('on_crash', {}, ['destroy']),
    el('devices', {}, devicesOf(plan)),
  ]);
  return serializeXml(root);
}

/** The system's name in the form that other programs know. */
function metadataElement({ osId, installsLater }: NewMachinePlan): readonly XmlElement[] {
  const id = osId === undefined ? undefined : osinfoId(osId);
  const mark = installsLater === true ? [el('vireo:tags', { 'xmlns:vireo': TAGS_URI }, [el('vireo:install', { state: 'pending' })])] : [];
  if (id === undefined) return mark.length === 0 ? [] : [el('metadata', {}, mark)];
  const info = el('libosinfo:libosinfo', { 'xmlns:libosinfo': 'http://libosinfo.org/xmlns/libvirt/domain/1.0' }, [el('libosinfo:os', { id })]);
  return [el('metadata', {}, [info, ...mark])];
}

/** What the system says goes before the plain choice between old and new devices; a PC of the old kind where the system needs one. */
function settle(plan: NewMachinePlan): NewMachinePlan {
  const { system, capabilities } = plan;
  if (system === undefined) return plan;
  const isOld = system.machine === 'pc' && isPc(capabilities) && capabilities.machineTypes?.has('pc') === true;
  return { ...plan, virtio: system.disk === 'virtio', capabilities: isOld ? { ...capabilities, machineType: 'pc' } : capabilities };
}

function osElement({ capabilities, firmware, direct, container }: NewMachinePlan): XmlElement {
  const { arch, machineType, osType } = capabilities;
  const type = el('type', { arch, ...(machineType === undefined ? {} : { machine: machineType }) }, [osType]);
  const features = ['enrolled-keys', 'secure-boot'].map((name) => el('feature', { enabled: 'yes', name }));
  return el('os', firmware === 'bios' ? {} : { firmware: 'efi' }, [
    type,
    ...(firmware === 'uefi-secure' ? [el('firmware', {}, features)] : []),
    ...(container === undefined ? [] : [el('init', {}, [container.init])]),
    ...(direct === undefined ? [] : [el('kernel', {}, [direct.kernel]), el('initrd', {}, [direct.initrd]), el('cmdline', {}, [direct.commandLine])]),
  ]);
}

function featuresElement({ firmware, system, capabilities }: NewMachinePlan): XmlElement {
  const on = { state: 'on' };
  // Microsoft's interface is KVM's to offer: an emulated processor has none.
  const hyperv = system?.hyperv === true && capabilities.virtType === 'kvm' ? [el('hyperv', { mode: 'custom' }, [el('relaxed', on), el('vapic', on), el('spinlocks', { ...on, retries: '8191' })])] : [];
  return el('features', {}, [el('acpi'), el('apic'), ...hyperv, ...(firmware === 'uefi-secure' ? [el('smm', on)] : [])]);
}

function cpuElement({ virtType, cpuModes }: MachineCapabilities): readonly XmlElement[] {
  if (virtType === 'kvm' && cpuModes.has('host-passthrough')) return [el('cpu', { mode: 'host-passthrough', check: 'none', migratable: 'on' })];
  if (virtType !== 'kvm' && cpuModes.has('maximum')) return [el('cpu', { mode: 'maximum', check: 'none', migratable: 'on' })];
  return [];
}

function clockElement({ capabilities, system }: NewMachinePlan): XmlElement {
  const offset = system?.clock ?? 'utc';
  if (!isPc(capabilities)) return el('clock', { offset });
  // The usual advice for x86 guests: ticks that were missed are caught up, and no timer that burns the idle host.
  return el('clock', { offset }, [
    el('timer', { name: 'rtc', tickpolicy: 'catchup' }),
    el('timer', { name: 'pit', tickpolicy: 'delay' }),
    el('timer', { name: 'hpet', present: 'no' }),
    ...(system?.hyperv === true && capabilities.virtType === 'kvm' ? [el('timer', { name: 'hypervclock', present: 'yes' })] : []),
  ]);
}

function devicesOf(plan: NewMachinePlan): readonly XmlElement[] {
  const { capabilities, cdrom, disk, network, virtio } = plan;
  const full = capabilities.osType === 'hvm';
  const names = new Set<string>();
  const disks = [...(disk === undefined ? [] : [disk]), ...(plan.moreDisks ?? [])].map((one, index) => diskElement(plan, one, index === 0, names));
  const console = [el('serial', { type: 'pty' }), el('console', { type: 'pty' }, [el('target', { type: 'serial', port: '0' })])];
  return [
    ...(capabilities.emulator === undefined ? [] : [el('emulator', {}, [capabilities.emulator])]),
    ...disks,
    ...(full && cdrom !== undefined ? [cdromElement(plan, cdrom, true, names)] : []),
    ...(full && plan.seed !== undefined ? [seedElement(plan, plan.seed, names)] : []),
    ...(plan.container?.root === undefined ? [] : [el('filesystem', { type: 'mount', accessmode: 'passthrough' }, [el('source', { dir: plan.container.root }), el('target', { dir: '/' })])]),
    ...(full && isPc(capabilities) ? [el('controller', { type: 'usb', model: virtio ? 'qemu-xhci' : 'ich9-ehci1' })] : []),
    ...cardsOf(plan, network).map((card, index) => cardElement(plan, card, index === 0)),
    ...(full ? console : [el('console', { type: 'pty' })]),
    ...(full ? extras(plan) : []),
  ];
}

/** What makes a full machine pleasant: agent, screen, pointer, entropy, balloon. */
function extras(plan: NewMachinePlan): readonly XmlElement[] {
  const { capabilities, virtio, system } = plan;
  const { graphics, videoModels } = capabilities;
  const rng = capabilities.rng && system?.rng !== false;
  const display = plan.display ?? (graphics === undefined || graphics.has('vnc') ? 'vnc' : 'none');
  const video = (system?.video ?? (virtio ? 'virtio' : 'vga')) === 'virtio' && videoModels?.has('virtio') === true ? 'virtio' : videoModels === undefined || videoModels.has('vga') ? 'vga' : [...videoModels][0];
  const agent = el('channel', { type: 'unix' }, [el('target', { type: 'virtio', name: 'org.qemu.guest_agent.0' })]);
  const loopback = el('graphics', { type: display, port: '-1', autoport: 'yes', listen: '127.0.0.1' }, [el('listen', { type: 'address', address: '127.0.0.1' })]);
  const screen = capabilities.privateDisplays === true ? el('graphics', { type: display, port: '-1', autoport: 'yes' }) : loopback;
  return [
    ...(system?.agent === false ? [] : [agent]),
    ...(plan.tpm === true ? [el('tpm', { model: 'tpm-crb' }, [el('backend', { type: 'emulator', version: '2.0' })])] : []),
    ...(isPc(capabilities) && display !== 'none' && system?.tablet !== false ? [el('input', { type: 'tablet', bus: 'usb' })] : []),
    ...(display !== 'none' ? [screen] : []),
    ...(display !== 'none' && video !== undefined ? [el('video', {}, [el('model', { type: video })])] : []),
    ...(virtio ? [el('memballoon', { model: 'virtio' }, [el('stats', { period: '5' })])] : []),
    ...(rng ? [el('rng', { model: 'virtio' }, [el('backend', { model: 'random' }, ['/dev/urandom'])])] : []),
  ];
}

/** Where the machine's document says that it starts from something; nowhere when it does not. */
function bootElement({ bootOrder, disk }: NewMachinePlan, device: BootDevice): readonly XmlElement[] {
  const order = bootOrder ?? (disk === undefined ? ['cdrom'] : ['disk', 'cdrom']);
  const at = order.indexOf(device);
  return at < 0 ? [] : [el('boot', { order: String(at + 1) })];
}

/** The first name of a device that is not taken, from one on. */
function freeName(first: string, taken: Set<string>): string {
  const stem = first.slice(0, -1);
  for (let letter = first.charCodeAt(first.length - 1); ; letter++) {
    const name = `${stem}${String.fromCharCode(letter)}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

function diskElement(plan: NewMachinePlan, { source, format, bus: wanted }: DiskPlace, isFirst: boolean, names: Set<string>): XmlElement {
  const bus = wanted ?? diskBus(plan);
  const where =
    source.kind === 'volume'
      ? el('source', { pool: source.pool, volume: source.volume })
      : el('source', { [source.kind === 'block' ? 'dev' : 'file']: source.path });
  const driver = el('driver', { name: 'qemu', type: format, discard: 'unmap' });
  const target = el('target', { dev: freeName(bus === 'virtio' ? 'vda' : bus === 'ide' ? 'hda' : 'sda', names), bus });
  return el('disk', { type: source.kind, device: 'disk' }, [driver, where, target, ...(isFirst ? bootElement(plan, 'disk') : [])]);
}

/** A disk of its own rather than a CD where that can be: kernels of cloud images have virtio, and often nothing else. */
function seedElement(plan: NewMachinePlan, path: string, names: Set<string>): XmlElement {
  if (diskBus(plan) !== 'virtio') return cdromElement(plan, path, false, names);
  const isDevice = path.startsWith('/dev/');
  return el('disk', { type: isDevice ? 'block' : 'file', device: 'disk' }, [
    el('driver', { name: 'qemu', type: 'raw' }),
    el('source', { [isDevice ? 'dev' : 'file']: path }),
    el('target', { dev: freeName('vda', names), bus: 'virtio' }),
    el('readonly'),
  ]);
}

function diskBus({ virtio, capabilities: { diskBuses, machineType } }: NewMachinePlan): string {
  if (virtio && (diskBuses === undefined || diskBuses.has('virtio'))) return 'virtio';
  return isQ35(machineType) ? 'sata' : 'ide';
}

function cdromElement(plan: NewMachinePlan, path: string, isBootable: boolean, names: Set<string>): XmlElement {
  const { diskBuses, machineType } = plan.capabilities;
  const bus = isPc(plan.capabilities) ? (isQ35(machineType) ? 'sata' : 'ide') : diskBuses?.has('scsi') === false ? 'usb' : 'scsi';
  // An IDE disk is hda already; SATA, SCSI and USB share the letters sd.
  const dev = freeName(bus === 'ide' ? 'hdc' : 'sdb', names);
  const isDevice = path.startsWith('/dev/');
  return el('disk', { type: isDevice ? 'block' : 'file', device: 'cdrom' }, [
    el('driver', { name: 'qemu', type: 'raw' }),
    el('source', { [isDevice ? 'dev' : 'file']: path }),
    el('target', { dev, bus }),
    el('readonly'),
    ...(isBootable ? bootElement(plan, 'cdrom') : []),
  ]);
}

function cardsOf({ cards }: NewMachinePlan, network: string | undefined): readonly CardPlan[] {
  return cards ?? (network === undefined ? [] : [{ kind: 'network', source: network }]);
}

function cardElement(plan: NewMachinePlan, { kind, source, model: wanted, mac }: CardPlan, isFirst: boolean): XmlElement {
  const { capabilities, virtio } = plan;
  const fitting = !isPc(capabilities) ? 'virtio' : (plan.system?.nic ?? (virtio ? 'virtio' : 'e1000e'));
  const model = wanted ?? (capabilities.osType === 'hvm' ? fitting : undefined);
  return el('interface', { type: kind }, [
    ...(mac === undefined ? [] : [el('mac', { address: mac })]),
    ...(kind === 'user' ? [] : [el('source', { [kind]: source })]),
    ...(model === undefined ? [] : [el('model', { type: model })]),
    ...(isFirst ? bootElement(plan, 'network') : []),
  ]);
}

function isPc({ arch }: MachineCapabilities): boolean {
  return arch === 'x86_64' || arch === 'i686';
}

function isQ35(machineType: string | undefined): boolean {
  return machineType?.includes('q35') === true;
}

function el(name: string, attributes: Readonly<Record<string, string>> = {}, children: readonly (XmlElement | string)[] = []): XmlElement {
  const nodes = children.map((child): XmlNode => (typeof child === 'string' ? xmlText(child) : child));
  return new XmlElement(name, Object.entries(attributes).map(([key, value]) => ({ name: key, value })), nodes);
}
