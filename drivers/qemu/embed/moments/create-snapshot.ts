import path from 'node:path';
import type { DomainRef } from '../../../api/refs.ts';
import { diskPath, isDiskEmpty, type Disk } from '../../../conf/domain/disk.ts';
import { formatDomainXml } from '../../../conf/domain/domain-def.ts';
import { alignSnapshotDisks } from '../../../conf/domain-snapshot/align-snapshot-disks.ts';
import { formatDomainSnapshotXml, parseDomainSnapshotXml, SNAPSHOT_STATES, type DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import { sourcePath, type SnapshotDisk } from '../../../conf/domain-snapshot/snapshot-disk.ts';
import { DomainEventStoppedDetailType as Stopped, DomainJobOperation as Operation, DomainPausedReason as Paused, DomainSnapshotCreateFlags as Create } from '../../../core/constants.ts';
import { VirError } from '../../../core/vir-error.ts';
import { topNode } from '../../block/block-image.ts';
import { createImageFile, snapshotImageFile } from '../../block/jobs/qemu-img.ts';
import { saveInternal, snapshotDisks } from '../../block/jobs/snapshots.ts';
import { writeChain } from '../../block/jobs/write-chain.ts';
import { queryBlockNodes } from '../../qmp/block-nodes.ts';
import { freezeGuest } from '../../qmp/guest-commands.ts';
import { agentOf } from '../agent-link.ts';
import { assertNoDiskJob, followConfig, imageNumbers } from '../block-jobs.ts';
import { pause } from '../cpu-control.ts';
import type { EmbedState } from '../embed-state.ts';
import { isTaken } from '../made-files.ts';
import type { Machine } from '../machine.ts';
import { migrateAway } from '../migrate-away.ts';
import { checkFlags } from '../method-table.ts';
import { portableDef } from '../portable-def.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { COMPLETE, formatSaveHeader } from '../save-image.ts';
import { stopProcess } from '../stop-process.ts';
import { assertValid } from '../validate-document.ts';
import { domainNow } from './domain-now.ts';
import { stored } from './moment-store.ts';
import { liveChain, overlayImage, putOverlay, settlePending, wake, type PendingSnapshot } from './pending-snapshot.ts';
import { redefineSnapshot } from './redefine-snapshot.ts';
import { snapshotStore } from './snapshot-store.ts';

const FLAGS = Create.REDEFINE | Create.CURRENT | Create.NO_METADATA | Create.HALT | Create.DISK_ONLY | Create.REUSE_EXT | Create.QUIESCE | Create.ATOMIC | Create.LIVE | Create.VALIDATE;

/** Makes a snapshot. @libvirt qemuDomainSnapshotCreateXML */
export async function createSnapshot(state: EmbedState, dom: DomainRef, xml: string, flags: number): Promise<string> {
  checkFlags(flags, FLAGS, 'qemuSnapshotCreateXML');
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(Create.QUIESCE) && !has(Create.DISK_ONLY)) throw domainError('invalid-arg', "Flag 'VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY' is required by flag 'VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE'");
  if (has(Create.LIVE) && has(Create.REDEFINE)) throw domainError('invalid-arg', "Flags 'VIR_DOMAIN_SNAPSHOT_CREATE_LIVE' and 'VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE' are mutually exclusive");
  if (has(Create.VALIDATE)) await assertValid(xml, 'domain-snapshot');
  await state.emulators.prepare(xml);
  return state.change(dom, async (machine) => {
    await settlePending(state, machine);
    if (!machine.isPersistent && has(Create.HALT)) throw qemuError('operation-invalid', 'cannot halt after transient domain snapshot');
    const redefine = has(Create.REDEFINE);
    const offline = has(Create.DISK_ONLY) || machine.run === undefined;
    const def = parseDomainSnapshotXml(xml, { domain: state.emulators.context({ inactive: true }), redefine, offline });
    assertMakeable(machine, def, flags);
    if (redefine) return redefineSnapshot(state, machine, def, flags);
    const list = await snapshotStore(state, machine).read();
    const whole = fitted(machine, { ...def, parentName: list.current?.name, domain: await domainNow(state, machine), inactiveDomain: machine.run === undefined ? undefined : machine.config }, flags);
    if (!has(Create.NO_METADATA)) list.add(stored(whole));
    await take(state, machine, whole, flags);
    return whole.name ?? '';
  });
}

