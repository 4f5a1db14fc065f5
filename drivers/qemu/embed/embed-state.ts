import type { Disposable } from '../../api/connection.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import { decodeXmlText } from './machine-name.ts';
import { DomainEventDefinedDetailType as Defined, DomainEventStartedDetailType as Started, DomainEventType as Event, DomainEventUndefinedDetailType as Undefined } from '../../core/constants.ts';
import { Emitter } from '../../core/emitter.ts';
import { DisposableStore, disposableTimeout } from '../../core/lifecycle.ts';
import { parseUuid } from '../../core/uuid.ts';
import { VirError } from '../../core/vir-error.ts';
import type { FolderEntry } from '../../transport/exec/host-files.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import type { HugePageMount } from '../command/command-context.ts';
import type { QmpEvent } from '../qmp/qmp-client.ts';
import { requireOwnFolders } from './own-folders.ts';
import type { EmbedLayout } from './embed-layout.ts';
import type { Emulators } from './emulators.ts';
import { EventHub } from './event-hub.ts';
import { HostState } from '../../host/host-state.ts';
import { processesOf, type HostProcesses } from './host-processes.ts';
import { FileLocks } from './lock.ts';
import { Machine } from './machine.ts';
import { watchBackup } from './backup-job.ts';
import { tellOfOthersJobs } from './block-job-events.ts';
import { watchDiskJobs } from './block-jobs.ts';
import { attachProcess, clearAway, startWasInterrupted } from './machine-process.ts';
import { MomentFolders, PENDING } from './moments/moment-store.ts';
import { settlePending, watchPending } from './moments/pending-snapshot.ts';
import { Mutexes } from './mutexes.ts';
import { domainError, qemuError } from './qemu-error.ts';
import { madeFiles, rootIsOpen } from './moving/settle-move.ts';
import { tellOfOthersChanges } from './others-changes.ts';
import { settleTask } from './settle-task.ts';
import { formatStatus, parseStatus, type MachineStatus } from './status-document.ts';

/** What was read of the root is good for so long; changes that the host tells of are seen at once. */
const FRESH_MS = 300;

/** So often those who do something with a machine are looked at, whether they are still there. */
const SETTLE_TASKS_MS = 1000;

/** An event of QEMU, and whose it is. */
export interface MachineMonitorEvent {
  readonly dom: DomainRef;
  readonly event: QmpEvent;
}

/** What one machine's status waits before it is written: events come in flocks. */
const SETTLE_MS = 30;
/** What cannot be cleaned up now is looked at again after so long. */
const AGAIN_MS = 500;

/** One root folder of machines, as this process knows it: shared by all its connections to that root. */
export class EmbedState implements Disposable {
  readonly surroundings: Surroundings;
  readonly layout: EmbedLayout;
  readonly emulators: Emulators;
  readonly processes: HostProcesses;
  readonly locks: FileLocks;
  readonly events = new EventHub();
  /** What QEMU itself tells, of every machine. */
  readonly monitorEvents = new Emitter<MachineMonitorEvent>();
  readonly boot: string;
  /** Somebody who may change machines is here: what their definitions ask for when a guest ends is done. */
  enforcesPolicy = false;
  /** Where the host has huge pages, as of the last time they were wanted. */
  hugePages: readonly HugePageMount[] = [];
  /** Ends with the last connection. */
  readonly store = new DisposableStore();
  readonly #machines = new Map<Uuid, Machine>();
  readonly #unwritten = new Set<Uuid>();
  readonly #mutexes = new Mutexes();
  readonly #seen = new Map<Uuid, string>();
  /** Machines that this process is changing: what their files say in between is its own. */
  readonly #working = new Set<Uuid>();
  /** When this process has changed a machine's files, by {@link #clock}: what a reading saw that began before is old. */
  readonly #touched = new Map<Uuid, number>();
  #clock = 0;
  readonly #broken = new Map<string, string>();
  /** Why statuses cannot be read: of another version, or damaged. */
  readonly #unreadable = new Map<Uuid, VirError>();
  readonly #background = new Set<Promise<void>>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #readsSinceMs = Number.NEGATIVE_INFINITY;
  #first = true;
  #lastId = 0;
  #settling = false;
  #hostCpus: Promise<number> | undefined;

  readonly #snapshots: MomentFolders;
  readonly #checkpoints: MomentFolders;

  /** Pools, networks, secrets and facts of the host. */
  readonly host: HostState;

