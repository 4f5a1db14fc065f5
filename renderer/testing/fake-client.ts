import type { Diagnosis, DoctorStep } from '../../main/contract/doctor.ts';
import type { ConnectionInfo, HostHealth, PendingPrompt } from '../../main/contract/connections.ts';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { Subscription } from '../../main/contract/define.ts';
import type { ConnectionId, MachineKey, TaskId } from '../../main/contract/ids.ts';
import type { ConnectionPlaces, InventoryMessage, MachineRow, MachineState, VerbSet, WireMachineRow } from '../../main/contract/inventory.ts';
import type { Settings } from '../../main/contract/settings.ts';
import type { TaskInfo } from '../../main/contract/tasks.ts';
import { fakeConsoles, fakeScreenshot, type FakeConsoleOptions } from './fake-consoles.ts';
import { fakeDocuments } from './fake-documents.ts';
import { offerWith, makeDiscoveries, makeFacts, makePlan, makeXml } from './fake-facts.ts';
import { fakeNewMachines } from './fake-new-machines.ts';
import { makeBatch, makeMachineStats, makePast } from './fake-figures.ts';
import { fakeAudit, fakeLog } from './fake-audit.ts';
import { fakeEvents } from './fake-events.ts';
import { fakeClones } from './fake-clones.ts';
import { fakeImages } from './fake-images.ts';
import { fakeHardware } from './fake-hardware.ts';
import { fakeSnapshots } from './fake-snapshots.ts';
import { FakeTopic } from './fake-hub.ts';
import { makeConnections, makeRow, verbsFor, type WorldOptions } from './fake-world.ts';

/** What a made-up application is like. */
export interface FakeOptions extends WorldOptions {
  readonly tickMs?: number;
  /** How many images the biggest pool has. */
  readonly images?: number;
  /** Nothing is found on the made-up computer besides the test host. */
  readonly nothingFound?: boolean;
  readonly settings?: Settings;
  readonly health?: readonly HostHealth[];
  readonly prompts?: readonly PendingPrompt[];
  readonly tasks?: readonly TaskInfo[];
  readonly connections?: readonly ConnectionInfo[];
  readonly consoles?: FakeConsoleOptions;
  /** So many images in the host's library, instead of the usual few. */
  readonly library?: number | undefined;
}

const AFTER: Readonly<Record<string, MachineState>> = { start: 'running', resume: 'running', pause: 'paused', shutdown: 'off', forceOff: 'off', save: 'off', reboot: 'running', reset: 'running', cycle: 'running', nmi: 'running', beginInstall: 'running', dropSave: 'off' };
const EPOCH = 1;
const STEP_MS = 700;

const DOCTOR_STEPS: readonly DoctorStep['name'][] = ['address', 'name', 'route', 'port', 'host-key', 'login', 'socket', 'permission', 'daemon', 'protocol', 'access', 'driver'];

/** A made-up application behind the window's contract, for development and tests. */
export class FakeApplication {
  readonly rows: Map<number, MachineRow>;
  readonly connections: FakeTopic<readonly ConnectionInfo[]>;
  readonly folders = new FakeTopic<readonly string[]>([]);
  readonly places = new FakeTopic<readonly ConnectionPlaces[]>([]);
  readonly prompts: FakeTopic<readonly PendingPrompt[]>;
  readonly tasks: FakeTopic<readonly TaskInfo[]>;
  readonly settings: FakeTopic<Settings>;
  readonly client: VireoClient;
  private readonly inventoryListeners = new Set<(message: InventoryMessage) => void>();
  private readonly verbIds = new Map<string, number>();
  private readonly options: FakeOptions;
  private seq = 0;
  private tasksMade = 0;

