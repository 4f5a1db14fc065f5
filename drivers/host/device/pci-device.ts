import type { HostTree } from '../host-tree.ts';
import { MDEV_BUS, PCI } from './device-query.ts';
import { hex, hexNumber, optional, udevProperties, type Piece } from './device-text.ts';
import type { FoundDevice } from './found-device.ts';

const ADDRESS = /^([\da-f]{4}):([\da-f]{2}):([\da-f]{2})\.([0-7])$/i;
const HEADERS: readonly (string | undefined)[] = [undefined, 'pci-bridge', 'cardbus-bridge'];
const SPEEDS: readonly (string | undefined)[] = [undefined, '2.5', '5', '8', '16', '32', '64'];

interface PciAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

/** What is known of a function's configuration space. */
export interface PciConfig {
  readonly sizeBytes: bigint;
  /** Its start; ordinary users see 64 bytes, without the list of capabilities. */
  readonly bytes: Uint8Array | undefined;
}

/** A function of a PCI device. */
export function pciDevice(tree: HostTree, id: string, config: PciConfig | undefined): Pick<FoundDevice, 'driver' | 'capabilities' | 'piece'> | undefined {
  const at = `${PCI}/${id}`;
  const address = addressOf(id);
  if (address === undefined) return undefined;
  const udev = udevProperties(tree, `+pci:${id}`);
  const ids = (file: string, name: string, word: string): Piece => [word, { id: hex(hexNumber(tree.text(`${at}/${file}`)) ?? 0, 4) }, udev.get(name)];
  const types = mdevTypes(tree, `${MDEV_BUS}/${id}/mdev_supported_types`);
  const functions = virtualFunctions(tree, at);
  const physical = tree.linkName(`${at}/physfn`);
  const numa = tree.number(`${at}/numa_node`) ?? -1;
  const piece: Piece = ['capability', { type: 'pci' }, [
    ['class', {}, hex(hexNumber(tree.text(`${at}/class`)) ?? 0, 6)],
    ...(['domain', 'bus', 'slot', 'function'] as const).map((key): Piece => [key, {}, String(address[key])]),
    ids('device', 'ID_MODEL_FROM_DATABASE', 'product'),
    ids('vendor', 'ID_VENDOR_FROM_DATABASE', 'vendor'),
    physical === undefined ? undefined : ['capability', { type: 'phys_function' }, [addressPiece(physical)]],
    functions,
    headerPiece(config?.bytes),
    types,
    iommuGroup(tree, id),
    numa < 0 ? undefined : ['numa', { node: numa }],
    expressPiece(config),
  ]];
  const nested = [...(types === undefined ? [] : ['mdev_types']), ...(functions === undefined ? [] : ['virt_functions']), ...(physical === undefined ? [] : ['phys_function'])];
  return { driver: tree.linkName(`${at}/driver`), capabilities: ['pci', ...nested], piece };
}

function addressOf(id: string): PciAddress | undefined {
  const match = ADDRESS.exec(id);
  if (match === null) return undefined;
  const [domain = 0, bus = 0, slot = 0, func = 0] = match.slice(1).map((word) => Number.parseInt(word, 16));
  return { domain, bus, slot, function: func };
}

function addressPiece(id: string): Piece | undefined {
  const address = addressOf(id);
  return address && ['address', { domain: hex(address.domain, 4), bus: hex(address.bus, 2), slot: hex(address.slot, 2), function: hex(address.function, 1) }];
}

function virtualFunctions(tree: HostTree, at: string): Piece | undefined {
  const maxCount = tree.number(`${at}/sriov_totalvfs`) ?? 0;
  const found = tree.below(at).filter((name) => /^virtfn\d+$/.test(name)).map((name) => tree.linkName(`${at}/${name}`) ?? '');
  if (maxCount === 0 && found.length === 0) return undefined;
  return ['capability', { type: 'virt_functions', maxCount: maxCount === 0 ? undefined : maxCount }, found.map(addressPiece)];
}

/** The kinds of mediated devices that a device can be cut into. */
export function mdevTypes(tree: HostTree, folder: string): Piece | undefined {
  const types = tree.below(folder);
  if (types.length === 0) return undefined;
  return ['capability', { type: 'mdev_types' }, types.map((id): Piece => ['type', { id }, [
    optional('name', tree.text(`${folder}/${id}/name`)),
    ['deviceAPI', {}, tree.text(`${folder}/${id}/device_api`) ?? ''],
    ['availableInstances', {}, tree.text(`${folder}/${id}/available_instances`) ?? '0'],
  ]])];
}

function iommuGroup(tree: HostTree, id: string): Piece | undefined {
  const number = tree.linkName(`${PCI}/${id}/iommu_group`);
  if (number === undefined) return undefined;
  const members = tree.below(PCI).filter((other) => tree.linkName(`${PCI}/${other}/iommu_group`) === number);
  return ['iommuGroup', { number }, members.map(addressPiece)];
}

/** Byte 14 of the configuration space: what the rest of its header is like. */
function headerPiece(config: Uint8Array | undefined): Piece | undefined {
  const type = HEADERS[(config?.[14] ?? 0) & 0x7f];
  return type === undefined ? undefined : ['capability', { type }];
}

const PLAIN_BYTES = 256n;
const CAPABILITY_EXPRESS = 0x10;
/** Kinds of endpoints that no link leads to. */
const WITHOUT_LINK: ReadonlySet<number> = new Set([0x9, 0xa]);

/**
 * The PCI Express capability (PCI Express base specification, 7.5.3), found in the list that byte 0x34 begins:
 *
 *     +0x02  u16  version, kind of device in bits 4-7
 *     +0x0c  u32  link: highest speed in bits 0-3, width in 4-9, port in 24-31
 *     +0x12  u16  link now: speed in bits 0-3, width in 4-9
 */
function expressPiece(known: PciConfig | undefined): Piece | undefined {
  // Only PCI Express has more than that.
  if (known === undefined || known.sizeBytes <= PLAIN_BYTES) return undefined;
  return ['pci-express', {}, known.bytes === undefined ? undefined : linkPieces(known.bytes)];
}

function linkPieces(config: Uint8Array): readonly Piece[] | undefined {
  if (((config[6] ?? 0) & 0x10) === 0) return undefined;
  const view = new DataView(config.buffer, config.byteOffset, config.byteLength);
  let at = (config[0x34] ?? 0) & 0xfc;
  for (let steps = 0; at >= 0x40 && at + 0x14 <= config.length && steps < 48; steps++) {
    if (config[at] !== CAPABILITY_EXPRESS) {
      at = (config[at + 1] ?? 0) & 0xfc;
      continue;
    }
    if (WITHOUT_LINK.has((view.getUint16(at + 2, true) >> 4) & 0xf)) return undefined;
    const [most, now] = [view.getUint32(at + 0x0c, true), view.getUint16(at + 0x12, true)];
    return [
      ['link', { validity: 'cap', port: most >>> 24, speed: SPEEDS[most & 0xf], width: (most >> 4) & 0x3f }],
      ['link', { validity: 'sta', speed: SPEEDS[now & 0xf], width: (now >> 4) & 0x3f }],
    ];
  }
  return undefined;
}
