import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { DomainUndefineFlagsValues } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import type { DeletePlan, DiskFacts } from '../../contract/machines.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import { inParallel, Pacer } from '../pacer.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { devices, diskFacts, parseDomain } from './domain-document.ts';
import { adornment } from './facts.ts';
import { forceOff, protectedMachine } from './lifecycle.ts';
import { readProtection } from './machine-labels.ts';

const PARALLEL_READS = 64;
/** Volumes of a pool that are looked at for backing files. */
const MAX_VOLUMES = 1000;

/** What would go when the machine is deleted; every disk that must stay says why. */
export async function planDelete(connection: Connection, entry: MachineEntry, others: Iterable<MachineEntry>): Promise<DeletePlan> {
  const { ref } = entry;
  const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
  const mine = devices(root, 'disk').map(diskFacts);
  const kept = await keepReasons(connection, entry, mine, others);
  const snapshots = hasMethod(connection, 'domain', 'listAllSnapshots') ? await adornment(() => requireMethod(connection, 'domain', 'listAllSnapshots')(ref, 0)) : undefined;
  return {
    name: ref.name,
    running: isActive(entry),
    hasManagedSave: entry.hasManagedSave,
    snapshots: snapshots?.length ?? 0,
    tpm: devices(root, 'tpm').some((tpm) => tpm.child('backend')?.attribute('type') === 'emulator'),
    nvram: root.find('os', 'nvram')?.text.trim() || undefined,
    disks: await Promise.all(mine.map(async (disk) => withSize(connection, { ...disk, ...kept.get(disk.target) }))),
  };
}

/** Deletes the machine, and of its disks those named. Nothing is touched when one of them must stay. */
export async function deleteMachine(connection: Connection, entry: MachineEntry, others: Iterable<MachineEntry>, targets: readonly string[], context: TaskContext): Promise<void> {
  const { ref } = entry;
  if (await readProtection(connection, ref)) throw protectedMachine(ref.name);
  const plan = targets.length === 0 ? undefined : await planDelete(connection, entry, others);
  const volumes: StorageVolRef[] = [];
  for (const target of targets) {
    const disk = plan?.disks.find((each) => each.target === target);
    if (disk?.source === undefined || disk.keepReason !== undefined) {
      throw new VirError({ code: 'operation-invalid', domain: 'none', message: `Requested operation is not valid: disk '${target}' must not be deleted`, subject: target });
    }
    volumes.push(await volumeOf(connection, disk.source));
  }
  if (isActive(entry)) {
    context.say('phase.forceOff');
    await forceOff(connection, ref).catch(whenOff);
  }
  context.say('phase.undefine');
  if (entry.persistent) await undefine(connection, ref);
  for (const volume of volumes) {
    context.say('phase.deleteDisk', { disk: volume.name });
    await requireMethod(connection, 'storageVol', 'delete')(volume, 0);
  }
}

async function undefine(connection: Connection, ref: DomainRef): Promise<void> {
  if (!hasMethod(connection, 'domain', 'undefineFlags')) return requireMethod(connection, 'domain', 'undefine')(ref);
  const { MANAGED_SAVE, SNAPSHOTS_METADATA, CHECKPOINTS_METADATA, NVRAM } = DomainUndefineFlagsValues;
  const call = requireMethod(connection, 'domain', 'undefineFlags');
  // Older or simpler hosts know fewer flags; the first set that is understood decides.
  for (const flags of [MANAGED_SAVE | SNAPSHOTS_METADATA | CHECKPOINTS_METADATA | NVRAM, MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM, MANAGED_SAVE | SNAPSHOTS_METADATA]) {
    try {
      await call(ref, flags);
      return;
    } catch (error) {
      if (!VirError.is(error, 'argument-unsupported') && !VirError.is(error, 'invalid-arg')) throw error;
    }
  }
  await call(ref, 0);
}

