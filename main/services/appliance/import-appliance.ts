import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { ConnectListAllNetworksFlags as Networks, ConnectListAllStoragePoolsFlags as Pools, StorageVolUploadFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import type { ApplianceDisk } from '../../../drivers/ovf/appliance.ts';
import type { DiskStream } from '../../../drivers/ovf/vmdk-reader.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { adornment } from '../machines/facts.ts';
import { readMachineCapabilities } from '../machines/host-capabilities.ts';
import { ApplianceFiles } from './appliance-files.ts';
import { applianceMachineXml, type MadeDisk } from './appliance-machine.ts';
import { openDisk } from './disk-reader.ts';

/** What is wanted of an import. What is not said is chosen. */
export interface ImportRequest {
  readonly file: string;
  readonly name?: string | undefined;
  /** The storage pool for the disks. */
  readonly pool?: string | undefined;
  /** The network for all network cards. */
  readonly network?: string | undefined;
  /** What the disks hang on. */
  readonly bus?: 'virtio' | 'sata' | 'scsi' | 'ide' | undefined;
}

/** The part of a task's context that the work needs; the command line has one of its own. */
export interface WorkContext {
  readonly signal: AbortSignal;
  readonly say: (phase: MessageKey, values?: Readonly<Record<string, string>>) => void;
  readonly progress: (done: number, total: number) => void;
}

/** What an import made. */
export interface Imported {
  readonly domain: DomainRef;
  /** Things to know: no manifest, disks that stayed empty. */
  readonly warnings: readonly string[];
}

/**
 * Makes a machine of an appliance: its disks as raw volumes of a pool, its definition at the end. What was made goes again
 * when anything fails or is cancelled.
 */
export async function importAppliance(connection: Connection, request: ImportRequest, context: WorkContext): Promise<Imported> {
  const files = await ApplianceFiles.open(request.file);
  const made: StorageVolRef[] = [];
  const warnings: string[] = files.hasManifest ? [] : ['The appliance has no manifest: nobody can say whether it is whole.'];
  try {
    const { appliance } = files;
    const name = request.name ?? appliance.name;
    const capabilities = await readMachineCapabilities(connection);
    if (capabilities === undefined) throw refused('operation-unsupported', 'the host offers no emulator for machines');
    await refuseTakenName(connection, name);
    const pool = appliance.disks.length === 0 ? undefined : await choosePool(connection, request.pool);
    const total = appliance.disks.reduce((sum, { file }) => sum + (file === undefined ? 0 : files.sizeOf(file)), 0);
    if (pool !== undefined) await assertRoom(connection, pool, total);
    let done = 0;
    const disks: MadeDisk[] = [];
    for (const [index, disk] of appliance.disks.entries()) {
      assertWanted(context.signal);
      if (pool === undefined) break;
      const volumeName = volumeNameOf(name, index);
      context.say('phase.importDisk', { disk: volumeName });
      const one = await makeDisk(connection, files, disk, { pool, volumeName, made, context, warnings }, (count) => {
        done += count;
        context.progress(done, total);
      });
      disks.push({ ...one, bus: disk.bus });
    }
    assertWanted(context.signal);
    context.say('phase.define');
    const xml = applianceMachineXml({ appliance, name, uuid: randomUuid(), disks, network: request.network ?? (await someNetwork(connection)), bus: request.bus, capabilities });
    return { domain: await requireMethod(connection, 'domain', 'defineXML')(xml), warnings };
  } catch (error) {
    throw await undo(connection, made, error);
  } finally {
    await files.close();
  }
}

interface Place {
  readonly pool: StoragePoolRef;
  readonly volumeName: string;
  readonly made: StorageVolRef[];
  readonly context: WorkContext;
  readonly warnings: string[];
}

async function makeDisk(connection: Connection, files: ApplianceFiles, disk: ApplianceDisk, place: Place, onBytes: (count: number) => void): Promise<Omit<MadeDisk, 'bus'>> {
  const { pool, volumeName, made, context, warnings } = place;
  const create = async (bytes: bigint): Promise<StorageVolRef> => {
    const xml = `<volume><name>${escapeXml(volumeName)}</name><capacity unit='bytes'>${(bytes + 511n) / 512n * 512n}</capacity><allocation unit='bytes'>0</allocation><target><format type='raw'/></target></volume>`;
    const volume = await requireMethod(connection, 'storageVol', 'createXML')(pool, xml, 0);
    made.push(volume);
    return volume;
  };
  const pathOf = async (volume: StorageVolRef): Promise<Omit<MadeDisk, 'bus'>> => ({ path: await requireMethod(connection, 'storageVol', 'getPath')(volume), poolType: await poolType(connection, pool) });
  if (disk.file === undefined) return pathOf(await create(disk.capacityBytes));
  const { stream, dispose } = await openDisk(files, disk, onBytes, context.signal);
  try {
    const capacity = stream.capacityBytes > disk.capacityBytes ? stream.capacityBytes : disk.capacityBytes;
    const volume = await create(capacity);
    if (hasMethod(connection, 'storageVol', 'upload')) {
      await upload(connection, volume, stream, (capacity + 511n) / 512n * 512n, context.signal);
    } else {
      // A host that keeps no contents: what can be checked is checked all the same.
      const pieces = stream.pieces[Symbol.asyncIterator]();
      while ((await pieces.next()).done !== true) assertWanted(context.signal);
      warnings.push(`This host takes no contents of volumes: '${volumeName}' is empty.`);
    }
    return await pathOf(volume);
  } finally {
    await dispose();
  }
}

const MOST_SENT = 64 * 1024;
/** Holes are 64-bit numbers on the wire, but their senders read them as signed 32 bits in places. */
const MOST_HOLE = 1n << 30n;

/** Sends a disk; what is zeros is sent as holes, so that the volume stays sparse. */
async function upload(connection: Connection, volume: StorageVolRef, disk: DiskStream, length: bigint, signal: AbortSignal): Promise<void> {
  const stream = await requireMethod(connection, 'storageVol', 'upload')(volume, 0n, length, StorageVolUploadFlags.SPARSE_STREAM);
  try {
    let at = 0n;
    for await (const { offset, bytes } of disk.pieces) {
      assertWanted(signal);
      await hole(stream, offset - at);
      for (let sent = 0; sent < bytes.length; sent += MOST_SENT) await stream.send(bytes.subarray(sent, sent + MOST_SENT));
      at = offset + BigInt(bytes.length);
    }
    await hole(stream, length - at);
    assertWanted(signal);
    await stream.finish();
  } catch (error) {
    await stream.abort();
    throw error;
  }
}

async function hole(stream: VirStream, length: bigint): Promise<void> {
  for (let left = length; left > 0n; ) {
    const part = left > MOST_HOLE ? MOST_HOLE : left;
    if (stream.sendHole !== undefined) await stream.sendHole(part);
    else for (let zeros = part; zeros > 0n; zeros -= BigInt(MOST_SENT)) await stream.send(new Uint8Array(Number(zeros > BigInt(MOST_SENT) ? BigInt(MOST_SENT) : zeros)));
    left -= part;
  }
}

/** A volume's name is a file's name: what could lead elsewhere is replaced. */
function volumeNameOf(machine: string, index: number): string {
  const stem = machine.replace(/[/\\\0]/g, '-').replace(/^\.+/, '-').slice(0, 200);
  return index === 0 ? `${stem}.img` : `${stem}-${index + 1}.img`;
}

const USABLE = ['dir', 'fs', 'netfs', 'vstorage', 'logical', 'zfs', 'rbd'];

async function choosePool(connection: Connection, name: string | undefined): Promise<StoragePoolRef> {
  if (name !== undefined) return requireMethod(connection, 'storagePool', 'lookupByName')(name);
  const pools = await requireMethod(connection, 'connect', 'listAllStoragePools')(Pools.ACTIVE);
  const preferred = [...pools].sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default'));
  for (const pool of preferred) if (USABLE.includes(await poolType(connection, pool))) return pool;
  throw refused('no-storage-pool', 'the host has no active storage pool for disks; name one, or make one');
}

/** What is packed takes at least as much room unpacked. */
async function assertRoom(connection: Connection, pool: StoragePoolRef, bytes: number): Promise<void> {
  if (!hasMethod(connection, 'storagePool', 'getInfo')) return;
  const info = await adornment(() => requireMethod(connection, 'storagePool', 'getInfo')(pool));
  if (info === undefined || info.capacity === 0n || info.available >= BigInt(bytes)) return;
  throw refused('operation-failed', `the storage pool '${pool.name}' has ${info.available} bytes left, and the disks take at least ${bytes}`);
}

async function poolType(connection: Connection, pool: StoragePoolRef): Promise<string> {
  if (!hasMethod(connection, 'storagePool', 'getXMLDesc')) return 'dir';
  return parseXml(await requireMethod(connection, 'storagePool', 'getXMLDesc')(pool, 0)).root.attribute('type') ?? 'dir';
}

/** A network that is on: a machine with one that is off does not start. */
async function someNetwork(connection: Connection): Promise<string | undefined> {
  if (!hasMethod(connection, 'connect', 'listAllNetworks')) return undefined;
  const networks = (await adornment(() => requireMethod(connection, 'connect', 'listAllNetworks')(Networks.ACTIVE))) ?? [];
  return (networks.find(({ name }) => name === 'default') ?? networks[0])?.name;
}

async function refuseTakenName(connection: Connection, name: string): Promise<void> {
  if (!hasMethod(connection, 'domain', 'lookupByName')) return;
  const taken = await adornment(() => requireMethod(connection, 'domain', 'lookupByName')(name));
  if (taken !== undefined) throw refused('operation-failed', `domain '${name}' already exists with uuid ${taken.uuid}`);
}

/** Removes what was made. What cannot be removed is said together with the error that led here. */
async function undo(connection: Connection, made: readonly StorageVolRef[], error: unknown): Promise<unknown> {
  const left: string[] = [];
  for (const volume of made) {
    await requireMethod(connection, 'storageVol', 'delete')(volume, 0).catch((failure: unknown) => {
      if (!VirError.is(failure)) throw failure;
      left.push(`${volume.pool}/${volume.name}`);
    });
  }
  if (left.length === 0 || !VirError.is(error)) return error;
  return new VirError({ code: error.code, domain: error.domain, message: `${error.message} (these volumes could not be removed again: ${left.join(', ')})`, cause: error });
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user' });
}

function refused(code: VirError['code'], message: string): VirError {
  return new VirError({ code, domain: 'none', message });
}