  private constructor(surroundings: Surroundings, layout: EmbedLayout, emulators: Emulators, boot: string, locks: FileLocks, host: HostState) {
    this.host = this.store.add(host);
    this.surroundings = surroundings;
    this.layout = layout;
    this.emulators = emulators;
    this.boot = boot;
    this.processes = processesOf(surroundings);
    this.locks = locks;
    this.#snapshots = new MomentFolders(surroundings.files, layout.snapshots);
    this.#checkpoints = new MomentFolders(surroundings.files, layout.checkpoints);
  }

  /** Makes the root's folders and reads what is there; machines that run are attached to. */
  static async open(surroundings: Surroundings, layout: EmbedLayout, emulators: Emulators): Promise<EmbedState> {
    const { files } = surroundings;
    // All at once: on a far host each wait is a round trip.
    const makingFolders = Promise.all([layout.root, layout.machines, layout.run, layout.autostart, layout.save, layout.logs, layout.locks, layout.nvram, layout.snapshots, layout.checkpoints, layout.sockets].map((folder) => files.makeFolder(folder, 0o700)));
    const [, bootId] = await Promise.all([makingFolders, processesOf(surroundings).bootId()]);
    if (layout.sharedParent !== undefined) await requireOwnFolders(files, [layout.sharedParent, layout.sockets], surroundings.uid);
    const locks = new FileLocks(files, layout.locks);
    const host = HostState.prepare({ surroundings, root: layout.root, bootId, alone: (what, work) => locks.holding(what, work) });
    const state = new EmbedState(surroundings, layout, emulators, bootId, locks, host);
    try {
      await Promise.all([host.begin(), state.refresh()]);
      rootIsOpen(state);
      await state.settleTasks();
    } catch (error) {
      state.store.dispose();
      throw error;
    }
    state.store.add(files.watch([layout.machines, layout.run, layout.autostart, layout.save], () => {
      state.refresh().catch((error: unknown) => {
        if (!VirError.is(error)) throw error; // a host that is gone ends the connection by its own way
      });
    }));
    return state;
  }

  readonly dispose = (): void => {
    this.store.dispose();
    for (const machine of this.#machines.values()) machine.run?.monitor?.dispose();
    this.surroundings.dispose();
  };

  /** Files that are no definitions, and why. */
  get broken(): ReadonlyMap<string, string> {
    return this.#broken;
  }

  /** How many CPUs the host has; asked once. */
  hostCpus(): Promise<number> {
    this.#hostCpus ??= this.host.node.read().then(({ topology }) => topology.present);
    return this.#hostCpus;
  }

  /** Work that nobody waits for. What fails is seen in the machines; a host that is gone ends the connection by its own way. */
  inBackground(work: () => Promise<void>): void {
    const running = work().catch((error: unknown) => {
      if (!VirError.is(error)) throw error;
    }).finally(() => this.#background.delete(running));
    this.#background.add(running);
  }

  /** When no such work is left: a program that ends at once would leave it half done. */
  async settled(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  // Finding ------------------------------------------------------------------------------------------------------------

  /** All machines, read anew if that was long ago. */
  async machines(): Promise<readonly Machine[]> {
    const nowMs = performance.now();
    // A reading may take long where a machine does not answer: what it saw first is old then.
    if (nowMs - this.#readAtMs > FRESH_MS) await (nowMs - this.#readsSinceMs > FRESH_MS ? this.refreshAnew() : this.refresh());
    return [...this.#machines.values()];
  }

  /** @throws no-domain */
  async require(dom: Pick<DomainRef, 'uuid' | 'name'>): Promise<Machine> {
    const found = this.#machines.get(dom.uuid) ?? (await this.machines()).find(({ uuid }) => uuid === dom.uuid);
    if (found === undefined) throw domainError('no-domain', `no domain with matching uuid '${dom.uuid}' (${dom.name})`);
    return found;
  }

  get(uuid: Uuid): Machine | undefined {
    return this.#machines.get(uuid);
  }

  async byName(name: string): Promise<Machine | undefined> {
    return (await this.machines()).find((each) => each.name === name);
  }

  // Changing -----------------------------------------------------------------------------------------------------------

  /** Runs work that changes a machine, alone among all programs that use this root. */
  change<T>(dom: Pick<DomainRef, 'uuid' | 'name'>, work: (machine: Machine) => Promise<T>): Promise<T> {
    if (this.#machines.get(dom.uuid)?.isMoving === true) return Promise.reject(qemuError('operation-timeout', `cannot acquire state change lock: '${dom.name}' is moving to another host or comes from one`));
    return this.#mutexes.run(dom.uuid, () =>
      this.locks.holding(dom.uuid, async () => {
        await this.refreshAnew();
        const machine = await this.require(dom);
        this.#working.add(dom.uuid);
        try {
          await this.#settleMoments(machine);
          return await work(machine);
        } finally {
          this.#working.delete(dom.uuid);
          this.#touched.set(dom.uuid, ++this.#clock);
        }
      }),
    );
  }

  /** Whoever began a snapshot and did not end it is gone: which images are the disks is settled before anything else. */
  async #settleMoments(machine: Machine): Promise<void> {
    if (!machine.snapshotFiles.some((name) => name.endsWith(PENDING))) return;
    await settlePending(this, machine).catch((error: unknown) => {
      // One that runs may have to be destroyed first; one that does not must not start with the wrong images.
      if (!VirError.is(error) || machine.run === undefined) throw error;
    });
  }

  /** Runs work that gives or takes names and numbers, alone among all programs that use this root. */
  changeRoot<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutexes.run('root', () =>
      this.locks.holding('root', async () => {
        await this.refreshAnew();
        return work();
      }),
    );
  }

  add(machine: Machine): void {
    this.#machines.set(machine.uuid, machine);
  }

  /** A number for a machine that starts: unused, as far as anybody sees. */
  takeId(): Promise<number> {
    this.#lastId = Math.max(this.#lastId, ...[...this.#machines.values()].map(({ run }) => run?.id ?? 0)) + 1;
    return Promise.resolve(this.#lastId);
  }

  forget(machine: Machine): void {
    this.#machines.delete(machine.uuid);
    this.#seen.delete(machine.uuid);
  }

  newMachine(uuid: Uuid, name: string): Machine {
    return new Machine(uuid, name, (text) => this.parseStored(text));
  }

  parseStored(text: string): DomainDef {
    return parseDomainXml(text, this.emulators.context({ inactive: true, skipValidate: true }));
  }

  /** Stores a definition. */
  async writeConfig(machine: Machine, def: DomainDef): Promise<void> {
    const text = formatDomainXml(def, { inactive: true, secure: true });
    const file = this.layout.machineFile(machine.uuid);
    await this.#touching(machine.uuid, async () => {
      await this.surroundings.files.write(file, Buffer.from(text));
      const [info] = await this.surroundings.files.stat([file]);
      machine.name = def.name;
      machine.setConfig(info === undefined ? '' : stampOf(info), text, def);
    });
  }

  async removeConfig(machine: Machine): Promise<void> {
    await this.#touching(machine.uuid, async () => {
      await this.surroundings.files.remove([this.layout.machineFile(machine.uuid), this.layout.autostartFile(machine.uuid)]);
      machine.setConfig(undefined, undefined);
      machine.autostart = false;
    });
  }