  constructor(options: FakeOptions) {
    this.options = options;
    this.rows = new Map(Array.from({ length: options.machines }, (_, index) => [index, makeRow(index, options)]));
    this.connections = new FakeTopic(options.connections ?? makeConnections(options, Date.now()));
    this.prompts = new FakeTopic(options.prompts ?? []);
    this.tasks = new FakeTopic(options.tasks ?? []);
    this.settings = new FakeTopic(options.settings ?? {});
    this.client = {
      connections: this.connectionCalls(),
      inventory: { watch: (_, listener) => this.watchInventory(listener), watchPlaces: (_, listener) => this.places.watch(listener), show: () => Promise.resolve() },
      stats: this.statsCalls(),
      appliances: this.applianceCalls(),
      audit: fakeAudit([...this.rows.values()].map(({ name }) => name)),
      machines: this.machineCalls(),
      documents: fakeDocuments((key) => this.rowOf(key)),
      newMachines: fakeNewMachines(),
      clones: fakeClones((key) => this.rowOf(key)),
      images: fakeImages(options.images ?? 20),
      hardware: fakeHardware((key) => this.rowOf(key)),
      snapshots: fakeSnapshots((key) => this.rowOf(key)),
      tasks: this.taskCalls(),
      settings: {
        info: () => Promise.resolve({ version: '0.1.0', host: 'browser', platform: 'linux', notices: [] }),
        watch: (_, listener) => this.settings.watch(listener),
        update: (change) => {
          this.settings.set({ ...this.settings.value, ...change, layout: { ...this.settings.value.layout, ...change.layout } });
          return Promise.resolve();
        },
      },
      diagnostics: {
        echo: ({ text, bytes }) => Promise.resolve({ text, bytes }),
        echoStream: () => Promise.reject(new Error('no streams here')),
        report: () => Promise.resolve(),
      },
      doctor: { diagnose: ({ id }) => Promise.resolve(this.diagnosisOf(id)) },
      consoles: fakeConsoles(options.consoles ?? { which: 'all', bridge: undefined }, (key) => this.rowOf(key).name),
    };
  }

  private diagnosisOf(id: ConnectionId): Diagnosis {
    const info = this.connections.value.find((one) => one.id === id);
    const at = DOCTOR_STEPS.indexOf('port');
    const steps = DOCTOR_STEPS.map((name, index): DoctorStep => ({ name, state: index < at ? 'ok' : index === at ? 'failed' : 'todo', seen: index < at ? '192.0.2.7' : '' }));
    return { uri: info?.uri ?? '', ok: info?.failure === undefined, steps, failure: info?.failure };
  }

