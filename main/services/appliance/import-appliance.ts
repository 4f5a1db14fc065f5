import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { ConnectListAllNetworksFlags as Networks, ConnectListAllStoragePoolsFlags as Pools, StorageVolUploadFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { badAppliance } from '../../../drivers/ovf/ovf-error.ts';
import type { Appliance, ApplianceDisk } from '../../../drivers/ovf/appliance.ts';
import { readRawImage, type DiskStream } from '../../../drivers/ovf/vmdk-reader.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { adornment } from '../machines/facts.ts';
import { readMachineCapabilities } from '../machines/host-capabilities.ts';
import { inParallel } from '../pacer.ts';
import { ApplianceFiles } from './appliance-files.ts';
import { applianceMachineXml, type MadeDisk } from './appliance-machine.ts';
import { openDisk } from './disk-reader.ts';
import { MOST_NVRAM } from './export-appliance.ts';
import { findPortGroup } from './port-group.ts';
import { vmwareMachineXml } from './vmware-machine.ts';
import { planVolumes, type VolumePlan } from './volume-plan.ts';

/** What is wanted of an import. What is not said is chosen. */
export interface ImportRequest {
  readonly file: string;
  readonly name?: string | undefined;
  /** The storage pool for the disks. */
  readonly pool?: string | undefined;
  /** The network for all network cards. */
  readonly network?: string | undefined;
  /** Network cards get addresses of their own, also where the appliance names some. */
  readonly newMacs?: boolean | undefined;
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
 * Makes a machine of an appliance: its disks as volumes of a pool, its definition at the end. What was made goes again
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
    // Asked before anything is made: a network that is not there is a mistake.
    const isVmware = capabilities.virtType === 'vmware';
    const network = isVmware ? await findPortGroup(connection, request.network) : (request.network ?? (await someNetwork(connection)));
    const pool = appliance.disks.length === 0 && appliance.nvram === undefined ? undefined : await choosePool(connection, request.pool);
    const total = appliance.disks.reduce((sum, { file }) => sum + (file === undefined ? 0 : files.sizeOf(file)), 0);
    const type = pool === undefined ? 'dir' : await poolType(connection, pool);
    const plan = await planVolumes(connection, type);
    if (pool !== undefined) await assertRoom(connection, pool, plan, appliance.disks, total);
    let done = 0;
    const disks: MadeDisk[] = [];
    for (const [index, disk] of appliance.disks.entries()) {
      assertWanted(context.signal);
      if (pool === undefined) break;
      const volumeName = plan.nameOf(name, index);
      context.say('phase.importDisk', { disk: volumeName });
      const one = await makeDisk(connection, files, disk, { pool, plan, volumeName, made, context, warnings }, (count) => {
        done += count;
        context.progress(done, total);
      });
      disks.push({ path: one, poolType: type, bus: disk.bus, controller: disk.controller });
    }
    const nvram = appliance.nvram === undefined || pool === undefined ? undefined : await makeNvram(connection, files, appliance.nvram, { pool, plan, volumeName: `${name.replace(/[/\\\0]/g, '-').replace(/^\.+/, '-')}_VARS.fd`, made, context, warnings });
    assertWanted(context.signal);
    context.say('phase.define');
    const macs = request.newMacs === true ? undefined : { taken: await takenMacs(connection, appliance, warnings) };
    const machine = { appliance, name, uuid: randomUuid(), disks, network, macs, nvram, bus: request.bus, capabilities };
    const xml = isVmware ? vmwareMachineXml(machine) : applianceMachineXml(machine);
    return { domain: await requireMethod(connection, 'domain', 'defineXML')(xml), warnings };
  } catch (error) {
    throw await undo(connection, made, error);
  } finally {
    await files.close();
  }
}

interface Place {
  readonly pool: StoragePoolRef;
  readonly plan: VolumePlan;
  readonly volumeName: string;
  readonly made: StorageVolRef[];
  readonly context: WorkContext;
  readonly warnings: string[];
}

