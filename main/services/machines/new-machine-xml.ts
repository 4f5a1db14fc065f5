import { XmlElement, xmlText, type XmlNode } from '../../../drivers/conf/xml/xml-tree.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { MachineCapabilities } from './host-capabilities.ts';

/** Where a new machine's disk is. */
export interface DiskPlace {
  /** A path, or `pool/volume` where the pool has no paths. */
  readonly source: { readonly kind: 'file' | 'block'; readonly path: string } | { readonly kind: 'volume'; readonly pool: string; readonly volume: string };
  readonly format: 'qcow2' | 'raw';
}

/** Everything that a new machine's document is made of. */
export interface NewMachinePlan {
  readonly name: string;
  readonly uuid: string;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly firmware: 'bios' | 'uefi';
  readonly disk: DiskPlace | undefined;
  readonly cdrom: string | undefined;
  readonly network: string | undefined;
  /** Guests that know no virtio devices get older ones. */
  readonly virtio: boolean;
  readonly capabilities: MachineCapabilities;
}

/** The document of a new machine with sensible defaults: boots the disk first, then the image. */
export function newMachineXml(plan: NewMachinePlan): string {
  const { capabilities } = plan;
  const full = capabilities.osType === 'hvm';
  const root = el('domain', { type: capabilities.virtType }, [
    el('name', {}, [plan.name]),
    el('uuid', {}, [plan.uuid]),
    el('memory', { unit: 'KiB' }, [String(plan.memoryKiB)]),
    el('vcpu', {}, [String(plan.vcpus)]),
    osElement(plan),
    ...(full && isPc(capabilities) ? [el('features', {}, [el('acpi'), el('apic')])] : []),
    ...cpuElement(capabilities),
    ...(full ? [clockElement(capabilities)] : []),
    el('on_poweroff', {}, ['destroy']),
    el('on_reboot', {}, ['restart']),
    el('on_crash', {}, ['destroy']),
    el('devices', {}, devicesOf(plan)),
  ]);
  return serializeXml(root);
}

function osElement({ capabilities, firmware }: NewMachinePlan): XmlElement {
  const { arch, machineType, osType } = capabilities;
  const type = el('type', { arch, ...(machineType === undefined ? {} : { machine: machineType }) }, [osType]);
  return el('os', firmware === 'uefi' ? { firmware: 'efi' } : {}, [type]);
}

function cpuElement({ virtType, cpuModes }: MachineCapabilities): readonly XmlElement[] {
  if (virtType === 'kvm' && cpuModes.has('host-passthrough')) return [el('cpu', { mode: 'host-passthrough', check: 'none', migratable: 'on' })];
  if (virtType !== 'kvm' && cpuModes.has('maximum')) return [el('cpu', { mode: 'maximum', check: 'none', migratable: 'on' })];
  return [];
}

function clockElement(capabilities: MachineCapabilities): XmlElement {
  if (!isPc(capabilities)) return el('clock', { offset: 'utc' });
  // The usual advice for x86 guests: ticks that were missed are caught up, and no timer that burns the idle host.
  return el('clock', { offset: 'utc' }, [
    el('timer', { name: 'rtc', tickpolicy: 'catchup' }),
    el('timer', { name: 'pit', tickpolicy: 'delay' }),
    el('timer', { name: 'hpet', present: 'no' }),
  ]);
}

function devicesOf(plan: NewMachinePlan): readonly XmlElement[] {
  const { capabilities, cdrom, disk, network, virtio } = plan;
  const full = capabilities.osType === 'hvm';
  const console = [el('serial', { type: 'pty' }), el('console', { type: 'pty' }, [el('target', { type: 'serial', port: '0' })])];
  return [
    ...(capabilities.emulator === undefined ? [] : [el('emulator', {}, [capabilities.emulator])]),
    ...(disk === undefined ? [] : [diskElement(plan, disk)]),
    ...(full ? cdromElement(plan, cdrom) : []),
    ...(full && isPc(capabilities) ? [el('controller', { type: 'usb', model: virtio ? 'qemu-xhci' : 'ich9-ehci1' })] : []),
    ...(network === undefined ? [] : [nicElement(network, full ? (virtio ? 'virtio' : isPc(capabilities) ? 'e1000e' : 'virtio') : undefined)]),
    ...(full ? console : [el('console', { type: 'pty' })]),
    ...(full ? extras(plan) : []),
  ];
}

