import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { VirError } from '../core/vir-error.ts';
import type { Appliance, ApplianceBus, ApplianceDisk, ApplianceNic } from './appliance.ts';
import { checkMemberName } from './member-name.ts';
import { badAppliance, unsupportedAppliance } from './ovf-error.ts';

const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_DISKS = 256;
/** 64 TiB: more than any format here takes. */
const MOST_CAPACITY = 64n * 1024n ** 4n;

/** Reads an OVF descriptor (DSP0243, versions 1 and 2). @throws invalid-arg, config-unsupported. */
export function parseOvf(text: string): Appliance {
  const root = rootOf(text);
  const files = references(root);
  const system = onlySystem(root);
  const hardware = child(system, 'VirtualHardwareSection');
  if (hardware === undefined) throw badAppliance('the descriptor says nothing of the hardware');
  const items = itemsOf(root, hardware);
  const disks = disksOf(root, items, files);
  const quantity = (type: number): bigint | undefined => number(field(items.find((item) => typeOf(item) === type), 'VirtualQuantity'));
  const memory = items.find((item) => typeOf(item) === TYPES.memory);
  const memoryBytes = (quantity(TYPES.memory) ?? 512n) * unitOf(field(memory, 'AllocationUnits') ?? 'byte * 2^20');
  const os = child(system, 'OperatingSystemSection');
  const vcpus = quantity(TYPES.cpu) ?? 1n;
  if (vcpus < 1n || vcpus > 1024n) throw badAppliance(`a machine with ${vcpus} CPUs`);
  if (memoryBytes < 1024n * 1024n || memoryBytes > 64n * 1024n ** 4n) throw badAppliance(`a machine with ${memoryBytes} bytes of memory`);
  return {
    name: (child(system, 'Name')?.text.trim() ?? '') || (attribute(system, 'id') ?? 'appliance'),
    description: child(child(system, 'AnnotationSection'), 'Annotation')?.text.trim(),
    vcpus: Number(vcpus),
    coresPerSocket: smallNumber(child(items.find((item) => typeOf(item) === TYPES.cpu), 'CoresPerSocket')?.text),
    memoryKiB: Number(memoryBytes / 1024n),
    is64Bit: is64Bit(os),
    guest: child(os, 'Description')?.text.trim() ?? (os === undefined ? undefined : attribute(os, 'osType')),
    firmware: hardwareConfig(hardware, 'firmware') === 'efi' ? 'efi' : 'bios',
    disks,
    nvram: nvramOf(hardware, files),
    cdroms: items.filter((item) => typeOf(item) === TYPES.cdrom || typeOf(item) === TYPES.dvd).length,
    nics: items.filter((item) => typeOf(item) === TYPES.ethernet).map(nicOf),
    files: [...files.values()].map(({ name, sizeBytes }) => ({ name, sizeBytes })),
  };
}

// XML: prefixes are the writer's choice, so only local names count ---------------------------------------------------------

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.elements().filter((each) => local(each.name) === name) ?? [];
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return children(element, name)[0];
}

function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((each) => local(each.name) === name && !each.name.startsWith('xmlns'))?.value;
}

function rootOf(text: string): XmlElement {
  try {
    const { root } = parseXml(text, { url: '(ovf)', maxLength: MOST_CHARACTERS, maxDepth: 64 });
    if (local(root.name) !== 'Envelope') throw badAppliance('the descriptor is no OVF envelope');
    return root;
  } catch (error) {
    if (VirError.is(error, 'xml-detail')) throw badAppliance(`the descriptor is damaged: ${error.message.split('\n')[0] ?? ''}`);
    throw error;
  }
}

function onlySystem(root: XmlElement): XmlElement {
  const collection = child(root, 'VirtualSystemCollection');
  const systems = [...children(root, 'VirtualSystem'), ...children(collection, 'VirtualSystem')];
  const [only, ...others] = systems;
  if (only === undefined) throw badAppliance('no machine in it');
  if (others.length > 0) throw unsupportedAppliance(`${systems.length} machines in one appliance; import them one by one`);
  return only;
}

interface FileReference {
  readonly name: string;
  readonly sizeBytes: bigint | undefined;
  readonly gzip: boolean;
}

