import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disposable } from '../drivers/api/connection.ts';
import { createApp, type App } from './app.ts';
import type { ConnectionInfo } from './contract/connections.ts';
import type { CallContext } from './contract/define.ts';
import { readRows, type MachineRow, type VerbSet } from './contract/inventory.ts';
import type { StatsBatch } from './contract/stats.ts';
import type { TaskInfo } from './contract/tasks.ts';
import { allDrivers } from './drivers.ts';
import { until } from './testing/until.ts';

let dir: string;
let app: App;
const warnings: string[] = [];
const watching: Disposable[] = [];
const context: CallContext = { signal: new AbortController().signal, clientId: 'test' };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vireo-app-'));
  warnings.length = 0;
  app = await createApp({ dataDir: dir, drivers: allDrivers(), host: 'browser', version: '0.0.0', log: { warn: (message) => warnings.push(message) } });
});
afterEach(async () => {
  for (const one of watching.splice(0)) one.dispose();
  await app.dispose();
  await rm(dir, { recursive: true, force: true });
});

describe('createApp', () => {
  it('opens the test host, shows its machine, stops and starts it, and measures it', async () => {
    const { connections, inventory, machines, stats, tasks, consoles } = app.handlers;
    let infos: readonly ConnectionInfo[] = [];
    watching.push(await connections.watch({}, (value) => (infos = value), context));
    const rows = new Map<number, MachineRow>();
    const sets = new Map<number, VerbSet>();
    watching.push(await inventory.watch({}, (message) => { for (const row of readRows(message, sets)) rows.set(row.row, row); }, context));
    let taskList: readonly TaskInfo[] = [];
    watching.push(await tasks.watch({}, (value) => (taskList = value), context));
    const batches: StatsBatch[] = [];
    watching.push(await stats.watch({ groups: ['cpu', 'memory'], intervalMs: 500 }, (batch) => batches.push(batch), context));

    const id = await connections.add({ uri: 'test:///default' }, context);
    await until(() => rows.size === 1);
    const machine = (): MachineRow => [...rows.values()][0] ?? fail();
    expect(machine()).toMatchObject({ name: 'test', state: 'running', vcpus: 2 });
    await until(() => infos[0]?.host !== undefined);
    expect(infos[0]).toMatchObject({ id, state: 'connected', labelKey: 'connection.testHost' });

    const key = { connectionId: machine().connectionId, uuid: machine().uuid };
    expect(await machines.facts(key, context)).toMatchObject({ name: 'test', arch: 'i686', virtType: 'test' });
    expect((await machines.xml(key, context)).xml).toContain('<name>test</name>');
    expect((await consoles.list(key, context)).map(({ kind }) => kind)).toContain('screenshots');
    expect(Buffer.from((await machines.screenshot(key, context))?.png.subarray(1, 4) ?? []).toString()).toBe('PNG');

    await machines.lifecycle({ machines: [key], verb: 'shutdown' }, context);
    expect(machine().verbs.rename).toEqual({ enabled: false, reason: 'reason.mustBeOff' });
    await until(() => machine().state === 'off');
    await machines.rename({ machine: key, name: 'renamed' }, context);
    await until(() => machine().name === 'renamed');
    await until(() => taskList.every(({ state }) => state === 'done'));
    await machines.lifecycle({ machines: [key], verb: 'start' }, context);
    await until(() => machine().state === 'running');
    await until(() => batches.some(({ rows: bytes }) => bytes.length === 4));
    expect(app.hasRunningTasks()).toBe(false);
    expect(warnings).toEqual([]);
  });

  it('looks at this computer', async () => {
    const found = await app.handlers.connections.discover({}, context);
    expect(found.map(({ kind }) => kind)).toContain('test');
  });
});

function fail(): never {
  throw new Error('there is no machine');
}
