import type { Connection, Disposable } from '../../../drivers/api/connection.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { DisposableStore } from '../../../drivers/core/lifecycle.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionId, MachineKey, TaskId } from '../../contract/ids.ts';
import type { DeletePlan, MachineFacts, NewMachine, NewMachineOffer, UnattendedGap } from '../../contract/machines.ts';
import type { Failure } from '../../contract/tasks.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import { explainAction } from '../failures/explain-action.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import { makeMachine } from '../new-machine/make-machine.ts';
import type { TaskContext, TasksService } from '../tasks/tasks-service.ts';
import { deleteMachine, planDelete } from './delete-machine.ts';
import { addVncTo, changeMedia, drivesWith, editStored } from './documents.ts';
import { readAutostartGap, readFacts } from './facts.ts';
import { doVerb, taskTitle, type LifecycleVerb } from './lifecycle.ts';
import { readOffer } from './offer.ts';
import { repairMachine } from './repairs.ts';
import { takeScreenshot } from './screenshot.ts';

/** What the service is built of. */
export interface MachinesOptions {
  readonly connections: ConnectionsService;
  readonly inventory: InventoryService;
  readonly tasks: TasksService;
}

/** The last picture of a machine's screen. */
export interface Picture {
  readonly png: Uint8Array;
  readonly timeMs: number;
}

const KEEP_PICTURES = 32;

/** Machines: facts about one, and what can be done with it. */
export class MachinesService implements Disposable {
  readonly #connections: ConnectionsService;
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;
  readonly #store = new DisposableStore();
  readonly #pictures = new Map<string, Picture>();

  constructor({ connections, inventory, tasks }: MachinesOptions) {
    this.#connections = connections;
    this.#inventory = inventory;
    this.#tasks = tasks;
    this.#store.add(inventory.onDidChangeMachine((entry) => { if (entry.removed) this.#pictures.delete(pictureKey(entry)); }));
  }

  async facts(key: MachineKey): Promise<MachineFacts> {
    const { entry, connection } = this.#inventory.live(key);
    const facts = await readFacts(connection, entry);
    this.#inventory.setAddress(entry, facts.nics.flatMap(({ addresses }) => addresses)[0]);
    return facts;
  }

  /** The running document, and the stored one where both exist. Secrets stay on the host. */
  async xml(key: MachineKey): Promise<{ readonly xml: string; readonly inactiveXml: string | undefined }> {
    const { entry, ref, connection } = this.#inventory.live(key);
    const getXML = requireMethod(connection, 'domain', 'getXMLDesc');
    const both = isActive(entry) && entry.persistent;
    const [xml, inactiveXml] = await Promise.all([getXML(ref, 0), both ? getXML(ref, DomainXMLFlags.INACTIVE) : undefined]);
    return { xml, inactiveXml };
  }

