import type { DomainSnapshotRef } from '../../../api/refs.ts';
import { diskPath, type Disk } from '../../../conf/domain/disk.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import type { DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import { sourcePath } from '../../../conf/domain-snapshot/snapshot-disk.ts';
import { DomainSnapshotDeleteFlags as Delete } from '../../../core/constants.ts';
import { VirError } from '../../../core/vir-error.ts';
import { STORAGE_FORMATS } from '../../../conf/domain/storage-source.ts';
import { backingChain } from '../../../storage/backing-chain.ts';
import { imageChain } from '../../block/block-image.ts';
import { commitImageFile, imageFileInfo, rebaseImageFile, snapshotImageFile } from '../../block/jobs/qemu-img.ts';
import { deleteInternal } from '../../block/jobs/snapshots.ts';
import { withDiskJobs } from '../block-jobs.ts';
import type { EmbedState } from '../embed-state.ts';
import { imageHost } from '../image-chains.ts';
import type { Machine } from '../machine.ts';
import { checkFlags } from '../method-table.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { parentsOf } from './moment-store.ts';
import { liveChain, settlePending } from './pending-snapshot.ts';
import { isExternal, requireSnapshot, snapshotStore } from './snapshot-store.ts';

/**
 * Removes snapshots. What an external one's overlay has is written into the image below it first, if the machine uses it; overlays that it
 * does not use any more are left where they are.
 *
 * @libvirt qemuDomainSnapshotDelete
 */
export async function deleteSnapshot(state: EmbedState, { dom, name }: DomainSnapshotRef, flags: number): Promise<void> {
  checkFlags(flags, Delete.CHILDREN | Delete.METADATA_ONLY | Delete.CHILDREN_ONLY, 'qemuSnapshotDelete');
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(Delete.CHILDREN) && has(Delete.CHILDREN_ONLY)) throw domainError('invalid-arg', "Flags 'VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN' and 'VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY' are mutually exclusive");
  const machine = await state.require(dom);
  await state.change(dom, (each) => settlePending(state, each));
  const list = await snapshotStore(state, machine).read();
  const snapshot = requireSnapshot(list, name);
  const below = has(Delete.CHILDREN) || has(Delete.CHILDREN_ONLY) ? list.descendants(snapshot).toReversed().map((each) => each.name) : [];
  const doomed = [...below, ...(has(Delete.CHILDREN_ONLY) ? [] : [name])];
  for (const each of doomed) await deleteOne(state, machine, each, has(Delete.METADATA_ONLY));
  // The current one goes with its branch; then the one that stays is it.
  if (has(Delete.CHILDREN_ONLY) && below.includes(list.current?.name ?? '')) await state.change(dom, (each) => snapshotStore(state, each).setCurrent(name));
}

async function deleteOne(state: EmbedState, machine: Machine, name: string, isMetadataOnly: boolean): Promise<void> {
  const { def } = requireSnapshot(await snapshotStore(state, machine).read(), name);
  // Writing images together takes its time: the machine is not held meanwhile, its disks have jobs.
  const merged = isMetadataOnly || !isExternal(def) ? [] : await mergeOverlays(state, machine, def);
  await state.change(machine.ref, async (each) => {
    if (!isMetadataOnly && !isExternal(def)) await deleteTags(state, each, def);
    const store = snapshotStore(state, each);
    const list = await store.read();
    const found = list.find(name);
    if (found === undefined) return;
    for (const { from, into, format } of merged) for (const other of list.all) if (other !== found && replaceImage(other.def, from, into, format)) await store.write(other.def);
    const before = parentsOf(list);
    list.delete(found, 'single');
    await store.writeChanges(list, before);
    if (!isMetadataOnly && def.memoryFile !== undefined) await state.surroundings.files.remove([def.memoryFile]);
    await state.surroundings.files.remove(merged.map(({ from }) => from));
  });
}

async function deleteTags(state: EmbedState, machine: Machine, def: DomainSnapshotDef): Promise<void> {
  const tag = def.name ?? '';
  const wanted = def.disks.filter(({ snapshot }) => snapshot === 'internal').map((disk) => disk.name);
  const disks = (def.domain ?? machine.def).devices.disks.filter(({ target }) => wanted.includes(target?.dev ?? ''));
  if (machine.run === undefined) {
    for (const file of disks.flatMap((disk) => diskPath(disk) ?? [])) if (await hasTag(state, file, tag)) await snapshotImageFile(state.surroundings.commands, file, 'delete', tag);
    return;
  }
  const { live } = machine.run;
  const own = disks.map((disk) => {
    const now = live.devices.disks.find(({ target }) => target?.dev === disk.target?.dev);
    if (now === undefined || diskPath(now) !== diskPath(disk)) throw qemuError('operation-unsupported', `disk image '${disk.target?.dev ?? ''}' for internal snapshot '${tag}' is not the same as disk image currently used by VM`);
    return now;
  });
  const open: Disk[] = [];
  for (const disk of own) if (await hasTag(state, diskPath(disk) ?? '', tag)) open.push(disk);
  if (open.length > 0) await deleteInternal(machine.monitor(), { tag, devices: open.map((disk) => liveChain(disk).formatNode) });
}

/** One that was broken off has taken some away already. */
async function hasTag({ surroundings: { commands } }: EmbedState, file: string, tag: string): Promise<boolean> {
  try {
    return (await imageFileInfo(commands, file)).snapshots.includes(tag);
  } catch (error) {
    if (VirError.is(error)) return false; // the image is gone, and its snapshots with it
    throw error;
  }
}