/** What makes a full machine pleasant: agent, screen, pointer, entropy, balloon. */
function extras({ capabilities, virtio }: NewMachinePlan): readonly XmlElement[] {
  const { graphics, videoModels, rng } = capabilities;
  const vnc = graphics === undefined || graphics.has('vnc');
  const video = virtio && videoModels?.has('virtio') === true ? 'virtio' : videoModels === undefined || videoModels.has('vga') ? 'vga' : [...videoModels][0];
  const agent = el('channel', { type: 'unix' }, [el('target', { type: 'virtio', name: 'org.qemu.guest_agent.0' })]);
  const listen = el('listen', { type: 'address', address: '127.0.0.1' });
  return [
    agent,
    ...(isPc(capabilities) ? [el('input', { type: 'tablet', bus: 'usb' })] : []),
    ...(vnc ? [el('graphics', { type: 'vnc', port: '-1', autoport: 'yes', listen: '127.0.0.1' }, [listen])] : []),
    ...(vnc && video !== undefined ? [el('video', {}, [el('model', { type: video })])] : []),
    ...(virtio ? [el('memballoon', { model: 'virtio' }, [el('stats', { period: '5' })])] : []),
    ...(rng ? [el('rng', { model: 'virtio' }, [el('backend', { model: 'random' }, ['/dev/urandom'])])] : []),
  ];
}

function diskElement(plan: NewMachinePlan, { source, format }: DiskPlace): XmlElement {
  const bus = diskBus(plan);
  const where =
    source.kind === 'volume'
      ? el('source', { pool: source.pool, volume: source.volume })
      : el('source', { [source.kind === 'block' ? 'dev' : 'file']: source.path });
  const driver = el('driver', { name: 'qemu', type: format, discard: 'unmap' });
  const target = el('target', { dev: bus === 'virtio' ? 'vda' : bus === 'ide' ? 'hda' : 'sda', bus });
  return el('disk', { type: source.kind, device: 'disk' }, [driver, where, target, el('boot', { order: '1' })]);
}

function diskBus({ virtio, capabilities: { diskBuses, machineType } }: NewMachinePlan): string {
  if (virtio && (diskBuses === undefined || diskBuses.has('virtio'))) return 'virtio';
  return isQ35(machineType) ? 'sata' : 'ide';
}

function cdromElement(plan: NewMachinePlan, path: string | undefined): readonly XmlElement[] {
  if (path === undefined) return [];
  const { diskBuses, machineType } = plan.capabilities;
  const bus = isPc(plan.capabilities) ? (isQ35(machineType) ? 'sata' : 'ide') : diskBuses?.has('scsi') === false ? 'usb' : 'scsi';
  // An IDE disk is hda already; SATA, SCSI and USB share the letters sd.
  const dev = bus === 'ide' ? 'hdc' : 'sdb';
  const isDevice = path.startsWith('/dev/');
  return [
    el('disk', { type: isDevice ? 'block' : 'file', device: 'cdrom' }, [
      el('driver', { name: 'qemu', type: 'raw' }),
      el('source', { [isDevice ? 'dev' : 'file']: path }),
      el('target', { dev, bus }),
      el('readonly'),
      el('boot', { order: plan.disk === undefined ? '1' : '2' }),
    ]),
  ];
}

function nicElement(network: string, model: string | undefined): XmlElement {
  return el('interface', { type: 'network' }, [el('source', { network }), ...(model === undefined ? [] : [el('model', { type: model })])]);
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