  /** Starts a task for each machine, in order. */
  lifecycle(keys: readonly MachineKey[], verb: LifecycleVerb): readonly TaskId[] {
    return keys.map((key) => this.#lifecycle(key, verb));
  }

  async setAutostart(key: MachineKey, autostart: boolean): Promise<UnattendedGap | undefined> {
    const { ref, connection } = this.#inventory.live(key);
    await requireMethod(connection, 'domain', 'setAutostart')(ref, autostart);
    this.#inventory.invalidate(key);
    return autostart ? readAutostartGap(connection) : undefined;
  }

  changeMedia(key: MachineKey, target: string, path: string | undefined): TaskId {
    const { entry } = this.#inventory.live(key);
    const name = entry.ref.name;
    return this.#tasks.run({
      ...(path === undefined ? { title: 'task.ejectMedia', values: { name, target } } : { title: 'task.insertMedia', values: { name, target, image: path } }),
      machine: key,
      cancellable: false,
      work: () => this.#withLive(key, (connection, live) => changeMedia(connection, live, target, path)),
      repair: (kind) => {
        if (kind !== 'force-eject') throw new VirError({ code: 'invalid-arg', domain: 'none', message: `unknown repair '${kind}'` });
        return this.#withLive(key, (connection, live) => changeMedia(connection, live, target, undefined, true));
      },
    });
  }

  /** The picture of the screen now, else the last one there was. */
  async screenshot(key: MachineKey): Promise<Picture | undefined> {
    const entry = this.#inventory.require(key);
    const connection = this.#connections.find(key.connectionId);
    const last = this.#pictures.get(pictureKey(entry));
    if (connection === undefined || connection.readOnly || !isActive(entry) || !hasMethod(connection, 'domain', 'screenshot')) return last;
    const picture = { png: await takeScreenshot(connection, entry.ref), timeMs: Date.now() };
    this.#pictures.delete(pictureKey(entry));
    this.#pictures.set(pictureKey(entry), picture);
    for (const old of this.#pictures.keys()) {
      if (this.#pictures.size <= KEEP_PICTURES) break;
      this.#pictures.delete(old);
    }
    return picture;
  }

  deletePlan(key: MachineKey): Promise<DeletePlan> {
    const { entry, connection } = this.#inventory.live(key);
    return planDelete(connection, entry, this.#inventory.of(key.connectionId).values());
  }

  delete(key: MachineKey, targets: readonly string[]): TaskId {
    const { entry } = this.#inventory.live(key);
    return this.#tasks.run({
      title: 'task.delete',
      values: { name: entry.ref.name },
      machine: key,
      cancellable: false,
      work: (context) =>
        this.#withLive(key, (connection, live) => deleteMachine(connection, live, this.#inventory.of(key.connectionId).values(), targets, context)),
    });
  }

  async addVnc(key: MachineKey): Promise<void> {
    await this.#withLive(key, (connection, { ref }) => editStored(connection, ref, addVncTo));
  }

  offer(id: ConnectionId): Promise<NewMachineOffer> {
    return readOffer(this.#connections.require(id), this.#inventory.of(id).values());
  }

  /** Makes a machine, and starts it as a task of its own if wanted: that it cannot start does not unmake it. */
  create(wanted: NewMachine): TaskId {
    const { connectionId, name } = wanted;
    this.#connections.require(connectionId);
    return this.#tasks.run({
      title: 'task.create',
      values: { name },
      cancellable: true,
      work: async (context) => {
        const { ref, isRunning } = await makeMachine(this.#connections.require(connectionId), wanted, context);
        const key = { connectionId, uuid: ref.uuid };
        this.#inventory.adopt(connectionId, ref);
        if (wanted.start && !isRunning) this.#lifecycle(key, 'start');
      },
      repair: (kind, failure, context) => this.#repair(connectionId, undefined, { kind, failure, context }),
    });
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#pictures.clear();
  };

  #lifecycle(key: MachineKey, verb: LifecycleVerb): TaskId {
    const name = this.#inventory.require(key).ref.name;
    let removable: readonly string[] = [];
    return this.#tasks.run({
      title: taskTitle(verb),
      values: { name },
      machine: key,
      cancellable: verb === 'shutdown' || verb === 'cycle',
      work: async (context: TaskContext) => {
        try {
          await this.#withLive(key, (connection, entry) => doVerb(verb, connection, entry, this.#inventory, context));
        } catch (error) {
          removable = await this.#removableWith(key, error);
          throw error;
        }
      },
      explain: (error) => withoutEject(explainAction(error), removable),
      repair: (kind, failure, context) => this.#repair(key.connectionId, key, { kind, failure, context }),
    });
  }

  #repair(id: ConnectionId, key: MachineKey | undefined, { kind, failure, context }: { readonly kind: string; readonly failure: Failure; readonly context: TaskContext }): Promise<void> {
    const connection = this.#connections.require(id);
    return repairMachine(connection, key === undefined ? undefined : this.#inventory.require(key), kind, failure, context);
  }

  /** The drives that hold the image that an error is about: only these can be emptied to go on. */
  async #removableWith(key: MachineKey, error: unknown): Promise<readonly string[]> {
    const { hint, values } = explainAction(error);
    const connection = this.#connections.find(key.connectionId);
    const path = values['path'];
    if (hint !== 'hint.imageMissing' || path === undefined || connection === undefined) return [];
    try {
      return await drivesWith(connection, this.#inventory.require(key).ref, path);
    } catch (why) {
      if (!VirError.is(why)) throw why;
      return []; // the first error is the one to tell
    }
  }

  async #withLive(key: MachineKey, run: (connection: Connection, entry: MachineEntry) => Promise<void>): Promise<void> {
    const { entry, connection } = this.#inventory.live(key);
    try {
      await run(connection, entry);
    } finally {
      this.#inventory.invalidate(key);
    }
  }
}

function withoutEject(failure: Failure, removable: readonly string[]): Failure {
  const [target] = removable;
  const repairs = failure.repairs.flatMap((each) => {
    if (each.kind !== 'eject-media') return [each];
    return target === undefined ? [] : [{ ...each, values: { target } }];
  });
  return { ...failure, repairs };
}

function pictureKey({ connectionId, uuid }: MachineKey): string {
  return `${connectionId}|${uuid}`;
}