  async #touching(uuid: Uuid, work: () => Promise<void>): Promise<void> {
    this.#touched.set(uuid, Number.POSITIVE_INFINITY);
    try {
      await work();
    } finally {
      this.#touched.set(uuid, ++this.#clock);
    }
  }

  /** Writes down how a machine runs, for whoever comes next. */
  async writeStatus(machine: Machine, more: Partial<MachineStatus> = {}): Promise<void> {
    const { run } = machine;
    if (run === undefined || run.ended) return;
    const status: MachineStatus = { ...run, boot: this.boot, starter: undefined, ...more };
    await this.writeStatusDocument(machine.uuid, status);
  }

  /** Writes the status down soon. */
  statusHasChanged(machine: Machine): void {
    if (this.#unwritten.has(machine.uuid)) return;
    this.#unwritten.add(machine.uuid);
    const timer = this.store.add(disposableTimeout(() => {
      this.store.delete(timer);
      this.#unwritten.delete(machine.uuid);
      // What others have changed meanwhile stays.
      this.refresh().then(() => this.writeStatus(machine)).catch((error: unknown) => {
        if (!VirError.is(error)) throw error; // what cannot be written now is asked of QEMU by whoever comes next
      });
    }, SETTLE_MS));
  }

  async writeStatusDocument(uuid: Uuid, status: MachineStatus): Promise<void> {
    const file = this.layout.statusFile(uuid);
    await this.surroundings.files.write(file, Buffer.from(formatStatus(status)));
    const [info] = await this.surroundings.files.stat([file]);
    if (info !== undefined) this.#seen.set(uuid, stampOf(info));
  }

  /** Ends what others had begun with machines and cannot end any more. */
  async settleTasks(): Promise<void> {
    for (const [uuid, machine] of this.#machines) {
      if (machine.run?.task === undefined || this.#working.has(uuid)) continue;
      if (await this.locks.isHeld(uuid)) {
        this.#settleLater();
        continue;
      }
      await this.change(machine.ref, () => settleTask(this, machine)).catch((error: unknown) => {
        if (!VirError.is(error)) throw error;
        this.#settleLater();
      });
    }
  }

  #settleLater(): void {
    if (this.#settling) return;
    this.#settling = true;
    this.store.add(disposableTimeout(() => {
      this.#settling = false;
      void this.settleTasks().catch(() => undefined); // a host that is gone ends the connection by its own way
    }, SETTLE_TASKS_MS));
  }

  // Reading ------------------------------------------------------------------------------------------------------------

  /** Reads the root now, and tells what others have changed. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** As {@link refresh}, but not with what a reading saw that began before. */
  async refreshAnew(): Promise<void> {
    await this.#reading;
    await this.refresh();
  }

  async #read(): Promise<void> {
    const { files } = this.surroundings;
    const { machines, run, autostart, save } = this.layout;
    const began = this.#clock;
    this.#readsSinceMs = performance.now();
    const [definitions = [], statuses = [], marks = [], saves = []] = await Promise.all([machines, run, autostart, save].map((folder) => files.list(folder)));
    const [snapshots, checkpoints] = await Promise.all([this.#snapshots.read(), this.#checkpoints.read()]);
    const isTouched = (uuid: Uuid): boolean => (this.#touched.get(uuid) ?? 0) > began;
    const isOurs = (uuid: Uuid): boolean => this.#working.has(uuid) || isTouched(uuid);
    await this.#readDefinitions(definitions, isTouched);
    await this.#readStatuses(statuses, isOurs);
    const [marked, saved] = [uuidsOf(marks, ''), uuidsOf(saves, '.save')];
    for (const machine of this.#machines.values()) {
      if (isOurs(machine.uuid)) continue;
      machine.autostart = marked.has(machine.uuid);
      machine.hasSave = saved.has(machine.uuid);
      machine.snapshotFiles = snapshots.get(machine.uuid) ?? [];
      machine.checkpointFiles = checkpoints.get(machine.uuid) ?? [];
      if (machine.snapshotFiles.some((name) => name.endsWith(PENDING))) watchPending(this, machine);
    }
    for (const [uuid, at] of this.#touched) if (at <= began) this.#touched.delete(uuid);
    this.#readAtMs = performance.now();
    this.#first = false;
  }

  async #readDefinitions(entries: readonly FolderEntry[], isTouched: (uuid: Uuid) => boolean): Promise<void> {
    const found = uuidsOf(entries, '.xml');
    const changed = [...found].filter(([uuid, entry]) => !isTouched(uuid) && this.#machines.get(uuid)?.stamp !== stampOf(entry) && this.#broken.get(uuid) !== stampOf(entry));
    const texts = await this.surroundings.files.read(changed.map(([uuid]) => this.layout.machineFile(uuid)));
    for (const [index, [uuid, entry]] of changed.entries()) {
      const bytes = texts[index];
      if (bytes !== undefined) await this.#takeDefinition(uuid, stampOf(entry), Buffer.from(bytes).toString('utf8'), isTouched);
    }
    for (const machine of [...this.#machines.values()]) if (machine.isPersistent && !found.has(machine.uuid) && !isTouched(machine.uuid)) this.#definitionIsGone(machine);
  }

  async #takeDefinition(uuid: Uuid, stamp: string, text: string, isTouched: (uuid: Uuid) => boolean): Promise<void> {
    const name = decodeXmlText(/<name>([^<]*)<\/name>/.exec(text)?.[1] ?? '');
    if (name === '') {
      this.#broken.set(uuid, stamp);
      return;
    }
    await this.emulators.prepare(text);
    if (isTouched(uuid)) return;
    const known = this.#machines.get(uuid);
    const machine = known ?? this.newMachine(uuid, name);
    const isNew = !machine.isPersistent;
    machine.name = name;
    machine.setConfig(stamp, text);
    if (known === undefined) this.add(machine);
    if (!this.#first) this.events.lifecycle(machine.ref, Event.DEFINED, isNew ? Defined.ADDED : Defined.UPDATED);
  }

  #definitionIsGone(machine: Machine): void {
    machine.setConfig(undefined, undefined);
    this.events.lifecycle(machine.ref, Event.UNDEFINED, Undefined.REMOVED);
    if (machine.run === undefined) this.forget(machine);
  }

  async #readStatuses(entries: readonly FolderEntry[], isOurs: (uuid: Uuid) => boolean): Promise<void> {
    const changed = [...uuidsOf(entries, '.xml')].filter(([uuid, entry]) => this.#seen.get(uuid) !== stampOf(entry));
    const texts = await this.surroundings.files.read(changed.map(([uuid]) => this.layout.statusFile(uuid)));
    await Promise.all(changed.map(async ([uuid, entry], index) => {
      const bytes = texts[index];
      if (bytes === undefined) return;
      const stamp = stampOf(entry);
      const text = Buffer.from(bytes).toString('utf8');
      await this.emulators.prepare(text);
      if (isOurs(uuid)) return;
      const status = this.#parseStatus(uuid, text);
      if (status === undefined || (await this.#takeStatus(uuid, status, text))) this.#seen.set(uuid, stamp);
    }));
  }

  /** One that cannot be read must not hide the other machines. */
  #parseStatus(uuid: Uuid, text: string): MachineStatus | undefined {
    try {
      const status = parseStatus(text, this.emulators.context({ inactive: false, skipValidate: true }));
      this.#unreadable.delete(uuid);
      return status;
    } catch (error) {
      if (!VirError.is(error)) throw error;
      this.#unreadable.set(uuid, error);
      return undefined;
    }
  }

  /** Why a machine's status cannot be read; it looks as if it were off then. */
  unreadableStatus(uuid: Uuid): VirError | undefined {
    return this.#unreadable.get(uuid);
  }

  /** Whether there is nothing more to do about it until it changes. */
  async #takeStatus(uuid: Uuid, status: MachineStatus, text: string): Promise<boolean> {
    const known = this.#machines.get(uuid);
    if (known?.run !== undefined && known.run.pid === status.pid && known.run.start === status.start) {
      if (status.task !== undefined) this.#settleLater();
      const before = { ...known.run };
      Object.assign(known.run, { live: status.live, task: status.task, rebootOnShutdown: status.rebootOnShutdown, balloonPeriodS: status.balloonPeriodS, blockJobs: status.blockJobs, backup: status.backup, backupReuses: status.backupReuses });
      tellOfOthersJobs(this, known, known.run, before);
      tellOfOthersChanges(this, known, known.run, before);
      watchBackup(this, known, known.run);
      watchDiskJobs(this, known, known.run);
      return true;
    }
    if (status.starter !== undefined) {
      // Whoever starts it holds it, and says so when it stands.
      return this.#cleanUp(uuid, text, async () => {
        await startWasInterrupted(this, uuid, status);
        await this.surroundings.files.remove(madeFiles(status.task));
      });
    }
    const machine = known ?? this.newMachine(uuid, status.live.name);
    const attached = await attachProcess(this, machine, status);
    if (!attached) return this.#cleanUp(uuid, text, () => clearAway(this, machine, status));
    if (known === undefined) this.add(machine);
    if (!this.#first) this.events.lifecycle(machine.ref, Event.STARTED, Started.BOOTED);
    if (status.task !== undefined && !this.#first) this.#settleLater();
    return true;
  }

  /**
   * Cleans up after a process that is gone. Not while somebody holds the machine, nor when its status has been written anew since it was
   * read: that may be long ago, and a start that seemed broken off stands by now. Whether it was done; if not, it is looked at again.
   */
  async #cleanUp(uuid: Uuid, text: string, work: () => Promise<void>): Promise<boolean> {
    const isDone = await this.locks.holdingIfFree(uuid, async () => {
      const [bytes] = await this.surroundings.files.read([this.layout.statusFile(uuid)]);
      if (bytes === undefined || Buffer.from(bytes).toString('utf8') !== text) return false;
      await work();
      return true;
    });
    if (isDone === true) return true;
    const timer = this.store.add(disposableTimeout(() => {
      this.store.delete(timer);
      void this.refresh().catch(() => undefined); // looked at again with the next reading anyway
    }, AGAIN_MS));
    return false;
  }
}

/** Changes whenever a file does. */
function stampOf({ modified, changed, sizeBytes }: Pick<FolderEntry, 'modified' | 'changed' | 'sizeBytes'>): string {
  return `${modified.ns} ${changed.ns} ${sizeBytes}`;
}

/** Files that are named by a UUID, as we name them. */
function uuidsOf(entries: readonly FolderEntry[], suffix: string): ReadonlyMap<Uuid, FolderEntry> {
  return new Map(entries.flatMap((entry) => {
    const { name, kind } = entry;
    if (kind !== 'file' || !name.endsWith(suffix)) return [];
    const stem = name.slice(0, name.length - suffix.length);
    const uuid = parseUuid(stem);
    return uuid === stem ? [[uuid, entry] as const] : [];
  }));
}
