import { parseUuid } from '../../core/uuid.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { parseCpuSet } from '../lens/cpu-set.ts';
import { clock } from './clock.ts';
import type { Controller } from './controller.ts';
import type { DomainParseContext } from './domain-context.ts';
import { devices } from './domain-shape.ts';
import type { Devices, DomainDocument } from './domain-shape.ts';
import type { DomainDef, OsType } from './domain-types.ts';
import { diskIndex } from './disk-names.ts';
import type { Disk } from './disk.ts';
import { NAMESPACE_FIELDS } from './namespaces.ts';
import type { NamespacePrefix } from './namespaces.ts';
import { os, settleOs } from './os.ts';
import type { Os } from './os.ts';
import { fillIothreads, newMemoryPolicy, settleCputune, vcpu as vcpuLens } from './tuning.ts';

const OS_NAMES = ['hvm', 'xen', 'linux', 'exe', 'uml', 'xenpvh'];
const VIRT_TYPES = [
  'none', 'qemu', 'kqemu', 'kvm', 'xen', 'lxc', 'uml', 'openvz', 'test', 'vmware', 'hyperv', 'vbox', 'phyp', 'parallels', 'bhyve', 'vz', 'hvf',
];

/** libvirt's names of architectures. */
export const ARCHITECTURES = [
  'alpha', 'armv6l', 'armv7l', 'armv7b', 'aarch64', 'cris', 'i686', 'ia64', 'lm32', 'm68k', 'microblaze', 'microblazeel', 'mips', 'mipsel', 'mips64',
  'mips64el', 'or32', 'parisc', 'parisc64', 'ppc', 'ppcle', 'ppc64', 'ppc64le', 'ppcemb', 'riscv32', 'riscv64', 's390', 's390x', 'sh4', 'sh4eb',
  'sparc', 'sparc64', 'unicore32', 'x86_64', 'xtensa', 'xtensaeb',
];

/** From the document as it stands to a definition in which the common parts are complete. */
export function settleDomain(document: DomainDocument, context: DomainParseContext): DomainDef {
  if (document.name === undefined) throw confError('no-name', undefined);
  const uuid = document.uuid === undefined ? context.generateUuid() : parseUuid(document.uuid);
  if (uuid === undefined) throw confError('internal-error', 'malformed uuid element');
  settleGenid(document, context);
  const { type, osType } = settleKind(document, context);
  if (document.title?.includes('\n') === true) throw xmlError("Domain title can't contain newlines");
  settleSeclabels(document, context);
  const vcpu = document.vcpu ?? vcpuLens.create();
  const max = vcpu.max ?? 1;
  settleVcpus(document, max);
  const ids = fillIothreads(document.iothreads, document.iothreadids);
  if (document.resource.length > 1) throw xmlError('only one resource element is supported');
  const ownOs = settleOs(document.os ?? os.create(), osType.name);
  const def: DomainDef = {
    ...document,
    type,
    id: context.inactive ? undefined : document.id,
    name: document.name,
    uuid,
    memory: { dumpCore: document.memory?.dumpCore, sizeKiB: document.memory?.sizeKiB ?? 0 },
    currentMemory: { sizeKiB: document.currentMemory?.sizeKiB ?? 0 },
    vcpu: { ...vcpu, max, current: vcpu.current === max ? undefined : vcpu.current },
    iothreadids: ids,
    iothreads: ids?.iothread.length,
    os: { ...ownOs, type: osType },
    clock: document.clock ?? clock.create({ offset: 'utc' }),
    devices: settleDevices(document.devices ?? devices.create(), osType, type),
    namespaces: [],
  };
  if (def.cputune !== undefined) settleCputune(def.cputune, max, new Set(ids?.iothread.map((each) => each.id)));
  settleNuma(def);
  keepNamespaces(def, context.namespaces);
  settleFirmwareFeatures(def, context);
  return def;
}

function settleGenid(document: DomainDocument, context: DomainParseContext): void {
  if (document.genid.length > 1) throw xmlError("element 'genid' can only appear once");
  for (const each of document.genid) {
    const value = each.value === undefined ? context.generateUuid() : parseUuid(each.value);
    if (value === undefined) throw confError('internal-error', 'malformed genid element');
    each.value = value;
  }
}

