import type { Connection } from '../../../drivers/api/connection.ts';
import type { StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement, xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { adornment } from './facts.ts';
import type { DiskPlace } from './new-machine-xml.ts';

/** Defining a name that is taken would change the machine that has it. @throws operation-failed */
export async function refuseTakenName(connection: Connection, name: string): Promise<void> {
  if (!hasMethod(connection, 'domain', 'lookupByName')) return;
  const taken = await adornment(() => requireMethod(connection, 'domain', 'lookupByName')(name));
  if (taken === undefined) return;
  throw new VirError({ code: 'operation-failed', domain: 'none', message: `operation failed: domain '${name}' already exists with uuid ${taken.uuid}`, subject: name });
}

/** What a machine's new disk is called in a pool. */
export function diskStem(machine: string): string {
  // A volume's name is a file's name: what could lead elsewhere is replaced.
  return machine.replace(/[/\\\0]/g, '-').replace(/^\.+/, '-');
}

/** What a new disk in a pool will be; nothing is made. */
export async function planDisk(connection: Connection, machine: string, pool: string): Promise<{ readonly type: string; readonly format: DiskPlace['format']; readonly name: string }> {
  const type = await poolType(connection, pool);
  const format = FILE_POOLS.has(type) ? 'qcow2' : 'raw';
  return { type, format, name: format === 'qcow2' ? `${diskStem(machine)}.qcow2` : diskStem(machine) };
}

/** Makes a new disk in a pool. */
export async function makeDisk(
  connection: Connection,
  machine: string,
  disk: { readonly pool: string; readonly sizeBytes: number; readonly base?: BaseImage | undefined },
  context: Pick<TaskContext, 'say'>,
): Promise<{ readonly place: DiskPlace; readonly volume: StorageVolRef }> {
  const { type, format, name } = await planDisk(connection, machine, disk.pool);
  const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(disk.pool);
  context.say('phase.createDisk', { disk: name });
  const volume = await makeVolume(connection, pool, { name, format, ...disk });
  const path = await requireMethod(connection, 'storageVol', 'getPath')(volume);
  return { volume, place: { source: sourceOf(path, disk.pool, name, type), format } };
}

/** A ready image that a new disk begins as. */
export interface BaseImage {
  readonly path: string;
  readonly format: DiskPlace['format'];
  /** A layer needs its image for ever; a copy takes its time and room now. */
  readonly how: 'copy' | 'overlay';
}

interface WantedVolume {
  readonly name: string;
  readonly format: DiskPlace['format'];
  readonly sizeBytes: number;
  readonly base?: BaseImage | undefined;
}

async function makeVolume(connection: Connection, pool: StoragePoolRef, { name, format, sizeBytes, base }: WantedVolume): Promise<StorageVolRef> {
  if (base?.how !== 'copy') {
    if (base !== undefined && format !== 'qcow2') throw new VirError({ code: 'operation-unsupported', domain: 'none', message: `pool '${pool.name}' has no disks that are layers over an image; copy the image instead` });
    return requireMethod(connection, 'storageVol', 'createXML')(pool, volumeXml(name, sizeBytes, format, base), 0);
  }
  const original = await requireMethod(connection, 'storageVol', 'lookupByPath')(base.path);
  const volume = await requireMethod(connection, 'storageVol', 'createXMLFrom')(pool, volumeXml(name, sizeBytes, format), original, 0);
  try {
    const { capacity } = await requireMethod(connection, 'storageVol', 'getInfo')(volume);
    // A copy is as large as its original, whatever was asked for.
    if (capacity < BigInt(sizeBytes)) await requireMethod(connection, 'storageVol', 'resize')(volume, BigInt(sizeBytes), 0);
  } catch (error) {
    await requireMethod(connection, 'storageVol', 'delete')(volume, 0);
    throw error;
  }
  return volume;
}

const FILE_POOLS = new Set(['dir', 'fs', 'netfs', 'vstorage']);
const BLOCK_POOLS = new Set(['logical', 'disk', 'iscsi', 'scsi', 'mpath', 'zfs']);

function sourceOf(path: string, pool: string, volume: string, type: string): DiskPlace['source'] {
  if (FILE_POOLS.has(type)) return { kind: 'file', path };
  return BLOCK_POOLS.has(type) ? { kind: 'block', path } : { kind: 'volume', pool, volume };
}

async function poolType(connection: Connection, name: string): Promise<string> {
  if (!hasMethod(connection, 'storagePool', 'getXMLDesc')) return 'dir';
  const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(name);
  return parseXml(await requireMethod(connection, 'storagePool', 'getXMLDesc')(pool, 0)).root.attribute('type') ?? 'dir';
}

/** The document of a volume. */
export function volumeXml(name: string, sizeBytes: number, format: string, base?: BaseImage): string {
  const leaf = (tag: string, text: string, attributes: { name: string; value: string }[] = []) => new XmlElement(tag, attributes, [xmlText(text)]);
  const target = new XmlElement('target', [], [new XmlElement('format', [{ name: 'type', value: format }])]);
  // qcow2 grows as it is written to; a raw volume takes its room at once, as its pool does it.
  const allocation = format === 'qcow2' ? [leaf('allocation', '0', [{ name: 'unit', value: 'bytes' }])] : [];
  const capacity = leaf('capacity', String(sizeBytes), [{ name: 'unit', value: 'bytes' }]);
  const backing = base === undefined ? [] : [new XmlElement('backingStore', [], [leaf('path', base.path), new XmlElement('format', [{ name: 'type', value: base.format }])])];
  return serializeXml(new XmlElement('volume', [], [leaf('name', name), capacity, ...allocation, target, ...backing]));
}

/** Where an existing image is, and what it is: by its volume where there is one, else by its name. */
export async function placeOf(connection: Connection, path: string): Promise<DiskPlace> {
  const byName = /\.(qcow2|qcow)$/i.test(path) ? 'qcow2' : 'raw';
  const kind = path.startsWith('/dev/') ? 'block' : 'file';
  const volume = hasMethod(connection, 'storageVol', 'lookupByPath') ? await adornment(() => requireMethod(connection, 'storageVol', 'lookupByPath')(path)) : undefined;
  const xml =
    volume === undefined || !hasMethod(connection, 'storageVol', 'getXMLDesc') ? undefined : await adornment(() => requireMethod(connection, 'storageVol', 'getXMLDesc')(volume, 0));
  const told = xml === undefined ? undefined : parseXml(xml).root.find('target', 'format')?.attribute('type');
  return { source: { kind, path }, format: told === 'qcow2' || told === 'raw' ? told : byName };
}
