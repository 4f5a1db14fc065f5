import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement, xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import type { NewMachine } from '../../contract/machines.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { adornment } from './facts.ts';
import { readMachineCapabilities } from './host-capabilities.ts';
import { newMachineXml, type DiskPlace } from './new-machine-xml.ts';

/** Makes the disk and defines the machine. A disk that was made for a machine that then is refused goes again. */
export async function createMachine(connection: Connection, wanted: NewMachine, context: TaskContext): Promise<DomainRef> {
  const capabilities = await readMachineCapabilities(connection);
  if (capabilities === undefined) throw new VirError({ code: 'operation-unsupported', domain: 'none', message: 'the host offers no emulator for machines' });
  await refuseTakenName(connection, wanted.name);
  const made = wanted.disk.kind === 'new' && wanted.install.kind !== 'disk' ? await makeDisk(connection, wanted.name, wanted.disk, context) : undefined;
  try {
    context.say('phase.define');
    const xml = newMachineXml({
      name: wanted.name,
      uuid: randomUuid(),
      vcpus: wanted.vcpus,
      memoryKiB: wanted.memoryKiB,
      firmware: wanted.firmware,
      disk: made?.place ?? (wanted.install.kind === 'disk' ? await placeOf(connection, wanted.install.path) : undefined),
      cdrom: wanted.install.kind === 'iso' ? wanted.install.path : undefined,
      network: wanted.network.kind === 'network' ? wanted.network.name : undefined,
      virtio: !/(^|\/)(win|windows)/i.test(wanted.osId ?? ''),
      capabilities,
    });
    return await requireMethod(connection, 'domain', 'defineXML')(xml);
  } catch (error) {
    if (made !== undefined) await requireMethod(connection, 'storageVol', 'delete')(made.volume, 0);
    throw error;
  }
}

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
  disk: { readonly pool: string; readonly sizeBytes: number },
  context: TaskContext,
): Promise<{ readonly place: DiskPlace; readonly volume: StorageVolRef }> {
  const { type, format, name } = await planDisk(connection, machine, disk.pool);
  const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(disk.pool);
  context.say('phase.createDisk', { disk: name });
  const volume = await requireMethod(connection, 'storageVol', 'createXML')(pool, volumeXml(name, disk.sizeBytes, format), 0);
  const path = await requireMethod(connection, 'storageVol', 'getPath')(volume);
  return { volume, place: { source: sourceOf(path, disk.pool, name, type), format } };
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

function volumeXml(name: string, sizeBytes: number, format: string): string {
  const leaf = (tag: string, text: string, attributes: { name: string; value: string }[] = []) => new XmlElement(tag, attributes, [xmlText(text)]);
  const target = new XmlElement('target', [], [new XmlElement('format', [{ name: 'type', value: format }])]);
  // qcow2 grows as it is written to; a raw volume takes its room at once, as its pool does it.
  const allocation = format === 'qcow2' ? [leaf('allocation', '0', [{ name: 'unit', value: 'bytes' }])] : [];
  const capacity = leaf('capacity', String(sizeBytes), [{ name: 'unit', value: 'bytes' }]);
  return serializeXml(new XmlElement('volume', [], [leaf('name', name), capacity, ...allocation, target]));
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