interface Merged {
  readonly from: string;
  readonly into: string;
  readonly format: Format;
}

type Format = (typeof STORAGE_FORMATS)[number];

/** Writes overlays of a snapshot that the machine uses into what lies below them. @throws operation-unsupported where somebody else needs that as it is. */
async function mergeOverlays(state: EmbedState, machine: Machine, def: DomainSnapshotDef): Promise<Merged[]> {
  const merged: Merged[] = [];
  for (const { name: target = '', snapshot, source } of def.disks) {
    const overlay = sourcePath(source);
    if (snapshot !== 'external' || overlay === undefined) continue;
    const chain = await pathsOf(state, machine, target);
    const at = chain.findIndex(({ path }) => path === overlay);
    const lower = chain[at + 1];
    if (at < 0 || lower === undefined) continue;
    await assertUnused(state, machine, target, lower.path, overlay);
    await (machine.run === undefined ? mergeOffline(state, machine, chain, at) : mergeLive(state, machine, target, overlay, lower.path));
    merged.push({ from: overlay, into: lower.path, format: lower.format });
  }
  return merged;
}

interface ChainPath {
  readonly path: string;
  readonly format: Format;
}

/** The images of a disk as it is now, from the top down. */
async function pathsOf(state: EmbedState, machine: Machine, target: string): Promise<ChainPath[]> {
  const disk = machine.def.devices.disks.find((one) => one.target?.dev === target);
  if (disk === undefined) return [];
  if (machine.run !== undefined) return imageChain(liveChain(disk)).flatMap(({ source, format }) => (source.type === 'file' && source.file !== undefined ? [{ path: source.file, format }] : []));
  return chainBelow(state, disk);
}

async function chainBelow({ surroundings: { files } }: EmbedState, disk: Disk): Promise<ChainPath[]> {
  const top = diskPath(disk);
  if (top === undefined) return [];
  const images = await backingChain(top, STORAGE_FORMATS.find((word) => word === disk.driver?.type) ?? 'raw', imageHost(files));
  return images.flatMap(({ location, format }) => ('path' in location && typeof location.path === 'string' ? [{ path: location.path, format: format === 'none' ? 'raw' : format }] : []));
}

/** An image that other branches are built on must not change below them. */
async function assertUnused(state: EmbedState, machine: Machine, target: string, lower: string, overlay: string): Promise<void> {
  const list = await snapshotStore(state, machine).read();
  for (const { name, def } of list.all) {
    const disk = def.domain?.devices.disks.find((one) => one.target?.dev === target);
    if (disk === undefined) continue;
    const chain = await chainBelow(state, disk).catch((error: unknown) => {
      if (VirError.is(error)) return []; // its images are gone
      throw error;
    });
    const at = chain.findIndex(({ path }) => path === lower);
    const above = chain[at - 1];
    if (at > 0 && above !== undefined && above.path !== overlay) throw qemuError('operation-unsupported', `image '${lower}' is also below '${above.path}' of snapshot '${name}': delete that first`);
  }
}

async function mergeLive(state: EmbedState, machine: Machine, target: string, overlay: string, lower: string): Promise<void> {
  await withDiskJobs(state, machine.ref, async (jobs) => {
    await jobs.commit(target, { top: overlay, base: lower, isActiveAllowed: true });
    if ((await jobs.settled(target)) === 'ready') await jobs.abort(target, { pivot: true });
    const failure = jobs.failure(target);
    if (failure !== undefined) throw qemuError('operation-failed', `merging '${overlay}' into '${lower}' failed: ${failure}`);
  });
  if ((await pathsOf(state, machine, target)).some(({ path }) => path === overlay)) throw qemuError('operation-failed', `merging '${overlay}' into '${lower}' failed`);
}

/** The overlay stays as it is until nobody names it any more. */
async function mergeOffline(state: EmbedState, machine: Machine, chain: readonly ChainPath[], at: number): Promise<void> {
  const { commands } = state.surroundings;
  const [above, overlay, lower] = [chain[at - 1], chain[at], chain[at + 1]];
  if (overlay === undefined || lower === undefined) return;
  await state.change(machine.ref, async (each) => {
    if (each.run !== undefined) throw qemuError('operation-invalid', 'domain was started meanwhile');
    await commitImageFile(commands, overlay.path, overlay.format, { base: lower.path });
    if (above !== undefined) await rebaseImageFile(commands, above.path, above.format, lower, { safe: false });
    if (!each.isPersistent) return;
    const config = each.configCopy();
    if (replaceInDomain(config, overlay.path, lower.path, lower.format) && above === undefined) await state.writeConfig(each, config);
  });
}

/** Later snapshots were made of an image whose contents are in another one now. */
function replaceImage({ domain, inactiveDomain }: DomainSnapshotDef, from: string, into: string, format: Format): boolean {
  const changed = [domain, inactiveDomain].map((each) => each !== undefined && replaceInDomain(each, from, into, format));
  return changed.includes(true);
}

function replaceInDomain({ devices: { disks } }: DomainDef, from: string, into: string, format: Format): boolean {
  let isChanged = false;
  for (const disk of disks) {
    if (disk.source?.type !== 'file' || disk.source.file !== from) continue;
    disk.source.file = into;
    if (disk.driver !== undefined) disk.driver.type = format;
    isChanged = true;
  }
  return isChanged;
}
