import { formatInterfaceXml, parseInterfaceXml } from '../conf/interface/interface-def.ts';
import { formatNetworkXml, parseNetworkXml } from '../conf/network/network-def.ts';
import { updateNetwork, type NetworkUpdate } from '../conf/network/network-update.ts';
import { formatNodeDeviceXml, parseNodeDeviceXml } from '../conf/node-device/node-device-def.ts';
import { formatStoragePoolXml, parseStoragePoolXml } from '../conf/storage-pool/storage-pool-def.ts';
import { formatStorageVolXml, parseStorageVolXml } from '../conf/storage-vol/storage-vol-def.ts';
import { POOL_TYPE_WORDS, type PoolType } from '../conf/storage-pool/pool-types.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import type { TestDevice } from './device-list.ts';
import type { TestInterface } from './interface-list.ts';
import type { NetworkConfig } from './network-list.ts';
import type { PoolConfig, TestPool, TestVolume } from './pool-list.ts';
import { XmlDefinition } from './xml-definition.ts';

/** Reads a `<network>`. */
export function readNetwork(xml: string | XmlElement): NetworkConfig {
  const def = parseNetworkXml(xml);
  return { name: def.name, uuid: def.uuid, definition: new XmlDefinition(formatNetworkXml(def)) };
}

/** A network's document with one part added, changed or removed. */
export function updatedNetwork(definition: XmlDefinition, change: NetworkUpdate): XmlDefinition {
  return new XmlDefinition(formatNetworkXml(updateNetwork(parseNetworkXml(definition.text), change)));
}

/** Reads a `<pool>`. */
export function readPool(xml: string | XmlElement): PoolConfig {
  const def = parseStoragePoolXml(xml);
  return { name: def.name, uuid: def.uuid, definition: new XmlDefinition(formatStoragePoolXml(def)) };
}

/** A pool's document with the sizes it has now. */
export function formatPool(pool: TestPool): string {
  const def = parseStoragePoolXml(pool.root);
  return formatStoragePoolXml({ ...def, capacityBytes: pool.capacity, allocationBytes: pool.allocation, availableBytes: pool.available });
}

/** The host name in a `<source>` that a search for pools is given; undefined when it names none. */
export function readPoolSource(xml: string): string | undefined {
  const root = parseXml(xml, { url: '(storage_source_specification)' }).root;
  if (root.name !== 'source') throw libvirtError('storage', 'xml-error', 'root element was not source');
  return root.child('host')?.attribute('name');
}

/**
 * Reads a `<volume>`. In a new one (`placed`) the pool says where it lies; one from a file keeps its path
 * and key, if it has them.
 */
export function readVolume(xml: string | XmlElement, pool: TestPool, where: 'placed' | 'kept'): TestVolume {
  const context = { type: poolType(pool) };
  const def = parseStorageVolXml(xml, context);
  const placed = `${pool.targetPath}/${def.name}`;
  const path = where === 'kept' ? (def.target.path ?? placed) : placed;
  const key = where === 'kept' ? (def.key ?? path) : path;
  const text = formatStorageVolXml({ ...def, key, target: { ...def.target, path } }, context);
  return { name: def.name, key, path, capacity: def.capacityBytes, allocation: def.allocationBytes, definition: new XmlDefinition(text) };
}

function poolType(pool: TestPool): PoolType {
  const type = POOL_TYPE_WORDS.find((word) => word === pool.type);
  if (type === undefined) throw libvirtError('storage', 'internal-error', `unknown storage pool type ${pool.type}`);
  return type;
}

/** Reads an `<interface>` of the host. */
export function readInterface(xml: string | XmlElement): Omit<TestInterface, 'isActive'> {
  const text = formatInterfaceXml(parseInterfaceXml(xml));
  const definition = new XmlDefinition(text);
  return { name: definition.root.attribute('name') ?? '', mac: definition.root.child('mac')?.attribute('address') ?? '', definition };
}

/** Reads a `<device>` of the host; a new one has no name yet. */
export function readDevice(xml: string | XmlElement, kind: 'existing' | 'new'): TestDevice {
  const def = parseNodeDeviceXml(xml, { create: kind === 'new' });
  const definition = new XmlDefinition(formatNodeDeviceXml(def));
  return { name: def.name, parent: definition.root.child('parent')?.text, definition };
}
