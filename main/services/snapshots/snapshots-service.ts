import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, DomainSnapshotRef } from '../../../drivers/api/refs.ts';
import { DomainSnapshotCreateFlags, DomainSnapshotDeleteFlags, DomainSnapshotRevertFlags, DomainSnapshotXMLFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import type { SnapshotFacts, SnapshotList, SnapshotMode } from '../../contract/snapshots.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { isActive } from '../inventory/machine-entry.ts';
import { devices, diskSource, parseDomain } from '../machines/domain-document.ts';
import { adornment, agentOf } from '../machines/facts.ts';
import { inParallel } from '../pacer.ts';
import type { TaskContext, TasksService } from '../tasks/tasks-service.ts';
import { InternalCosts } from './internal-costs.ts';
import { domainInside, readSnapshot, type ReadSnapshot } from './read-snapshot.ts';
import type { SnapshotPictures } from './snapshot-pictures.ts';
import { describedSnapshot, snapshotRequest, type SnapshotWish } from './snapshot-xml.ts';

/** What the service is built of. */
export interface SnapshotsOptions {
  readonly inventory: InventoryService;
  readonly tasks: TasksService;
  readonly pictures: SnapshotPictures;
  readonly screenshot: (key: MachineKey) => Promise<{ readonly png: Uint8Array } | undefined>;
  readonly onError: (error: unknown) => void;
}

const PARALLEL_READS = 16;

/** Snapshots of machines: listed as a tree, taken, gone back to, deleted, described. */
export class SnapshotsService {
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;
  readonly #pictures: SnapshotPictures;
  readonly #screenshot: SnapshotsOptions['screenshot'];
  readonly #onError: SnapshotsOptions['onError'];
  readonly #costs = new InternalCosts();

  constructor({ inventory, tasks, pictures, screenshot, onError }: SnapshotsOptions) {
    this.#inventory = inventory;
    this.#tasks = tasks;
    this.#pictures = pictures;
    this.#screenshot = screenshot;
    this.#onError = onError;
  }

  async list(machine: MachineKey): Promise<SnapshotList> {
    const { entry, connection, ref } = this.#inventory.live(machine);
    const refused = refusals(connection);
    if (!hasMethod(connection, 'domain', 'listAllSnapshots')) return { snapshots: [], modes: [], canQuiesce: false, refused };
    const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
    const active = isActive(entry);
    const refs = await requireMethod(connection, 'domain', 'listAllSnapshots')(ref, 0);
    const current = await currentName(connection, ref, refs.length);
    const read: ReadSnapshot[] = [];
    const getXML = requireMethod(connection, 'domainSnapshot', 'getXMLDesc');
    await inParallel(refs, PARALLEL_READS, async (each) => {
      const xml = await getXML(each, 0).catch(whenGone);
      if (xml !== undefined) read.push(readSnapshot(xml));
    });
    const pictures = await this.#pictures.having(machine, read.map(({ name }) => name));
    const sized: (ReadSnapshot & { readonly sizeBytes: number | undefined })[] = [];
    await inParallel(await this.#costs.add(connection, root, read), PARALLEL_READS, async (each) => { sized.push(await withSizes(connection, each)); });
    const snapshots = sized.sort(byTime).map((each): SnapshotFacts => ({ ...each, isCurrent: each.name === current, hasPicture: pictures.has(each.name) }));
    return { snapshots, modes: refused.take === undefined ? modesFor(root.attribute('type') ?? '', active, devices(root, 'disk').some((disk) => diskSource(disk)?.startsWith('/') === true)) : [], canQuiesce: active && agentOf(root) === 'connected', refused };
  }

  picture(machine: MachineKey, name: string): Promise<Uint8Array | undefined> {
    return this.#pictures.read(machine, name);
  }

  async documents(machine: MachineKey, name: string): Promise<{ readonly then: string | undefined; readonly now: string }> {
    const { connection, ref } = this.#inventory.live(machine);
    const snapshot = await lookUp(connection, ref, name);
    const [xml, now] = await Promise.all([requireMethod(connection, 'domainSnapshot', 'getXMLDesc')(snapshot, 0), requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0)]);
    return { then: domainInside(xml), now };
  }

  take({ machine, ...wish }: SnapshotWish & { readonly machine: MachineKey }): TaskId {
    return this.#run('task.takeSnapshot', machine, wish.name, async (context) => {
      await this.#take(machine, wish, context, 'phase.takingSnapshot');
    });
  }

  revert({ machine, name, safety, run }: { readonly machine: MachineKey; readonly name: string; readonly safety?: string | undefined; readonly run: 'as-then' | 'running' | 'paused' }): TaskId {
    return this.#run('task.revertSnapshot', machine, name, async (context) => {
      const { connection, ref } = this.#inventory.live(machine);
      const snapshot = await lookUp(connection, ref, name);
      if (safety !== undefined) await this.#take(machine, { name: safety, description: '', mode: 'whole', quiesce: false }, context, 'phase.safetySnapshot');
      context.signal.throwIfAborted();
      context.say('phase.reverting');
      const { RUNNING, PAUSED } = DomainSnapshotRevertFlags;
      await requireMethod(connection, 'domain', 'revertToSnapshot')(snapshot, { 'as-then': 0, running: RUNNING, paused: PAUSED }[run]);
    });
  }

  delete(machine: MachineKey, name: string, children: boolean): TaskId {
    return this.#run('task.deleteSnapshot', machine, name, async (context) => {
      const { connection, ref } = this.#inventory.live(machine);
      context.say('phase.deletingSnapshot');
      await requireMethod(connection, 'domainSnapshot', 'delete')(await lookUp(connection, ref, name), children ? DomainSnapshotDeleteFlags.CHILDREN : 0);
    });
  }

  async describe(machine: MachineKey, name: string, description: string): Promise<void> {
    const { connection, ref } = this.#inventory.live(machine);
    const snapshot = await lookUp(connection, ref, name);
    const xml = await requireMethod(connection, 'domainSnapshot', 'getXMLDesc')(snapshot, DomainSnapshotXMLFlags.SECURE);
    const current = (await currentName(connection, ref, 1)) === name;
    const { REDEFINE, CURRENT } = DomainSnapshotCreateFlags;
    await requireMethod(connection, 'domainSnapshot', 'createXML')(ref, describedSnapshot(xml, description), REDEFINE | (current ? CURRENT : 0));
  }

  async #take(machine: MachineKey, wish: SnapshotWish, context: TaskContext, phase: MessageKey): Promise<void> {
    const { connection, ref, entry } = this.#inventory.live(machine);
    context.say(phase);
    const active = isActive(entry);
    const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
    const picture = active ? await this.#picture(machine) : undefined;
    const { xml, flags } = snapshotRequest(wish, root, active);
    await requireMethod(connection, 'domainSnapshot', 'createXML')(ref, xml, flags);
    if (picture !== undefined) await this.#pictures.keep(machine, wish.name, picture).catch(this.#onError);
  }

  /** Only adorns the snapshot: it is taken without one all the same. */
  async #picture(machine: MachineKey): Promise<Uint8Array | undefined> {
    try {
      return (await this.#screenshot(machine))?.png;
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  #run(title: MessageKey, machine: MachineKey, snapshot: string, work: (context: TaskContext) => Promise<void>): TaskId {
    const { entry } = this.#inventory.live(machine);
    return this.#tasks.run({
      title,
      values: { name: entry.ref.name, snapshot },
      machine,
      cancellable: false,
      work: async (context) => {
        try {
          await work(context);
        } finally {
          this.#inventory.invalidate(machine);
        }
      },
    });
  }
}