function settleKind(document: DomainDocument, context: DomainParseContext): { type: string; osType: OsType } {
  const { type, bootloader } = document;
  const given = document.os?.type;
  if (type === undefined) throw confError('internal-error', 'missing domain type attribute');
  if (!VIRT_TYPES.includes(type)) throw unsupported(`invalid domain type ${type}`);
  let name = given?.name;
  if (name === undefined) {
    if (bootloader === undefined) throw xmlError('an os <type> must be specified');
    name = 'xen';
  }
  if (!OS_NAMES.includes(name)) throw unsupported(`unknown OS type '${name}'`);
  if (name === 'linux' && type === 'xen') name = 'xen';
  const arch = given?.arch;
  if (arch !== undefined && !ARCHITECTURES.includes(arch)) throw unsupported(`Unknown architecture ${arch}`);
  return { type, osType: { arch: arch ?? context.defaultArch, machine: given?.machine, name } };
}

function settleSeclabels(document: DomainDocument, context: DomainParseContext): void {
  const { seclabels } = document;
  const seen = new Set<string | undefined>();
  for (const each of seclabels) {
    if (each.model !== undefined && seen.has(each.model)) throw confError('xml-detail', `seclabel for model ${each.model} is already provided`);
    seen.add(each.model);
  }
  const [only] = seclabels;
  if (seclabels.length === 1 && only !== undefined && only.model === undefined && context.defaultSecurityModel !== undefined) {
    const implied = only.type === 'none' || (only.type === 'dynamic' && only.baselabel === undefined && context.inactive);
    if (!implied) throw xmlError('missing security model in domain seclabel');
    only.model = context.defaultSecurityModel;
    if (only.model === 'none' && context.inactive) {
      only.type = 'none';
      only.relabel = false;
    }
  }
  if (seclabels.length > 1 && seclabels.some((each) => each.model === undefined)) throw xmlError('missing security model when using multiple labels');
}

function settleVcpus(document: DomainDocument, max: number): void {
  const given = document.vcpus?.vcpu ?? [];
  if (given.length === 0) {
    document.vcpus = undefined;
    return;
  }
  for (const each of given) if (each.id >= max) throw xmlError(`vcpu id '${each.id}' is out of range of maximum vcpu count`);
  const byId = new Map(given.map((each) => [each.id, each]));
  const all = Array.from({ length: max }, (_, id) => byId.get(id) ?? { id, enabled: false, hotpluggable: undefined, order: undefined });
  document.vcpus = { vcpu: all };
  const online = all.filter((each) => each.enabled).length;
  document.vcpu = { ...(document.vcpu ?? vcpuLens.create({ max })), current: online };
}

function settleNuma(def: DomainDef): void {
  const cells = def.cpu?.numa?.cells ?? [];
  const cpus = cells.flatMap((each) => (each.cpus === undefined ? [] : parseCpuSet(each.cpus)));
  if (cpus.length > def.vcpu.max) throw confError('internal-error', 'Number of CPUs in <numa> exceeds the <vcpu> count');
  if (cpus.some((cpu) => cpu >= def.vcpu.max)) throw confError('internal-error', 'CPU IDs in <numa> exceed the <vcpu> count');
  settleNumatune(def, cells.length);
}

const MEMORY_MODES = ['strict', 'preferred', 'interleave', 'restrictive'];