function references(root: XmlElement): ReadonlyMap<string, FileReference> {
  const found = new Map<string, FileReference>();
  for (const file of children(child(root, 'References'), 'File')) {
    const id = attribute(file, 'id') ?? '';
    const compression = attribute(file, 'compression') ?? 'identity';
    if (compression !== 'identity' && compression !== 'gzip' && compression !== '') throw unsupportedAppliance(`compression '${compression}'`);
    if (attribute(file, 'chunkSize') !== undefined) throw unsupportedAppliance('files in chunks');
    const href = (attribute(file, 'href') ?? '').replace(/^file:\/\//, '');
    if (/^[a-z]+:\/\//i.test(href)) throw unsupportedAppliance(`a file elsewhere: ${href.slice(0, 80)}`);
    found.set(id, { name: checkMemberName(decodeHref(href)), sizeBytes: number(attribute(file, 'size')), gzip: compression === 'gzip' });
  }
  return found;
}

/** References are URIs: blanks and others may be escaped. */
function decodeHref(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href; // a percent sign of the name's own
  }
}

// Hardware ---------------------------------------------------------------------------------------------------------------

/** CIM_ResourceAllocationSettingData.ResourceType. */
const TYPES = { cpu: 3, memory: 4, ide: 5, scsi: 6, ethernet: 10, cdrom: 15, dvd: 16, disk: 17, otherStorage: 20 } as const;

/** Items of the default configuration; those that only say limits, and those of other configurations, left out. */
function itemsOf(root: XmlElement, hardware: XmlElement): XmlElement[] {
  const options = children(child(root, 'DeploymentOptionSection'), 'Configuration');
  const chosen = options.find((each) => attribute(each, 'default') === 'true') ?? options[0];
  const configuration = chosen === undefined ? undefined : attribute(chosen, 'id');
  const all = hardware.elements().filter((each) => ['Item', 'StorageItem', 'EthernetPortItem'].includes(local(each.name)) && attribute(each, 'bound') === undefined);
  const meant = all.filter((each) => {
    const own = attribute(each, 'configuration');
    return own === undefined || own === '' || own.split(/\s+/).includes(configuration ?? '');
  });
  // An item of the configuration replaces the general one with the same number.
  const special = new Set(meant.filter((each) => (attribute(each, 'configuration') ?? '') !== '').map((each) => field(each, 'InstanceID')));
  return meant.filter((each) => (attribute(each, 'configuration') ?? '') !== '' || !special.has(field(each, 'InstanceID')));
}

function field(item: XmlElement | undefined, name: string): string | undefined {
  const text = child(item, name)?.text.trim();
  return text === '' ? undefined : text;
}

function typeOf(item: XmlElement): number {
  return Number(field(item, 'ResourceType') ?? -1);
}

function disksOf(root: XmlElement, items: readonly XmlElement[], files: ReadonlyMap<string, FileReference>): ApplianceDisk[] {
  const byId = new Map(children(child(root, 'DiskSection'), 'Disk').map((disk) => [attribute(disk, 'diskId') ?? '', disk]));
  const drives = items.filter((item) => typeOf(item) === TYPES.disk);
  if (drives.length > MOST_DISKS) throw badAppliance(`a machine with ${drives.length} disks`);
  const placed = drives.map((item, index) => ({ item, index, place: Number(field(item, 'AddressOnParent') ?? index) }));
  const parents = new Map(items.map((item) => [field(item, 'InstanceID') ?? '', item]));
  const order = (item: XmlElement): number => items.indexOf(parents.get(field(item, 'Parent') ?? '') ?? item);
  placed.sort((a, b) => order(a.item) - order(b.item) || a.place - b.place || a.index - b.index);
  return placed.map(({ item }) => diskOf(item, byId, files, parents.get(field(item, 'Parent') ?? '')));
}

function diskOf(item: XmlElement, disks: ReadonlyMap<string, XmlElement>, files: ReadonlyMap<string, FileReference>, parent: XmlElement | undefined): ApplianceDisk {
  const resource = field(item, 'HostResource') ?? '';
  const match = /^(?:ovf:)?\/(disk|file)\/(.+)$/.exec(resource);
  if (match === null) throw badAppliance(`'${resource.slice(0, 80)}' is no disk of the appliance`);
  const [, kind, id = ''] = match;
  const disk = kind === 'disk' ? disks.get(id) : undefined;
  if (kind === 'disk' && disk === undefined) throw badAppliance(`the disk '${id.slice(0, 80)}' is not described`);
  if (disk !== undefined && attribute(disk, 'parentRef') !== undefined) throw unsupportedAppliance('disks that are changes to other disks');
  const reference = disk === undefined ? id : attribute(disk, 'fileRef');
  const file = reference === undefined ? undefined : files.get(reference);
  if (reference !== undefined && file === undefined) throw badAppliance(`the file '${reference.slice(0, 80)}' is not described`);
  const capacityBytes = disk === undefined ? 0n : capacityOf(disk);
  return { file: file?.name, gzip: file?.gzip === true, capacityBytes, format: disk === undefined ? undefined : attribute(disk, 'format'), ...busOf(parent) };
}

function capacityOf(disk: XmlElement): bigint {
  const capacity = number(attribute(disk, 'capacity'));
  const bytes = (capacity ?? 0n) * unitOf(attribute(disk, 'capacityAllocationUnits') ?? 'byte');
  if (capacity === undefined || bytes > MOST_CAPACITY) throw badAppliance('a disk with an impossible capacity');
  return bytes;
}

function busOf(parent: XmlElement | undefined): { readonly bus: ApplianceBus; readonly controller: string | undefined } {
  const controller = field(parent, 'ResourceSubType');
  switch (parent === undefined ? undefined : typeOf(parent)) {
    case TYPES.ide:
      return { bus: 'ide', controller };
    case TYPES.otherStorage:
      return { bus: /nvme/i.test(controller ?? '') ? 'nvme' : /virtio/i.test(controller ?? '') ? 'virtio' : 'sata', controller };
    default:
      return { bus: /virtio/i.test(controller ?? '') ? 'virtio' : 'scsi', controller };
  }
}

function nicOf(item: XmlElement): ApplianceNic {
  const mac = field(item, 'Address');
  return {
    network: field(item, 'Connection') ?? '',
    model: field(item, 'ResourceSubType'),
    mac: mac !== undefined && /^([0-9a-fA-F]{2}[:-]?){5}[0-9a-fA-F]{2}$/.test(mac) ? mac.replace(/[:-]/g, '').replace(/..(?!$)/g, '$&:').toLowerCase() : undefined,
  };
}

function hardwareConfig(hardware: XmlElement, key: string): string | undefined {
  const found = hardware.elements().find((each) => ['Config', 'ExtraConfig'].includes(local(each.name)) && attribute(each, 'key') === key);
  return found === undefined ? undefined : attribute(found, 'value');
}

/** Where we write the firmware's variables; VMware's own (`nvram`) are of another kind. */
const NVRAM_KEY = 'vireo.nvram';

function nvramOf(hardware: XmlElement, files: ReadonlyMap<string, FileReference>): string | undefined {
  const id = /^ovf:\/file\/(.+)$/.exec(hardwareConfig(hardware, NVRAM_KEY) ?? '')?.[1];
  const file = id === undefined ? undefined : files.get(id);
  if (file?.gzip === true) throw unsupportedAppliance('compressed variables of the firmware');
  return file?.name;
}

/** CIM's numbers of 64-bit systems, or VMware's words, which end in `64Guest`. */
function is64Bit(os: XmlElement | undefined): boolean {
  if (os === undefined) return true;
  const words = `${attribute(os, 'osType') ?? ''} ${child(os, 'Description')?.text ?? ''}`;
  if (/64/.test(words)) return true;
  return words.trim() === '' || !/32|i[36]86/.test(words);
}

// Numbers ----------------------------------------------------------------------------------------------------------------

function number(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\s*\d{1,19}\s*$/.test(text) ? BigInt(text.trim()) : undefined;
}

function smallNumber(text: string | undefined): number | undefined {
  const value = number(text);
  return value === undefined || value < 1n || value > 1024n ? undefined : Number(value);
}

const OLD_UNITS: Readonly<Record<string, bigint>> = {
  byte: 1n, bytes: 1n, kb: 1n << 10n, kilobytes: 1n << 10n, mb: 1n << 20n, megabytes: 1n << 20n, gb: 1n << 30n, gigabytes: 1n << 30n, tb: 1n << 40n, terabytes: 1n << 40n,
};

/** Programmatic units (DSP0004 C.1): `byte * 2^20`, and the words of older writers. */
function unitOf(text: string): bigint {
  const plain = text.trim().toLowerCase();
  const old = Object.hasOwn(OLD_UNITS, plain) ? OLD_UNITS[plain] : undefined;
  if (old !== undefined) return old;
  const match = /^byte\s*\*\s*(2|10)\s*\^\s*(\d{1,2})$/.exec(plain);
  const power = Number(match?.[2] ?? 99);
  if (match === null || power > 50) throw badAppliance(`'${text.slice(0, 40)}' is no unit`);
  return BigInt(match[1] ?? 2) ** BigInt(power);
}