  /** Changes a machine and tells it. */
  change(id: number, change: Partial<MachineRow>): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    const next = { ...row, ...change };
    const changed = { ...next, verbs: verbsFor(next.state, next.stale) };
    this.rows.set(id, changed);
    this.tell([changed], []);
  }

  /** Tells a delta; `skip` loses messages before it, as a broken transport would. */
  tell(changed: readonly MachineRow[], removed: readonly number[], skip = 0): void {
    this.seq += 1 + skip;
    const message: InventoryMessage = { kind: 'delta', epoch: EPOCH, seq: this.seq, ...this.wire(changed), removed };
    for (const listener of this.inventoryListeners) listener(message);
  }

  private wire(rows: readonly MachineRow[]): { readonly verbSets: { readonly id: number; readonly verbs: VerbSet }[]; readonly changed: WireMachineRow[] } {
    const sets = new Map<number, VerbSet>();
    const changed = rows.map(({ verbs, ...row }) => {
      const text = JSON.stringify(verbs);
      const id = this.verbIds.get(text) ?? this.verbIds.size;
      this.verbIds.set(text, id);
      sets.set(id, verbs);
      return { ...row, verbSet: id };
    });
    return { verbSets: [...sets].map(([id, verbs]) => ({ id, verbs })), changed };
  }

  private watchInventory(listener: (message: InventoryMessage) => void): Subscription {
    queueMicrotask(() => {
      const { verbSets, changed } = this.wire([...this.rows.values()]);
      listener({ kind: 'snapshot', epoch: EPOCH, seq: this.seq, verbSets, rows: changed });
      this.inventoryListeners.add(listener);
    });
    return {
      dispose: () => {
        this.inventoryListeners.delete(listener);
      },
    };
  }

  private rowOf(key: MachineKey): MachineRow {
    for (const row of this.rows.values()) if (row.uuid === key.uuid && row.connectionId === key.connectionId) return row;
    throw new Error('no such machine');
  }

  private connectionCalls(): VireoClient['connections'] {
    const change = (id: ConnectionId, part: Partial<ConnectionInfo>): Promise<void> => {
      this.connections.set(this.connections.value.map((one) => (one.id === id ? { ...one, ...part } : one)));
      return Promise.resolve();
    };
    return {
      watch: (_, listener) => this.connections.watch(listener),
      add: (input) => {
        const id = `c${this.connections.value.length}` as ConnectionId;
        const first = makeConnections({ machines: 0, hosts: 1 }, Date.now())[0];
        if (first !== undefined && input.test !== true) this.connections.set([...this.connections.value, { ...first, id, uri: input.uri, label: input.label ?? input.uri, labelKey: undefined }]);
        return Promise.resolve(id);
      },
      update: ({ id, label, readOnly, autoConnect }) => change(id, { ...(label === undefined ? {} : { label, labelKey: undefined }), ...(readOnly === undefined ? {} : { readOnly }), ...(autoConnect === undefined ? {} : { autoConnect }) }),
      remove: ({ id }) => {
        this.connections.set(this.connections.value.filter((one) => one.id !== id));
        return Promise.resolve();
      },
      watchFolders: (_, listener) => this.folders.watch(listener),
      addFolder: ({ name, ids }) => {
        this.folders.set([...this.folders.value, name]);
        for (const id of ids ?? []) void change(id, { folder: name });
        return Promise.resolve();
      },
      renameFolder: ({ name, to }) => {
        this.folders.set(this.folders.value.map((one) => (one === name ? to : one)));
        this.connections.set(this.connections.value.map((one) => (one.folder === name ? { ...one, folder: to } : one)));
        return Promise.resolve();
      },
      removeFolder: ({ name }) => {
        this.folders.set(this.folders.value.filter((one) => one !== name));
        this.connections.set(this.connections.value.map((one) => (one.folder === name ? { ...one, folder: '' } : one)));
        return Promise.resolve();
      },
      move: async ({ ids, folder }) => {
        for (const id of ids) await change(id, { folder });
      },
      connect: ({ id }) => change(id, { state: 'connecting', phase: 'phase.opening' }),
      disconnect: ({ id }) => change(id, { state: 'disconnected' }),
      repair: ({ id }) => change(id, { state: 'connecting', phase: 'phase.opening' }),
      health: () => Promise.resolve(this.options.health),
      events: ({ uuid }) => Promise.resolve(fakeEvents([...this.rows.values()].slice(0, 6), uuid)),
      discover: () => Promise.resolve(makeDiscoveries(this.options.nothingFound !== true)),
      watchPrompts: (_, listener) => this.prompts.watch(listener),
      answerPrompt: ({ promptId }) => {
        this.prompts.set(this.prompts.value.filter((prompt) => prompt.promptId !== promptId));
        return Promise.resolve();
      },
    };
  }

  private statsCalls(): VireoClient['stats'] {
    return {
      watch: (input, listener) => {
        let tick = 0;
        const tell = (): void => {
          tick += 1;
          for (const { id } of this.connections.value) {
            const rows = [...this.rows.values()].filter((row) => row.connectionId === id);
            listener(makeBatch(id, EPOCH, rows, tick, Date.now()));
          }
        };
        // Pictures shall have graphs at once.
        if (this.options.tickMs === undefined) queueMicrotask(() => setTimeout(() => { for (let at = 0; at < 100; at += 1) tell(); }, 20));
        const timer = setInterval(tell, this.options.tickMs ?? input.intervalMs ?? 3000);
        return { dispose: () => { clearInterval(timer); } };
      },
      watchMachine: (key, listener) => {
        queueMicrotask(() => { listener(makeMachineStats(this.rowOf(key), 'history', 100, Date.now())); });
        const timer = setInterval(() => { listener(makeMachineStats(this.rowOf(key), 'append', 1, Date.now())); }, 3000);
        return { dispose: () => { clearInterval(timer); } };
      },
      spans: () => Promise.resolve([{ stepS: 20, keptS: 3600 }, { stepS: 300, keptS: 86_400 }, { stepS: 1800, keptS: 604_800 }, { stepS: 7200, keptS: 2_592_000 }]),
      past: async ({ machine, lastMs }) => Promise.resolve(makePast(this.rowOf(machine), lastMs, Date.now())),
    };
  }

  private machineCalls(): VireoClient['machines'] {
    return {
      facts: async (key) => Promise.resolve(makeFacts(this.rowOf(key), Date.now())),
      xml: async (key) => Promise.resolve({ xml: makeXml(this.rowOf(key)), inactiveXml: makeXml(this.rowOf(key)).replace(" id='7'", '') }),
      lifecycle: ({ machines, verb }) => Promise.resolve(machines.map((key) => this.run(key, verb))),
      setAutostart: async ({ machine, autostart }) => { this.change(this.rowOf(machine).row, { autostart }); return Promise.resolve(undefined); },
      changeMedia: () => Promise.resolve('t0' as TaskId),
      screenshot: (key) => Promise.resolve().then(() => fakeScreenshot(this.rowOf(key))),
      deletePlan: async (key) => Promise.resolve(makePlan(this.rowOf(key))),
      delete: ({ machine }) => {
        const { row } = this.rowOf(machine);
        this.rows.delete(row);
        this.tell([], [row]);
        return Promise.resolve('t0' as TaskId);
      },
      addVnc: () => Promise.resolve(),
      question: () => Promise.resolve(undefined),
      answer: () => Promise.resolve(),
      clone: () => Promise.resolve('t0' as TaskId),
      relocate: ({ machines }) => Promise.resolve(machines.map(() => 't0' as TaskId)),
      consolidate: ({ machines }) => Promise.resolve(machines.map(() => 't0' as TaskId)),
      tagOffer: () => Promise.resolve({ known: ['ci', 'nginx', 'prod'].map((tag) => ({ tag, kind: 'tag' as const, category: undefined, description: '' })), keeper: 'machine' }),
      changeTags: async ({ machines, add, remove }) => {
        for (const key of machines) {
          const { row, tags } = this.rowOf(key);
          this.change(row, { tags: [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])] });
        }
        return Promise.resolve();
      },
      rename: ({ machine, name }) => { this.change(this.rowOf(machine).row, { name }); return Promise.resolve(); },
      protect: ({ machines, isProtected }) => { for (const key of machines) this.change(this.rowOf(key).row, { isProtected }); return Promise.resolve(); },
      beginInstall: (key) => { this.change(this.rowOf(key).row, { install: 'begun' }); return Promise.resolve(this.run(key, 'beginInstall')); },
      endInstall: ({ machine }) => { this.change(this.rowOf(machine).row, { install: undefined }); return Promise.resolve('t0' as TaskId); },
      setTemplate: () => Promise.resolve('t0' as TaskId),
      offer: () => Promise.resolve(offerWith(this.options.library)),
      create: () => Promise.resolve('t0' as TaskId),
    };
  }

  private applianceCalls(): VireoClient['appliances'] {
    return {
      inspect: ({ file }) =>
        file.endsWith('.ova')
          ? Promise.resolve({ name: 'appliance', description: undefined, guest: 'Debian 12', vcpus: 2, memoryKiB: 2 * 2 ** 20, firmware: 'bios', disks: [{ capacityBytes: 20 * 2 ** 30, fileBytes: 2 ** 30 }], nics: 1, macs: ['52:54:00:12:34:56'], hasManifest: false })
          : Promise.reject(new Error('invalid argument: appliance: no tar archive, or a damaged one')),
      import: () => Promise.resolve('t0' as TaskId),
      export: ({ machine }) => Promise.resolve(this.run(machine, 'exportAppliance')),
      suggestFile: (key) => Promise.resolve(`/home/me/Downloads/${this.rowOf(key).name}.ova`),
    };
  }

  private taskCalls(): VireoClient['tasks'] {
    return {
      watch: (_, listener) => this.tasks.watch(listener),
      cancel: ({ id }) => { this.tasks.set(this.tasks.value.map((task) => (task.id === id ? { ...task, state: 'cancelled', endedMs: Date.now() } : task))); return Promise.resolve(); },
      repair: ({ id }) => Promise.resolve(id),
      retry: ({ id }) => { this.tasks.set(this.tasks.value.map((task) => (task.id === id ? { ...task, state: 'running', endedMs: undefined, failure: undefined } : task))); return Promise.resolve(id); },
      log: ({ id }) => Promise.resolve(fakeLog(this.tasks.value.find((task) => task.id === id))),
      clear: () => { this.tasks.set(this.tasks.value.filter((task) => task.endedMs === undefined)); return Promise.resolve(); },
    };
  }

  private run(key: MachineKey, verb: string): TaskId {
    this.tasksMade += 1;
    const id = `t${this.tasksMade}` as TaskId;
    const row = this.rowOf(key);
    const task: TaskInfo = { id, title: `task.${verb}` as TaskInfo['title'], values: { name: row.name }, machine: key, state: 'running', fraction: undefined, phase: undefined, phaseValues: {}, cancellable: true, startedMs: Date.now(), endedMs: undefined, failure: undefined };
    this.tasks.set([...this.tasks.value, task]);
    this.change(row.row, { state: 'busy', stateDetail: verb === 'start' ? 'state.starting' : undefined });
    setTimeout(() => {
      this.tasks.set(this.tasks.value.map((one) => (one.id === id ? { ...one, state: 'done', endedMs: Date.now() } : one)));
      this.change(row.row, { state: AFTER[verb] ?? 'off', stateDetail: undefined });
    }, STEP_MS);
    return id;
  }
}

/** A client of a made-up application. */
export const createFakeClient = (options: FakeOptions): VireoClient => new FakeApplication(options).client;
