import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { hasExtra } from '../../../drivers/core/require-extra.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { deviceChoices, parseDomainCapabilitiesXml, type DomainCapabilities } from '../../../drivers/conf/domain-capabilities/domain-capabilities.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { devices, diskDevice, diskSource, diskTarget } from '../machines/domain-document.ts';
import { adornment } from '../machines/facts.ts';
import { inParallel } from '../pacer.ts';

/** A pool that new images can be made in. */
export interface PoolOffer {
  readonly name: string;
  readonly type: string;
  readonly path: string;
}

/** A device of the host that a machine can be given. */
export interface HostDevice {
  /** `pci 0000:00:1f.2`, `usb 1.4`. */
  readonly id: string;
  readonly kind: 'pci' | 'usb';
  readonly text: string;
  /** The source element that names it. */
  readonly source: string;
  readonly iommuGroup: string | undefined;
}

/** What a host has for the machines of a connection. */
export interface HostOffer {
  /** The machine runs now. */
  readonly running: boolean;
  readonly canRename: boolean;
  /** Machines' tags and pictures stand in their documents. */
  readonly hasLabels: boolean;
  readonly domain: DomainCapabilities | undefined;
  readonly machineTypes: readonly string[];
  /** NUMA nodes and their processors. */
  readonly cells: readonly { readonly id: string; readonly cpus: readonly number[] }[];
  /** Sizes of huge pages. */
  readonly pageSizesKiB: readonly number[];
  readonly networks: readonly string[];
  readonly filters: readonly string[];
  readonly pools: readonly PoolOffer[];
  readonly interfaces: readonly string[];
  readonly devices: readonly HostDevice[];
  /** Sizes of the machine's disks by their targets, in GiB as text. */
  readonly sizesGiB: ReadonlyMap<string, string>;
}

const PARALLEL = 32;
const GIB = 1024 ** 3;

/** What a host has for a machine like this one. What it does not tell is left out. */
export async function readHostOffer(connection: Connection, machine: DomainRef, root: XmlElement, running: boolean): Promise<HostOffer> {
  const [domain, capabilities, networks, filters, pools, nodes, sizesGiB] = await Promise.all([readDomain(connection, root), readCapabilities(connection, root), readNames(connection, 'listAllNetworks'), readNames(connection, 'listAllNWFilters'), readPools(connection), readNodeDevices(connection), readSizes(connection, machine, root)]);
  const canRename = hasMethod(connection, 'domain', 'rename');
  const hasLabels = hasMethod(connection, 'domain', 'setMetadata') && !hasExtra(connection, 'tags', 'listAll');
  return { running, canRename, hasLabels, domain, ...capabilities, networks, filters, pools, interfaces: nodes.flatMap((node) => interfaceOf(node)), devices: nodes.flatMap((node) => hostDevice(node)).sort((a, b) => (a.id < b.id ? -1 : 1)), sizesGiB };
}

/** The words that the host has for a device's attribute; `fallback` where it does not tell. */
export function wordsFor(host: HostOffer, device: string, attribute: string, fallback: readonly string[]): readonly string[] {
  return (host.domain === undefined ? undefined : deviceChoices(host.domain, device, attribute)) ?? fallback;
}

/** Whether the host says that it has no such device. */
export function isMissing(host: HostOffer, device: string): boolean {
  return host.domain?.devices?.find(({ name }) => name === device)?.value.supported === false;
}

async function readDomain(connection: Connection, root: XmlElement): Promise<DomainCapabilities | undefined> {
  if (connection.readOnly || !hasMethod(connection, 'connect', 'getDomainCapabilities')) return undefined;
  const type = root.find('os', 'type');
  const ask = requireMethod(connection, 'connect', 'getDomainCapabilities');
  const xml = await adornment(() => ask(root.find('devices', 'emulator')?.text, type?.attribute('arch'), type?.attribute('machine'), root.attribute('type'), 0));
  return xml === undefined ? undefined : parseDomainCapabilitiesXml(xml);
}

async function readCapabilities(connection: Connection, root: XmlElement): Promise<Pick<HostOffer, 'machineTypes' | 'cells' | 'pageSizesKiB'>> {
  const xml = hasMethod(connection, 'connect', 'getCapabilities') ? await adornment(() => requireMethod(connection, 'connect', 'getCapabilities')()) : undefined;
  if (xml === undefined) return { machineTypes: [], cells: [], pageSizesKiB: [] };
  const capabilities = parseXml(xml).root;
  const type = root.find('os', 'type');
  const guest = capabilities.elements('guest').find((each) => each.child('os_type')?.text === type?.text && each.child('arch')?.attribute('name') === type?.attribute('arch'));
  const host = capabilities.child('host');
  const cells = (host?.find('topology', 'cells')?.elements('cell') ?? []).map((cell) => ({ id: cell.attribute('id') ?? '', cpus: (cell.child('cpus')?.elements('cpu') ?? []).map((cpu) => Number(cpu.attribute('id'))) }));
  const pageSizesKiB = (host?.child('cpu')?.elements('pages') ?? []).map((page) => Number(page.attribute('size'))).filter((size) => size > 64); // not the usual ones
  return { machineTypes: [...new Set(guest?.child('arch')?.elements('machine').map((machine) => machine.text) ?? [])], cells, pageSizesKiB };
}