function settleNumatune(def: DomainDef, cells: number): void {
  const { numatune, vcpu } = def;
  const isStatic = vcpu.placement === 'static';
  let memory = numatune?.memory;
  if (memory?.mode !== undefined && !MEMORY_MODES.includes(memory.mode)) throw unsupported(`Unsupported NUMA memory tuning mode '${memory.mode}'`);
  if (memory?.placement !== undefined && memory.placement !== 'static' && memory.placement !== 'auto' && memory.placement !== 'default') {
    throw unsupported(`Unsupported NUMA memory placement mode '${memory.placement}'`);
  }
  if (memory === undefined && !isStatic) memory = newMemoryPolicy({ placement: 'auto' });
  if (memory !== undefined && (memory.mode !== undefined || memory.placement !== undefined || memory.nodeset !== undefined)) {
    memory.mode ??= 'strict';
    if (memory.placement === undefined || memory.placement === 'default') memory.placement = memory.nodeset !== undefined || isStatic ? 'static' : 'auto';
    if (memory.placement === 'static' && memory.nodeset === undefined) {
      throw unsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
    }
    if (memory.placement === 'auto') memory.nodeset = undefined;
    else memory = { ...memory, placement: undefined };
  } else {
    memory = undefined;
  }
  settleMemnodes(numatune?.memnode ?? [], memory, cells);
  const memnode = [...(numatune?.memnode ?? [])].sort((a, b) => a.cellid - b.cellid);
  def.numatune = memory === undefined && memnode.length === 0 ? undefined : { memory, memnode };
  const pinned = vcpu.cpuset !== undefined || (def.cputune !== undefined && (def.cputune.vcpupin.length > 0 || def.cputune.emulatorpin !== undefined || def.cputune.iothreadpin.length > 0));
  if (memory?.placement === 'auto' && !pinned) def.vcpu = { ...vcpu, placement: 'auto' };
}

function settleMemnodes(memnodes: readonly { cellid: number; mode: string; nodeset: string }[], memory: { mode: string | undefined; placement: string | undefined } | undefined, cells: number): void {
  if (memnodes.length === 0) return;
  if (memory?.placement === 'auto') throw unsupported('Per-node binding is not compatible with automatic NUMA placement.');
  if (cells === 0) throw xmlError("Element 'memnode' is invalid without any guest NUMA cells");
  const seen = new Set<number>();
  for (const each of memnodes) {
    if (each.cellid >= cells) throw xmlError("Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell");
    if (seen.has(each.cellid)) throw xmlError(`Multiple memnode elements with cellid ${each.cellid}`);
    seen.add(each.cellid);
    if (memory?.mode === 'restrictive' && each.mode !== 'restrictive') {
      throw xmlError("'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element");
    }
  }
}

/** Only the namespaces the driver knows survive, and only if there is something in them. */
function keepNamespaces(def: DomainDef, known: readonly NamespacePrefix[]): void {
  for (const prefix of Object.keys(NAMESPACE_FIELDS) as NamespacePrefix[]) {
    const fields = NAMESPACE_FIELDS[prefix];
    if (!known.includes(prefix)) {
      for (const field of fields) def[field] = undefined;
    } else if (fields.some((field) => def[field] !== undefined)) {
      def.namespaces.push(prefix);
    }
  }
}

function settleFirmwareFeatures(def: DomainDef, context: DomainParseContext): void {
  const value: Os = { ...def.os, type: undefined };
  if (value.firmware === undefined && !context.abiUpdate) def.os.firmwareFeatures = undefined;
}

function settleDevices(value: Devices, osType: OsType, type: string): Devices {
  value.disks = sortDisks(value.disks);
  value.controllers = insertAll(value.controllers, controllerPlace);
  checkUsbControllers(value);
  settleInputs(value, osType, type);
  value.videos = value.videos.reduce<Devices['videos']>((sorted, each) => (each.model?.primary === true ? [each, ...sorted] : [...sorted, each]), []);
  settlePorts(value);
  single(value.watchdogs, 'watchdog device');
  single(value.memballoons, 'memory balloon device');
  single(value.nvrams, 'nvram device');
  if (value.tpms.length > 2) throw xmlError('a maximum of two TPM devices is supported, one of them being a TPM Proxy device');
  if (value.redirfilter.length > 1) throw xmlError('only one set of redirection filter rule is supported');
  if (value.iommus.length > 1) throw xmlError('only a single IOMMU device is supported');
  if (value.vsocks.length > 1) throw xmlError('only a single vsock device is supported');
  return value;
}

function single(values: readonly unknown[], what: string): void {
  if (values.length > 1) throw confError('internal-error', `only a single ${what} is supported`);
}

