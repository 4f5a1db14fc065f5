import { diskPath, type Disk } from '../../../conf/domain/disk.ts';
import type { DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import { sourcePath, type SnapshotDisk } from '../../../conf/domain-snapshot/snapshot-disk.ts';
import { VirError } from '../../../core/vir-error.ts';
import { disposableTimeout } from '../../../core/lifecycle.ts';
import { diskImage, sourceImage, type BlockImage } from '../../block/block-image.ts';
import { detachImage } from '../../block/jobs/attach-image.ts';
import { imageFileInfo, snapshotImageFile } from '../../block/jobs/qemu-img.ts';
import { SyncJob } from '../../block/jobs/sync-job.ts';
import { writeChain } from '../../block/jobs/write-chain.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { queryJobs } from '../../qmp/query-jobs.ts';
import { Reply } from '../../qmp/reply.ts';
import { thawGuest } from '../../qmp/guest-commands.ts';
import { agentOf } from '../agent-link.ts';
import { followConfig } from '../block-jobs.ts';
import { settled } from '../cpu-control.ts';
import { readHeader } from '../domain-save.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { qemuError } from '../qemu-error.ts';
import { parseStoredSnapshot, snapshotStore } from './snapshot-store.ts';

/** A snapshot that is being made: what somebody must know who finds it half done. */
export interface PendingSnapshot {
  /** The document, as it will be stored. */
  readonly xml: string;
  readonly place: 'internal' | 'external';
  readonly hasMetadata: boolean;
  /** The guest was stopped for it, and runs again afterwards. */
  readonly resumes: boolean;
  /** The guest's file systems were frozen for it. */
  readonly thaws: boolean;
  /** Numbers of the overlays of external snapshots, by target. */
  readonly overlays: Readonly<Record<string, number>>;
  /** Files that were not there before. */
  readonly made: readonly string[];
}

/** The overlay of a disk, as QEMU opens it. */
export function overlayImage(disk: Disk, wish: SnapshotDisk, chain: BlockImage, nextId: () => number): BlockImage {
  if (wish.source === undefined) throw qemuError('internal-error', `disk '${wish.name}' has no overlay`);
  return sourceImage({ ...wish.source, index: undefined }, wish.driver?.type ?? 'qcow2', disk, chain, { nextId });
}

/** The chain of a disk of a machine that runs. */
export function liveChain(disk: Disk): BlockImage {
  const chain = diskImage(disk, { nextId: () => { throw qemuError('internal-error', `an image of disk '${disk.target?.dev ?? ''}' has no number`); } });
  if (chain === undefined) throw qemuError('operation-invalid', `disk ${disk.target?.dev ?? ''} has no media`);
  return chain;
}

/** Takes up what others have left half done, unless they are still at it. */
export function watchPending(state: EmbedState, machine: Machine): void {
  if (watched.has(machine)) return;
  watched.add(machine);
  const timer = state.store.add(disposableTimeout(() => {
    state.store.delete(timer);
    void settleUnheld(state, machine).catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // tried again when the root is read the next time
    }).finally(() => {
      watched.delete(machine);
    });
  }, 200));
}

const watched = new WeakSet<Machine>();

async function settleUnheld(state: EmbedState, machine: Machine): Promise<void> {
  if (await state.locks.isHeld(machine.uuid)) return;
  await state.change(machine.ref, () => settlePending(state, machine));
}

/** Ends what was begun and never finished: it counts if all of its disks are there, else nothing of it stays. Whoever calls holds the machine. */
export async function settlePending(state: EmbedState, machine: Machine): Promise<void> {
  const store = snapshotStore(state, machine);
  for (const { file, text } of await store.readPending()) {
    const pending = JSON.parse(text) as PendingSnapshot;
    const def = await parseStoredSnapshot(state, pending.xml);
    const { run } = machine;
    if (run !== undefined) await endJobs(machine.monitor());
    const isWhole = def.memoryFile === undefined || (await readHeader(state, def.memoryFile, true).catch(() => undefined)) !== undefined; // no file, or none of ours
    const isDone = !isWhole ? false : pending.place === 'internal' ? await hasTags(state, machine, def) : await hasOverlays(state, machine, def, pending);
    if (isDone && pending.hasMetadata) {
      await store.write(def);
      await store.setCurrent(def.name);
    } else if (!isDone) await state.surroundings.files.remove([...pending.made, ...(def.memoryFile === undefined ? [] : [def.memoryFile])]);
    if (run !== undefined) await wake(state, machine, pending);
    await state.surroundings.files.remove([file]);
  }
}

