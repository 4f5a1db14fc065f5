import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../main/app.ts';
import type { ConnectionInfo, PendingPrompt } from '../../main/contract/connections.ts';
import type { CallContext } from '../../main/contract/define.ts';
import type { ConnectionId, MachineKey, TaskId } from '../../main/contract/ids.ts';
import { readRows, type MachineRow, type VerbSet } from '../../main/contract/inventory.ts';
import type { TaskInfo } from '../../main/contract/tasks.ts';
import { allDrivers } from '../../main/drivers.ts';
import { until } from '../../main/testing/until.ts';

/** The whole application with all its drivers, without a window, and what a window would know of it. */
export class LabApp {
  readonly app: App;
  readonly context: CallContext = { signal: new AbortController().signal, clientId: 'lab' };
  readonly rows = new Map<number, MachineRow>();
  /** What went to the log. */
  readonly warnings: string[];
  infos: readonly ConnectionInfo[] = [];
  tasks: readonly TaskInfo[] = [];
  prompts: readonly PendingPrompt[] = [];
  readonly #dir: string;

  private constructor(app: App, dir: string, warnings: string[]) {
    this.app = app;
    this.#dir = dir;
    this.warnings = warnings;
  }

  static async start(): Promise<LabApp> {
    const dir = mkdtempSync(join(tmpdir(), 'vireo-lab-'));
    const warnings: string[] = [];
    const app = await createApp({ dataDir: dir, drivers: allDrivers(), host: 'browser', version: '0', log: { warn: (message) => warnings.push(message) } });
    const lab = new LabApp(app, dir, warnings);
    await lab.#watch();
    return lab;
  }

  /** Adds a connection and waits until it is open. */
  async open(uri: string): Promise<ConnectionId> {
    const id = await this.app.handlers.connections.add({ uri }, this.context);
    await this.app.handlers.connections.connect({ id }, this.context);
    return id;
  }

  info(id: ConnectionId): ConnectionInfo | undefined {
    return this.infos.find((info) => info.id === id);
  }

  find(name: string): MachineRow | undefined {
    return [...this.rows.values()].find((row) => row.name === name);
  }

  async keyOf(name: string): Promise<MachineKey> {
    await until(() => this.find(name) !== undefined);
    const row = this.find(name);
    if (row === undefined) throw new Error(`${name} is not there`);
    return { connectionId: row.connectionId, uuid: row.uuid };
  }

  /** Waits for the end of a task. */
  async ended(task: TaskId | undefined): Promise<TaskInfo> {
    const get = (): TaskInfo | undefined => this.tasks.find((each) => each.id === task && each.endedMs !== undefined);
    await until(() => get() !== undefined, 60_000);
    const found = get();
    if (found === undefined) throw new Error('the task is not there');
    return found;
  }

  async dispose(): Promise<void> {
    await this.app.dispose();
    rmSync(this.#dir, { recursive: true });
  }

  async #watch(): Promise<void> {
    const { connections, inventory, tasks } = this.app.handlers;
    const sets = new Map<number, VerbSet>();
    await inventory.watch(
      {},
      (message) => {
        for (const row of readRows(message, sets)) this.rows.set(row.row, row);
        if (message.kind === 'delta') for (const row of message.removed) this.rows.delete(row);
      },
      this.context,
    );
    await connections.watch({}, (value) => (this.infos = value), this.context);
    await connections.watchPrompts({}, (value) => (this.prompts = value), this.context);
    await tasks.watch({}, (value) => (this.tasks = value), this.context);
  }
}