function insertAll<T>(values: readonly T[], place: (sorted: readonly T[], value: T) => number): T[] {
  const sorted: T[] = [];
  for (const value of values) sorted.splice(place(sorted, value), 0, value);
  return sorted;
}

/** What {@link diskPlace} makes of all disks, one after the other: buses as they come, each in the order of its names. */
function sortDisks(disks: readonly Disk[]): Disk[] {
  const buses = new Map<string | undefined, { readonly disk: Disk; readonly index: number }[]>();
  for (const disk of disks) {
    const one = { disk, index: diskIndex(disk.target?.dev) };
    const bus = buses.get(disk.target?.bus);
    if (bus === undefined) buses.set(disk.target?.bus, [one]);
    else bus.push(one);
  }
  return [...buses.values()].flatMap((bus) => bus.sort((a, b) => a.index - b.index).map(({ disk }) => disk));
}

/** Disks on one bus are kept in the order of their names. */
export function diskPlace(sorted: readonly Disk[], value: Disk): number {
  let at = -1;
  for (let i = sorted.length - 1; i >= 0; i--) {
    const other = sorted[i];
    if (other?.target?.bus !== value.target?.bus || other === undefined) continue;
    if (diskIndex(other.target?.dev) > diskIndex(value.target?.dev)) at = i;
    else if (at === -1) at = i + 1;
  }
  return at === -1 ? sorted.length : at;
}

/** Controllers of one type are kept in the order of their indexes. */
export function controllerPlace(sorted: readonly Controller[], value: Controller): number {
  let at = -1;
  for (let i = sorted.length - 1; i >= 0; i--) {
    const other = sorted[i];
    if (other?.type !== value.type) continue;
    if (value.index === -1) return i + 1;
    if (other.index > value.index) at = i;
    else if (other.index === value.index && value.master === undefined && other.master !== undefined) at = i;
    else if (at === -1) at = i + 1;
  }
  return at === -1 ? sorted.length : at;
}

function checkUsbControllers(value: Devices): void {
  const usb = value.controllers.filter((each) => each.type === 'usb');
  const none = usb.filter((each) => each.model === 'none').length;
  if (none > 0 && usb.length > 1) throw confError('xml-detail', "Can't add another USB controller: USB is disabled for this domain");
  if (usb.length > none && usb.every((each) => each.master !== undefined)) throw confError('xml-detail', 'No master USB controller specified');
  if (none === 0) return;
  if (value.hostdevs.some((each) => each.type === 'usb')) throw unsupported("Can't add host USB device: USB is disabled in this host");
  if (value.hubs.length > 0) throw unsupported("Can't add USB hub: USB is disabled for this domain");
}

const X86 = new Set(['i686', 'x86_64']);

/** Input devices that name no bus get the one of their machine. */
export function settleInputs(value: Pick<Devices, 'inputs' | 'controllers'>, osType: OsType, type: string): void {
  for (const each of value.inputs) {
    if (each.bus === undefined) {
      if (osType.name === 'hvm') {
        if ((each.type === 'mouse' || each.type === 'keyboard') && X86.has(osType.arch)) each.bus = 'ps2';
        else if (osType.arch.startsWith('s390') || each.type === 'passthrough') each.bus = 'virtio';
        else each.bus = each.type === 'evdev' ? 'none' : 'usb';
      } else if (osType.name === 'xen' || osType.name === 'xenpvh') {
        each.bus = 'xen';
      } else {
        each.bus = type === 'vz' || type === 'parallels' ? 'parallels' : 'ps2';
      }
    }
    if (each.bus === 'usb' && each.address !== undefined && each.address.type !== 'usb') throw xmlError('Invalid address for a USB device');
    if (each.bus === 'usb' && value.controllers.some((other) => other.type === 'usb' && other.model === 'none')) {
      throw unsupported("Can't add USB input device. USB bus is disabled");
    }
  }
}

function settlePorts(value: Devices): void {
  let highest = -1;
  for (const each of value.parallels) {
    if (each.target === undefined) continue;
    each.target.port ??= highest + 1;
    highest = Math.max(highest, each.target.port);
  }
  value.consoles.forEach((each, index) => {
    if (each.target !== undefined) each.target.port = index;
  });
}