function byTime(a: ReadSnapshot, b: ReadSnapshot): number {
  return (a.takenMs ?? Infinity) - (b.takenMs ?? Infinity) || (a.name < b.name ? -1 : 1);
}

function refusals(connection: Connection): SnapshotList['refused'] {
  const unless = (can: boolean): MessageKey | undefined => (connection.readOnly ? 'reason.readOnly' : can ? undefined : 'reason.notSupported');
  const take = unless(hasMethod(connection, 'domainSnapshot', 'createXML'));
  return { take, revert: unless(hasMethod(connection, 'domain', 'revertToSnapshot')), delete: unless(hasMethod(connection, 'domainSnapshot', 'delete')), describe: take };
}

/** Files of their own are something of QEMU's machines whose disks are files. */
function modesFor(type: string, active: boolean, hasFile: boolean): readonly SnapshotMode[] {
  const files: readonly SnapshotMode[] = hasFile && (type === 'kvm' || type === 'qemu') ? ['files'] : [];
  return active ? ['whole', 'disks', ...files] : ['whole', ...files];
}

async function lookUp(connection: Connection, ref: DomainRef, name: string): Promise<DomainSnapshotRef> {
  if (hasMethod(connection, 'domainSnapshot', 'lookupByName')) return requireMethod(connection, 'domainSnapshot', 'lookupByName')(ref, name);
  const found = (await requireMethod(connection, 'domain', 'listAllSnapshots')(ref, 0)).find((each) => each.name === name);
  if (found === undefined) throw new VirError({ code: 'no-domain-snapshot', domain: 'domain-snapshot', message: `no domain snapshot with matching name '${name}'`, subject: name });
  return found;
}

async function currentName(connection: Connection, ref: DomainRef, count: number): Promise<string | undefined> {
  if (count === 0 || !hasMethod(connection, 'domainSnapshot', 'current')) return undefined;
  try {
    return (await requireMethod(connection, 'domainSnapshot', 'current')(ref)).name;
  } catch (error) {
    if (VirError.is(error, 'no-domain-snapshot')) return undefined;
    throw error;
  }
}

function whenGone(error: unknown): undefined {
  if (VirError.is(error, 'no-domain-snapshot')) return undefined; // deleted while the list was read
  throw error;
}

/** Adds what the files of a snapshot take, as far as they are volumes of a pool, and all of it up. */
async function withSizes(connection: Connection, snapshot: ReadSnapshot): Promise<ReadSnapshot & { readonly sizeBytes: number | undefined }> {
  const disks = await Promise.all(snapshot.disks.map(async (disk) => (disk.place === 'external' && disk.source !== undefined ? { ...disk, sizeBytes: await sizeOf(connection, disk.source) } : disk)));
  const memoryBytes = snapshot.memoryFile === undefined ? undefined : await sizeOf(connection, snapshot.memoryFile);
  const sizes = [...disks.map(({ sizeBytes }) => sizeBytes), memoryBytes].filter((bytes) => bytes !== undefined);
  return { ...snapshot, disks, sizeBytes: sizes.length === 0 ? undefined : sizes.reduce((sum, bytes) => sum + bytes, 0) };
}

async function sizeOf(connection: Connection, file: string): Promise<number | undefined> {
  if (!file.startsWith('/') || !hasMethod(connection, 'storageVol', 'lookupByPath') || !hasMethod(connection, 'storageVol', 'getInfo')) return undefined;
  const info = await adornment(async () => requireMethod(connection, 'storageVol', 'getInfo')(await requireMethod(connection, 'storageVol', 'lookupByPath')(file)));
  return info === undefined ? undefined : Number(info.allocation);
}