/** Lets the guest go on. */
export async function wake(state: EmbedState, machine: Machine, { resumes, thaws }: Pick<PendingSnapshot, 'resumes' | 'thaws'>): Promise<void> {
  const { run } = machine;
  if (run === undefined || run.monitor === undefined) return;
  if (resumes && run.state !== 'running') {
    await run.monitor.execute('cont');
    await settled(machine, 'running');
    await state.writeStatus(machine);
  }
  if (thaws) {
    await agentOf(state, machine).then((agent) => thawGuest(agent)).catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // the guest thaws by itself after a while, or has ended
    });
  }
}

/** Jobs of snapshots that somebody has begun: nobody else waits for them. */
async function endJobs(client: QmpClient): Promise<void> {
  for (const { id } of await queryJobs(client)) {
    if (!/^(snapshot-(save|load|delete)|create)-/.test(id)) continue;
    const job = await SyncJob.attach(client, id);
    await job?.finish();
    job?.dispose();
  }
}

async function hasTags({ surroundings: { commands } }: EmbedState, machine: Machine, def: DomainSnapshotDef): Promise<boolean> {
  const wanted = def.disks.filter(({ snapshot }) => snapshot === 'internal').map(({ name }) => name);
  const disks = machine.def.devices.disks.filter(({ target }) => wanted.includes(target?.dev ?? ''));
  const paths = disks.flatMap((disk) => diskPath(disk) ?? []);
  const found = await Promise.all(paths.map(async (path) => (await imageFileInfo(commands, path)).snapshots.includes(def.name ?? '')));
  if (paths.length > 0 && found.every(Boolean)) return true;
  if (machine.run === undefined) for (const [index, path] of paths.entries()) if (found[index] === true) await snapshotImageFile(commands, path, 'delete', def.name ?? '');
  return false;
}

async function hasOverlays(state: EmbedState, machine: Machine, def: DomainSnapshotDef, pending: PendingSnapshot): Promise<boolean> {
  const wishes = def.disks.filter(({ snapshot }) => snapshot === 'external');
  if (machine.run === undefined) return useOverlaysOffline(state, machine, wishes);
  const { run } = machine;
  const client = machine.monitor();
  const blocks = Reply.list('query-block', await client.execute('query-block'));
  const open = new Set(blocks.flatMap((block) => block.objectOr('inserted')?.stringOr('node-name') ?? []));
  const isDone = wishes.length > 0 && wishes.every(({ name }) => open.has(`libvirt-${pending.overlays[name] ?? 0}-format`));
  for (const wish of wishes) {
    const disk = run.live.devices.disks.find(({ target }) => target?.dev === wish.name);
    if (disk === undefined) continue;
    if (isDone) await useOverlay(state, machine, disk, wish, pending);
    else if (diskPath(disk) !== sourcePath(wish.source)) await detachImage(client, overlayImage(disk, wish, liveChain(disk), () => pending.overlays[wish.name] ?? 0));
  }
  if (isDone) await state.writeStatus(machine);
  return isDone;
}

async function useOverlay(state: EmbedState, machine: Machine, disk: Disk, wish: SnapshotDisk, pending: PendingSnapshot): Promise<void> {
  if (diskPath(disk) === sourcePath(wish.source)) return;
  const before = disk.source;
  writeChain(disk, overlayImage(disk, wish, liveChain(disk), () => pending.overlays[wish.name] ?? 0));
  await followConfig(state, machine, disk, before);
}

/** An overlay that nobody has written to is the same as what is below it, so it may be the disk as soon as it is there. */
async function useOverlaysOffline(state: EmbedState, machine: Machine, wishes: readonly SnapshotDisk[]): Promise<boolean> {
  const paths = wishes.map(({ source }) => sourcePath(source) ?? '');
  const infos = await Promise.all(paths.map((path) => imageFileInfo(state.surroundings.commands, path).catch(() => undefined))); // not there, or not whole
  if (paths.length === 0 || infos.some((info) => info?.backingPath === undefined) || !machine.isPersistent) return false;
  const config = machine.configCopy();
  for (const wish of wishes) putOverlay(config.devices.disks, wish);
  await state.writeConfig(machine, config);
  return true;
}

/** Makes an overlay the disk of a definition. */
export function putOverlay(disks: readonly Disk[], wish: SnapshotDisk): void {
  const disk = disks.find(({ target }) => target?.dev === wish.name);
  if (disk === undefined || wish.source === undefined) return;
  disk.type = wish.source.type;
  disk.source = structuredClone(wish.source);
  if (disk.driver !== undefined) disk.driver.type = wish.driver?.type ?? 'qcow2';
  disk.backingStore = undefined;
}