function whenOff(error: unknown): void {
  if (!VirError.is(error, 'operation-invalid')) throw error; // it went off by itself meanwhile
}

/** Reasons that only the host can tell: who else uses a disk, and whether it is a volume at all. */
export async function keepReasons(
  connection: Connection,
  entry: MachineEntry,
  disks: readonly DiskFacts[],
  others: Iterable<MachineEntry>,
): Promise<ReadonlyMap<string, Pick<DiskFacts, 'keepReason' | 'usedBy'>>> {
  const open = disks.filter((disk) => disk.keepReason === undefined && disk.source !== undefined);
  const kept = new Map<string, Pick<DiskFacts, 'keepReason' | 'usedBy'>>();
  for (const disk of open) {
    const volume = await adornment(() => volumeOf(connection, disk.source ?? ''));
    if (volume === undefined) kept.set(disk.target, { keepReason: 'keep.notInPool' });
    else if (await backsAnother(connection, volume, disk.source ?? '')) kept.set(disk.target, { keepReason: 'keep.usedByOther' });
  }
  const rest = open.filter((disk) => !kept.has(disk.target));
  if (rest.length === 0) return kept;
  const users = new Map<string, string[]>();
  const pacer = new Pacer();
  const getXML = requireMethod(connection, 'domain', 'getXMLDesc');
  await inParallel([...others].filter((other) => other.uuid !== entry.uuid), PARALLEL_READS, async (other) => {
    const xml = await adornment(() => getXML(other.ref, 0));
    for (const { target, source = '' } of rest) if (xml?.includes(escapeXml(source)) === true) users.set(target, [...(users.get(target) ?? []), other.ref.name]);
    await pacer.turn();
  });
  for (const [target, usedBy] of users) kept.set(target, { keepReason: 'keep.usedByOther', usedBy: usedBy.sort() });
  return kept;
}

/** Whether another volume of the same pool is built on this one. */
async function backsAnother(connection: Connection, volume: StorageVolRef, path: string): Promise<boolean> {
  if (!hasMethod(connection, 'storageVol', 'getXMLDesc') || !hasMethod(connection, 'storagePool', 'listAllVolumes')) return false;
  const pool = await adornment(() => requireMethod(connection, 'storagePool', 'lookupByName')(volume.pool));
  const volumes = pool === undefined ? [] : ((await adornment(() => requireMethod(connection, 'storagePool', 'listAllVolumes')(pool, 0))) ?? []);
  const getXML = requireMethod(connection, 'storageVol', 'getXMLDesc');
  let found = false;
  await inParallel(volumes.slice(0, MAX_VOLUMES), PARALLEL_READS, async (other) => {
    if (found || other.key === volume.key) return;
    const xml = await adornment(() => getXML(other, 0));
    const backing = xml === undefined ? -1 : xml.indexOf('<backingStore>');
    if (xml !== undefined && backing >= 0 && xml.includes(escapeXml(path), backing)) found = true;
  });
  return found;
}

/** The volume behind a disk's source: a path, or `pool/volume`. */
export async function volumeOf(connection: Connection, source: string): Promise<StorageVolRef> {
  if (source.startsWith('/')) return requireMethod(connection, 'storageVol', 'lookupByPath')(source);
  const slash = source.indexOf('/');
  const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(source.slice(0, slash));
  return requireMethod(connection, 'storageVol', 'lookupByName')(pool, source.slice(slash + 1));
}

async function withSize(connection: Connection, disk: DiskFacts): Promise<DiskFacts> {
  if (disk.source === undefined || disk.keepReason === 'keep.notInPool' || !hasMethod(connection, 'storageVol', 'getInfo')) return disk;
  const info = await adornment(async () => requireMethod(connection, 'storageVol', 'getInfo')(await volumeOf(connection, disk.source ?? '')));
  return info === undefined ? disk : { ...disk, capacityBytes: Number(info.capacity), allocationBytes: Number(info.allocation) };
}