async function readNames(connection: Connection, method: 'listAllNetworks' | 'listAllNWFilters'): Promise<readonly string[]> {
  if (!hasMethod(connection, 'connect', method)) return [];
  const refs = await adornment<readonly { readonly name: string }[]>(() => requireMethod(connection, 'connect', method)(0));
  return (refs ?? []).map(({ name }) => name).sort();
}

async function readPools(connection: Connection): Promise<readonly PoolOffer[]> {
  if (!hasMethod(connection, 'connect', 'listAllStoragePools') || !hasMethod(connection, 'storagePool', 'getXMLDesc')) return [];
  const refs = (await adornment(() => requireMethod(connection, 'connect', 'listAllStoragePools')(2))) ?? []; // the active ones
  const found = await Promise.all(refs.map(async (ref) => {
    const xml = await adornment(() => requireMethod(connection, 'storagePool', 'getXMLDesc')(ref, 0));
    const pool = xml === undefined ? undefined : parseXml(xml).root;
    return { name: ref.name, type: pool?.attribute('type') ?? '', path: pool?.find('target', 'path')?.text ?? '' };
  }));
  return found.filter(({ path }) => path.startsWith('/'));
}

async function readSizes(connection: Connection, machine: DomainRef, root: XmlElement): Promise<ReadonlyMap<string, string>> {
  const sizes = new Map<string, string>();
  if (!hasMethod(connection, 'domain', 'getBlockInfo')) return sizes;
  const disks = devices(root, 'disk').filter((disk) => diskDevice(disk) === 'disk' && diskSource(disk) !== undefined).map(diskTarget);
  await Promise.all(disks.map(async (target) => {
    const info = await adornment(() => requireMethod(connection, 'domain', 'getBlockInfo')(machine, target, 0, { deadlineMs: 4000 }));
    if (info !== undefined) sizes.set(target, String(Number((Number(info.capacity) / GIB).toFixed(3))));
  }));
  return sizes;
}

async function readNodeDevices(connection: Connection): Promise<readonly XmlElement[]> {
  if (!hasMethod(connection, 'connect', 'listAllNodeDevices') || !hasMethod(connection, 'nodeDevice', 'getXMLDesc')) return [];
  const wanted = 2 | 4 | 16; // PCI devices, USB devices, network interfaces
  const refs = (await adornment(() => requireMethod(connection, 'connect', 'listAllNodeDevices')(wanted))) ?? [];
  const found: XmlElement[] = [];
  await inParallel(refs, PARALLEL, async (ref) => {
    const xml = await adornment(() => requireMethod(connection, 'nodeDevice', 'getXMLDesc')(ref, 0));
    if (xml !== undefined) found.push(parseXml(xml).root);
  });
  return found;
}

function interfaceOf(node: XmlElement): readonly string[] {
  const capability = node.child('capability');
  const name = capability?.attribute('type') === 'net' ? capability.child('interface')?.text : undefined;
  return name === undefined || name === 'lo' ? [] : [name];
}

function hostDevice(node: XmlElement): readonly HostDevice[] {
  const capability = node.child('capability');
  if (capability === undefined) return [];
  const number = (name: string): number => Number(capability.child(name)?.text ?? 0);
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const product = [capability.child('vendor')?.text, capability.child('product')?.text].filter((word) => word !== undefined && word !== '').join(' ');
  if (capability.attribute('type') === 'pci') {
    if (capability.child('class')?.text.startsWith('0x06') === true) return []; // bridges stay with the host
    const address = `${hex(number('domain'), 4)}:${hex(number('bus'), 2)}:${hex(number('slot'), 2)}.${number('function')}`;
    const source = `<source><address domain='0x${hex(number('domain'), 4)}' bus='0x${hex(number('bus'), 2)}' slot='0x${hex(number('slot'), 2)}' function='0x${number('function')}'/></source>`;
    return [{ id: `pci ${address}`, kind: 'pci', text: `${address} ${product}`, source, iommuGroup: capability.child('iommuGroup')?.attribute('number') }];
  }
  const [vendor, model] = [capability.child('vendor')?.attribute('id'), capability.child('product')?.attribute('id')];
  if (capability.attribute('type') !== 'usb_device' || vendor === undefined || model === undefined || vendor === '0x1d6b') return []; // root hubs
  const address = `${number('bus')}.${number('device')}`;
  return [{ id: `usb ${address}`, kind: 'usb', text: `${address} ${product}`, source: `<source><vendor id='${vendor}'/><product id='${model}'/><address bus='${number('bus')}' device='${number('device')}'/></source>`, iommuGroup: undefined }];
}