function assertMakeable(machine: Machine, { name = '', memory, state }: DomainSnapshotDef, flags: number): void {
  if ((flags & Create.NO_METADATA) === 0) {
    if (name.includes('/')) throw domainError('xml-detail', `invalid snapshot name '${name}': name can't contain '/'`);
    if (name.startsWith('.')) throw domainError('xml-detail', `invalid snapshot name '${name}': name can't start with '.'`);
  }
  if ((flags & Create.LIVE) !== 0 && (machine.run === undefined || memory !== 'external')) throw qemuError('operation-unsupported', 'live snapshot creation is supported only during full system snapshots');
  const isRedefined = (flags & Create.REDEFINE) !== 0;
  const now = isRedefined ? state : (machine.run?.state ?? 'shutoff');
  if (now === 'pmsuspended') throw qemuError('operation-unsupported', "qemu doesn't support taking snapshots of PMSUSPENDED guests");
  if (now === 'nostate' || now === 'blocked' || now === undefined) throw qemuError('internal-error', `Invalid domain state ${now ?? 'nostate'}`);
}

/** Settles what is kept, and where. @throws config-unsupported, operation-unsupported */
function fitted(machine: Machine, def: DomainSnapshotDef, flags: number): DomainSnapshotDef {
  const { run } = machine;
  const isDiskOnly = (flags & Create.DISK_ONLY) !== 0;
  const word = SNAPSHOT_STATES.find((one) => one === (run?.state ?? 'shutoff')) ?? 'shutoff';
  const state = isDiskOnly ? (run === undefined ? 'shutoff' : 'disk-snapshot') : word;
  if (!isDiskOnly && run !== undefined && def.memory === 'no') throw qemuError('operation-unsupported', 'internal snapshot of a running VM must include the memory state');
  const memory = isDiskOnly || run === undefined ? 'no' : def.memory === 'external' ? 'external' : 'internal';
  const disks = alignSnapshotDisks(def, machine.def.devices.disks, isDiskOnly || memory === 'external' ? 'external' : 'internal');
  const whole = { ...def, state, memory, disks } as const;
  assertPlaces(machine, whole);
  return whole;
}

function assertPlaces(machine: Machine, { state, memory, disks }: DomainSnapshotDef): void {
  const refuse = (message: string): never => { throw qemuError('config-unsupported', message); };
  const isActive = machine.run !== undefined;
  let forbidsInternal = false;
  for (const [index, { name = '', snapshot }] of disks.entries()) {
    const disk = machine.def.devices.disks[index];
    if (disk === undefined) continue;
    if (snapshot !== 'no' && machine.run !== undefined) assertNoDiskJob(machine.run, name);
    if (snapshot === 'internal') {
      if (state === 'disk-snapshot' && isActive) refuse(`active qemu domains require external disk snapshots; disk ${name} requested internal`);
      const format = disk.driver?.type ?? 'raw';
      if (format !== 'qcow2') refuse(`internal snapshot for disk ${name} unsupported for storage type ${format}`);
    }
    if (snapshot === 'manual' || (snapshot === 'no' && !isDiskEmpty(disk) && disk.readonly !== true)) forbidsInternal = true;
  }
  const [internal, external] = [disks.some(({ snapshot }) => snapshot === 'internal'), disks.some(({ snapshot }) => snapshot === 'external')];
  if (!internal && !external && memory === 'no') refuse('nothing selected for snapshot');
  if ((memory === 'internal' && !internal) || (internal && forbidsInternal)) refuse('internal and full system snapshots require all disks to be selected for snapshot');
  if (state === 'disk-snapshot' && !external) refuse('disk-only snapshots require at least one disk to be selected for snapshot');
  if ((internal && external) || (memory === 'internal' && external) || (memory === 'external' && internal)) refuse('mixing internal and external targets for a snapshot is not yet supported');
  if (internal && machine.def.os.loader?.type === 'pflash') throw qemuError('operation-unsupported', 'internal snapshots of a VM with pflash based firmware are not supported');
}

