import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriverRegistry } from '../../../drivers/core/registry.ts';
import { testDriver } from '../../../drivers/test/driver.ts';
import type { ConnectionId, MachineKey, TaskId } from '../../contract/ids.ts';
import type { SnapshotFacts } from '../../contract/snapshots.ts';
import type { TaskInfo } from '../../contract/tasks.ts';
import { until } from '../../testing/until.ts';
import { ConnectionsService } from '../connections/connections-service.ts';
import { Prompts } from '../connections/prompts.ts';
import { InventoryService } from '../inventory/inventory-service.ts';
import { SecretsService } from '../secrets/secrets-service.ts';
import { TasksService } from '../tasks/tasks-service.ts';
import { SnapshotPictures } from './snapshot-pictures.ts';
import { SnapshotsService } from './snapshots-service.ts';

let dir: string;
let prompts: Prompts;
let connections: ConnectionsService;
let inventory: InventoryService;
let tasks: TasksService;
let service: SnapshotsService;
let id: ConnectionId;
let key: MachineKey;
const errors: unknown[] = [];
const PNG = new Uint8Array([0x89, 0x50]);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vireo-snapshots-'));
  prompts = new Prompts(new SecretsService(undefined));
  connections = new ConnectionsService({ dataDir: dir, drivers: new DriverRegistry([testDriver]), prompts, who: { user: 'ann', groupOf: () => undefined } });
  inventory = new InventoryService(connections, (error) => errors.push(error));
  tasks = new TasksService();
  service = new SnapshotsService({ inventory, tasks, pictures: new SnapshotPictures(dir), screenshot: () => Promise.resolve({ png: PNG }), onError: (error) => errors.push(error) });
  id = await connections.add({ uri: 'test:///default' });
  await connections.connect(id);
  await inventory.listed(id);
  const [entry] = inventory.of(id).values();
  if (entry === undefined) throw new Error('the test host has a machine');
  key = { connectionId: id, uuid: entry.uuid };
});
afterEach(async () => {
  tasks.dispose();
  inventory.dispose();
  await connections.shutdown();
  prompts.dispose();
  await rm(dir, { recursive: true, force: true });
  expect(errors.splice(0)).toEqual([]);
});

async function ended(task: TaskId): Promise<TaskInfo | undefined> {
  const find = (): TaskInfo | undefined => tasks.list.find((each) => each.id === task && each.endedMs !== undefined);
  await until(() => find() !== undefined);
  return find();
}
const take = async (name: string): Promise<void> => {
  expect((await ended(service.take({ machine: key, name, description: `about ${name}`, mode: 'whole', quiesce: false })))?.failure?.error.message).toBeUndefined();
};
const names = async (): Promise<readonly string[]> => (await service.list(key)).snapshots.map(({ name }) => name);

describe('snapshots', () => {
  it('are taken, with the picture of the screen, and listed with what they keep', async () => {
    expect(await service.list(key)).toEqual({ snapshots: [], modes: ['whole', 'disks'], canQuiesce: false, refused: { take: undefined, revert: undefined, delete: undefined, describe: undefined } });
    await take('<one> & ..two');
    await take('child');
    const { snapshots } = await service.list(key);
    expect(snapshots).toMatchObject<readonly Partial<SnapshotFacts>[]>([
      { name: '<one> & ..two', description: 'about <one> & ..two', state: 'running', parent: undefined, isCurrent: false, hasPicture: true },
      { name: 'child', state: 'running', memory: 'internal', parent: '<one> & ..two', isCurrent: true },
    ]);
    expect(await service.picture(key, '<one> & ..two')).toEqual(Buffer.from(PNG));
    expect(await readdir(join(dir, 'snapshot-pictures'))).toHaveLength(1);
  });

  it('are gone back to, keeping what is now if wanted', async () => {
    await take('first');
    expect(await ended(service.revert({ machine: key, name: 'first', safety: 'safe', run: 'paused' }))).toMatchObject({ state: 'done' });
    expect(await names()).toEqual(expect.arrayContaining(['first', 'safe']));
    await until(() => inventory.require(key).state === 'paused');
  });

  it('are left alone when what is now cannot be kept first', async () => {
    await take('first');
    const task = await ended(service.revert({ machine: key, name: 'first', safety: 'first', run: 'paused' }));
    expect(task).toMatchObject({ state: 'failed', failure: { error: { message: expect.stringContaining('first') as string } } });
    expect(inventory.require(key).state).toBe('running');
  });

  it('go alone or with all that came after, and so do their pictures', async () => {
    for (const name of ['a', 'b', 'c']) await take(name);
    await ended(service.delete(key, 'b', false));
    expect((await service.list(key)).snapshots).toMatchObject([{ name: 'a' }, { name: 'c', parent: 'a' }]);
    await ended(service.delete(key, 'a', true));
    expect(await names()).toEqual([]);
    expect(await service.picture(key, 'c')).toBeUndefined();
  });

  it('get another description, and stay the current one', async () => {
    await take('first');
    await service.describe(key, 'first', 'better <words>');
    expect((await service.list(key)).snapshots).toMatchObject([{ name: 'first', description: 'better <words>', isCurrent: true }]);
  });

  it('tell what the machine was then', async () => {
    await take('first');
    const { then, now } = await service.documents(key, 'first');
    expect(then).toMatch(/^<domain type='test'/);
    expect(now).toContain('<name>test</name>');
    await expect(service.documents(key, 'nobody')).rejects.toMatchObject({ code: 'no-domain-snapshot' });
  });

  it('say why they cannot be taken over a read-only connection', async () => {
    const readOnly = await connections.add({ uri: 'test:///default', readOnly: true });
    await connections.connect(readOnly);
    await inventory.listed(readOnly);
    const list = await service.list({ connectionId: readOnly, uuid: key.uuid });
    expect(list).toMatchObject({ modes: [], refused: { take: 'reason.readOnly', delete: 'reason.readOnly' } });
  });
});