/** Gives the path of the volume. */
async function makeDisk(connection: Connection, files: ApplianceFiles, disk: ApplianceDisk, place: Place, onBytes: (count: number) => void): Promise<string> {
  const { pool, plan, volumeName, made, context, warnings } = place;
  const create = async (bytes: bigint): Promise<StorageVolRef> => {
    const volume = await requireMethod(connection, 'storageVol', 'createXML')(pool, plan.xmlOf(volumeName, plan.capacityOf(bytes)), 0);
    made.push(volume);
    return volume;
  };
  const pathOf = (volume: StorageVolRef): Promise<string> => requireMethod(connection, 'storageVol', 'getPath')(volume);
  if (disk.file === undefined) return pathOf(await create(disk.capacityBytes));
  const { stream, dispose } = await openDisk(files, disk, onBytes, context.signal);
  try {
    const capacity = stream.capacityBytes > disk.capacityBytes ? stream.capacityBytes : disk.capacityBytes;
    const volume = await create(capacity);
    if (hasMethod(connection, 'storageVol', 'upload')) {
      await upload(connection, volume, stream, plan.capacityOf(capacity), context.signal);
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

/** Gives the path of the firmware's variables on the host; undefined: they begin anew, and it is said why. */
async function makeNvram(connection: Connection, files: ApplianceFiles, file: string, { pool, plan, volumeName, made, context, warnings }: Place): Promise<string | undefined> {
  if (plan.isThick || !hasMethod(connection, 'storageVol', 'upload')) {
    warnings.push('This host cannot take the variables of the firmware: they begin anew.');
    return undefined;
  }
  const bytes = BigInt(files.sizeOf(file));
  if (bytes > MOST_NVRAM || bytes % 512n !== 0n) throw badAppliance(`variables of the firmware with ${bytes} bytes`);
  const volume = await requireMethod(connection, 'storageVol', 'createXML')(pool, plan.xmlOf(volumeName, bytes), 0);
  made.push(volume);
  await upload(connection, volume, readRawImage(files.read(file), bytes), bytes, context.signal);
  return requireMethod(connection, 'storageVol', 'getPath')(volume);
}

/** Addresses of the appliance that cards of this host's machines have already: two of a kind in one network hear nothing. */
async function takenMacs(connection: Connection, { nics }: Appliance, warnings: string[]): Promise<ReadonlySet<string>> {
  const wanted = new Set(nics.flatMap(({ mac }) => (mac === undefined ? [] : [mac.toLowerCase()])));
  const taken = new Set<string>();
  if (wanted.size === 0 || !hasMethod(connection, 'connect', 'listAllDomains')) return taken;
  const read = requireMethod(connection, 'domain', 'getXMLDesc');
  await inParallel(await requireMethod(connection, 'connect', 'listAllDomains')(0), PARALLEL_READS, async (domain) => {
    const xml = await adornment(() => read(domain, 0));
    for (const [, mac = ''] of (xml ?? '').matchAll(/<mac address=['"]([0-9a-fA-F:]{17})['"]/g)) if (wanted.has(mac.toLowerCase())) taken.add(mac.toLowerCase());
  });
  for (const mac of taken) warnings.push(`The address ${mac} is another machine's here: the card gets a new one.`);
  return taken;
}

const PARALLEL_READS = 8;
const MOST_SENT = 64 * 1024;
/** Holes are 64-bit numbers on the wire, but their senders read them as signed 32 bits in places; and hosts without holes are sent zeros. */
const MOST_HOLE = 1n << 26n;

/** Sends a disk; what is zeros is sent as holes, so that the volume stays sparse. */
async function upload(connection: Connection, volume: StorageVolRef, disk: DiskStream, length: bigint, signal: AbortSignal): Promise<void> {
  const stream = await requireMethod(connection, 'storageVol', 'upload')(volume, 0n, length, StorageVolUploadFlags.SPARSE_STREAM);
  try {
    let at = 0n;
    for await (const { offset, bytes } of disk.pieces) {
      assertWanted(signal);
      await hole(stream, offset - at, signal);
      for (let sent = 0; sent < bytes.length; sent += MOST_SENT) await stream.send(bytes.subarray(sent, sent + MOST_SENT));
      at = offset + BigInt(bytes.length);
    }
    await hole(stream, length - at, signal);
    assertWanted(signal);
    await stream.finish();
  } catch (error) {
    await stream.abort();
    throw error;
  }
}

async function hole(stream: VirStream, length: bigint, signal: AbortSignal): Promise<void> {
  for (let left = length; left > 0n; ) {
    assertWanted(signal);
    const part = left > MOST_HOLE ? MOST_HOLE : left;
    if (stream.sendHole !== undefined) await stream.sendHole(part);
    else for (let zeros = part; zeros > 0n; zeros -= BigInt(MOST_SENT)) await stream.send(new Uint8Array(Number(zeros > BigInt(MOST_SENT) ? BigInt(MOST_SENT) : zeros)));
    left -= part;
  }
}

const USABLE = ['dir', 'fs', 'netfs', 'vstorage', 'logical', 'zfs', 'rbd'];

async function choosePool(connection: Connection, name: string | undefined): Promise<StoragePoolRef> {
  if (name !== undefined) return requireMethod(connection, 'storagePool', 'lookupByName')(name);
  const pools = await requireMethod(connection, 'connect', 'listAllStoragePools')(Pools.ACTIVE);
  const preferred = [...pools].sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default'));
  for (const pool of preferred) if (USABLE.includes(await poolType(connection, pool))) return pool;
  throw refused('no-storage-pool', 'the host has no active storage pool for disks; name one, or make one');
}

/** What is packed takes at least as much room unpacked; volumes that have all their room at once take just that. */
async function assertRoom(connection: Connection, pool: StoragePoolRef, plan: VolumePlan, disks: readonly ApplianceDisk[], packedBytes: number): Promise<void> {
  const bytes = plan.isThick ? disks.reduce((sum, { capacityBytes }) => sum + plan.capacityOf(capacityBytes), 0n) : BigInt(packedBytes);
  if (!hasMethod(connection, 'storagePool', 'getInfo')) return;
  const info = await adornment(() => requireMethod(connection, 'storagePool', 'getInfo')(pool));
  if (info === undefined || info.capacity === 0n || info.available >= bytes) return;
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