async function take(state: EmbedState, machine: Machine, def: DomainSnapshotDef, flags: number): Promise<void> {
  const store = snapshotStore(state, machine);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const isActive = machine.run !== undefined;
  const place = def.disks.some(({ snapshot }) => snapshot === 'external') || def.memory === 'external' ? 'external' : 'internal';
  const made = place === 'external' ? await newFiles(state, def, has(Create.REUSE_EXT)) : [];
  const wasRunning = machine.run?.state === 'running';
  const stops = wasRunning && (def.memory === 'internal' || def.memory === 'external' || def.disks.some(({ snapshot }) => snapshot === 'manual'));
  const thaws = has(Create.QUIESCE) && isActive && (await freezeGuest(await agentOf(state, machine))) > 0;
  const pending: PendingSnapshot = { xml: formatDomainSnapshotXml(def, { secure: true, uuid: machine.uuid }), place, hasMetadata: !has(Create.NO_METADATA), resumes: stops, thaws, overlays: await overlayNumbers(machine, def), made };
  const file = await store.writePending(def.name ?? '', JSON.stringify(pending));
  try {
    if (!isActive) await (place === 'external' ? takeOffline(state, machine, def, has(Create.REUSE_EXT)) : tagOffline(state, machine, def));
    else await (place === 'external' ? takeExternal(state, machine, def, pending, flags) : takeInternal(state, machine, def));
    if (pending.hasMetadata) {
      await store.write(def);
      await store.setCurrent(def.name);
    }
    if (has(Create.HALT) && machine.run !== undefined) await stopProcess(state, machine, Stopped.FROM_SNAPSHOT);
  } catch (error) {
    // Whether nothing has been done or all but the last step is decided by what is there.
    await settlePending(state, machine).catch((another: unknown) => {
      if (!VirError.is(another)) throw another; // taken up by the next one who reads the root
    });
    throw error;
  }
  await wake(state, machine, pending);
  await state.surroundings.files.remove([file]);
}

/** The files that will be made. @throws when one is there that must not, or is not that must be. */
async function newFiles({ surroundings: { files } }: EmbedState, { disks, memoryFile }: DomainSnapshotDef, isReused: boolean): Promise<string[]> {
  const wanted = disks.flatMap(({ name = '', snapshot, source }) => (snapshot === 'external' && source?.type === 'file' ? [{ name, path: source.file ?? '' }] : []));
  const found = await files.stat(wanted.map(({ path: file }) => file));
  for (const [index, { name, path: file }] of wanted.entries()) {
    if (isReused && found[index] === undefined) throw qemuError('system-error', `missing existing file for disk ${name}: ${file}: No such file or directory`, { subject: file });
    if (!isReused && isTaken(found[index])) throw qemuError('config-unsupported', `external snapshot file for disk ${name} already exists and is not a block device: ${file}`);
  }
  if (memoryFile !== undefined && !(await files.exists(path.posix.dirname(memoryFile)))) throw qemuError('system-error', `Failed to create file '${memoryFile}': No such file or directory`, { subject: memoryFile });
  return isReused ? [] : wanted.flatMap(({ path: file }, index) => (found[index] === undefined ? [file] : []));
}

async function overlayNumbers(machine: Machine, { disks }: DomainSnapshotDef): Promise<Record<string, number>> {
  const { run } = machine;
  if (run === undefined) return {};
  const next = await imageNumbers(run, machine.monitor());
  return Object.fromEntries(disks.filter(({ snapshot }) => snapshot === 'external').map(({ name }) => [name, next()]));
}

function pairs(disks: readonly Disk[], { disks: wishes }: DomainSnapshotDef, place: 'internal' | 'external'): { readonly disk: Disk; readonly wish: SnapshotDisk }[] {
  return wishes.flatMap((wish) => {
    const disk = wish.snapshot === place ? disks.find(({ target }) => target?.dev === wish.name) : undefined;
    return disk === undefined ? [] : [{ disk, wish }];
  });
}

/** Memory and disks in the machine's own images. */
async function takeInternal(state: EmbedState, machine: Machine, def: DomainSnapshotDef): Promise<void> {
  const run = machine.running();
  if (run.state === 'running') await pause(state, machine, Paused.SNAPSHOT);
  const devices = pairs(run.live.devices.disks, def, 'internal').map(({ disk }) => liveChain(disk).formatNode);
  const abort = new AbortController();
  const job = { operation: Operation.SNAPSHOT, beganAtMs: performance.now(), totalBytes: 0, doneBytes: 0, cancel: () => { abort.abort(); return Promise.resolve(); } };
  machine.job = job;
  try {
    await saveInternal(machine.monitor(), { tag: def.name ?? '', vmstate: devices[0] ?? '', devices }, { signal: abort.signal, onProgress: ({ done, total }) => { Object.assign(job, { doneBytes: done, totalBytes: total }); } });
  } finally {
    machine.job = undefined;
  }
}

/** An overlay on each disk, and the memory in a file, all of the same moment. */
async function takeExternal(state: EmbedState, machine: Machine, def: DomainSnapshotDef, pending: PendingSnapshot, flags: number): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  const isLive = (flags & Create.LIVE) !== 0;
  if (pending.resumes && !isLive && run.state === 'running') await pause(state, machine, Paused.SNAPSHOT);
  const nodes = await queryBlockNodes(monitor);
  if (def.memory === 'external' && def.memoryFile !== undefined) {
      run.pausing = Paused.SNAPSHOT;
    try {
      await saveMemory(state, machine, def.memoryFile, pending.resumes);
    } finally {
      run.pausing = undefined;
    }
  }
  const wanted = pairs(run.live.devices.disks, def, 'external').map(({ disk, wish }) => {
    const chain = liveChain(disk);
    return { disk, device: topNode(disk, chain), chain, overlay: overlayImage(disk, wish, chain, () => pending.overlays[wish.name] ?? 0), isReused: (flags & Create.REUSE_EXT) !== 0 };
  });
  if (wanted.length === 0) return;
  const chains = await snapshotDisks(monitor, wanted, nodes);
  for (const [index, { disk }] of wanted.entries()) {
    const chain = chains[index];
    if (chain === undefined) continue;
    const before = disk.source;
    writeChain(disk, chain);
    await followConfig(state, machine, disk, before);
  }
  await state.writeStatus(machine);
}

async function saveMemory(state: EmbedState, machine: Machine, file: string, wasRunning: boolean): Promise<void> {
  const { files } = state.surroundings;
  const { live } = machine.running();
  const header = formatSaveHeader(formatDomainXml(portableDef(state.layout, machine, live), { inactive: true, secure: true, migratable: true }), wasRunning);
  await files.write(file, header);
  await migrateAway(state, machine, { operation: Operation.SNAPSHOT, file });
  await files.writeRange(file, 0n, COMPLETE);
}

async function tagOffline({ surroundings: { commands } }: EmbedState, machine: Machine, def: DomainSnapshotDef): Promise<void> {
  const done: string[] = [];
  try {
    for (const { disk } of pairs(machine.def.devices.disks, def, 'internal')) {
      const file = diskPath(disk);
      if (file === undefined) continue;
      await snapshotImageFile(commands, file, 'create', def.name ?? '');
      done.push(file);
    }
  } catch (error) {
    for (const file of done) await snapshotImageFile(commands, file, 'delete', def.name ?? '').catch(() => undefined); // the first error is the one that counts
    throw error;
  }
}

async function takeOffline(state: EmbedState, machine: Machine, def: DomainSnapshotDef, isReused: boolean): Promise<void> {
  const config = machine.configCopy();
  for (const { disk, wish } of pairs(config.devices.disks, def, 'external')) {
    const [backing, file] = [diskPath(disk), sourcePath(wish.source)];
    if (backing === undefined || file === undefined) throw qemuError('config-unsupported', `external inactive snapshots are not supported on disk '${wish.name}'`);
    if (!isReused) await createImageFile(state.surroundings.commands, { path: file, format: wish.driver?.type ?? 'qcow2', backing: { path: backing, format: disk.driver?.type ?? 'raw' } });
  }
  for (const { wish } of pairs(config.devices.disks, def, 'external')) putOverlay(config.devices.disks, wish);
  await state.writeConfig(machine, config);
}
