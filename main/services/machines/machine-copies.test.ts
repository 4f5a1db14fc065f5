import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { TaskInfo } from '../../contract/tasks.ts';
import { FakeExtras } from '../../testing/fake-extras.ts';
import { FakeHypervisor, type FakeMachine } from '../../testing/fake-hypervisor.ts';
import { ServiceBench } from '../../testing/service-bench.ts';
import { until } from '../../testing/until.ts';
import { TasksService } from '../tasks/tasks-service.ts';
import { MachineCopies } from './machine-copies.ts';

let fake: FakeHypervisor;
let extras: FakeExtras;
let bench: ServiceBench;
let tasks: TasksService;
let copies: MachineCopies;
let web: FakeMachine;
let key: MachineKey;

beforeEach(async () => {
  fake = new FakeHypervisor();
  extras = new FakeExtras(fake);
  web = fake.add('web', { state: 'running' });
  extras.place(web, { tags: ['Owner=ann'] });
  bench = await ServiceBench.make(fake);
  tasks = new TasksService();
  copies = new MachineCopies({ inventory: bench.inventory, tasks });
  key = { connectionId: await bench.open(), uuid: web.uuid };
});
afterEach(async () => {
  tasks.dispose();
  await bench.dispose();
  expect(bench.errors).toEqual([]);
});

const row = (): ReturnType<ServiceBench['inventory']['wireRow']> => bench.inventory.wireRow(bench.inventory.require(key));
const verbs = (): ReturnType<ServiceBench['inventory']['verbSet']>['verbs'] => bench.inventory.verbSet(row().verbSet).verbs;
async function ended(id: TaskId | undefined): Promise<TaskInfo | undefined> {
  const find = (): TaskInfo | undefined => tasks.list.find((task) => task.id === id && task.endedMs !== undefined);
  await until(() => find() !== undefined);
  return find();
}

describe('where machines are', () => {
  it('comes with the first list, and changes with events, not with calls', () => {
    expect(row()).toMatchObject({ tags: ['Owner=ann'], placement: { place: 'h', host: 'esx-1', folder: 'Berlin', isTemplate: false } });
    expect(bench.inventory.places).toEqual([{ connectionId: key.connectionId, places: extras.places }]);
    const calls = fake.calls.length;
    extras.place(web, { tags: ['Owner=bob'], folder: ['Berlin', 'Web'] });
    expect(row()).toMatchObject({ tags: ['Owner=bob'], placement: { folder: 'Berlin/Web' } });
    expect(fake.calls).toHaveLength(calls);
  });

  it('tells the tree when it changes, and takes it away with its connection', async () => {
    let told = 0;
    bench.inventory.onDidChangePlaces(() => { told += 1; });
    extras.setPlaces([...extras.places, { id: 'p', kind: 'pool', name: 'tests', parent: 'h' }]);
    expect(bench.inventory.places[0]?.places).toHaveLength(3);
    await bench.connections.remove(key.connectionId);
    expect(bench.inventory.places).toEqual([]);
    expect(told).toBe(2);
  });

  it('says why a template cannot be started', async () => {
    expect(verbs().template).toEqual({ enabled: false, reason: 'reason.mustBeOff' });
    fake.setState(web, 'shutoff', 5);
    await until(() => verbs().template.enabled);
    expect((await ended(copies.setTemplate(key, true)))?.state).toBe('done');
    expect(row().stateDetail).toBe('state.template');
    expect(verbs().start).toEqual({ enabled: false, reason: 'reason.template' });
    expect(verbs().clone.enabled).toBe(true);
  });
});

describe('questions', () => {
  it('show in the row, are told and answered, and go', async () => {
    expect(await copies.question(key)).toBeUndefined();
    extras.ask(web, 'q1');
    expect(row()).toMatchObject({ question: 'q1', state: 'running', stateDetail: 'state.question' });
    expect(await copies.question(key)).toMatchObject({ id: 'q1', text: 'Was it moved or copied?', choices: [{ key: '1', isDefault: true }, { key: '2' }] });
    await copies.answer(key, 'q1', '2');
    expect(row().question).toBeUndefined();
    fake.setState(web, 'shutoff', 5);
    await until(() => verbs().start.enabled);
    extras.ask(web, 'q3');
    expect(verbs().start).toEqual({ enabled: false, reason: 'reason.question' });
    await copies.answer(key, 'q3', '1');
    expect(verbs().start.enabled).toBe(true);
    expect(extras.answers).toEqual(['web q1 2', 'web q3 1']);
    expect(row().stateDetail).toBeUndefined();
  });

  it('that were there before the connection are seen', async () => {
    extras.ask(web, 'q2');
    fake.cut();
    await until(() => bench.inventory.require(key).stale);
    await until(() => !bench.inventory.require(key).stale);
    expect(row().question).toBe('q2');
  });
});

describe('clones and moves', () => {
  it('clones as a task with progress; the clone is there at once', async () => {
    let report: ((done: number, total: number) => void) | undefined;
    let finish: (() => void) | undefined;
    extras.cloning = ({ onProgress }) => {
      report = onProgress;
      return new Promise((resolve) => { finish = resolve; });
    };
    const id = copies.clone({ machine: key, name: 'twin', place: 'h', template: false });
    await until(() => report !== undefined);
    report?.(40, 100);
    expect(tasks.list[0]).toMatchObject({ title: 'task.clone', values: { name: 'web', copy: 'twin' }, fraction: 0.4, phase: 'phase.cloning', cancellable: true });
    finish?.();
    expect((await ended(id))?.state).toBe('done');
    expect(extras.clones).toEqual([{ name: 'twin', place: 'h', template: false }]);
    const twin = [...bench.inventory.all()].find(({ ref }) => ref.name === 'twin');
    await until(() => twin?.placement?.place === 'h');
  });

  it('can be cancelled', async () => {
    extras.cloning = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => { reject(new VirError({ code: 'operation-aborted', domain: 'none', message: 'cancelled' })); });
      });
    const id = copies.clone({ machine: key, name: 'never', template: false });
    await until(() => extras.clones.length === 1);
    tasks.cancel(id);
    expect((await ended(id))?.state).toBe('cancelled');
  });

  it('moves, and names the place in its task', async () => {
    extras.setPlaces([...extras.places, { id: 'h2', kind: 'host', name: 'esx-2', parent: 'd' }]);
    const [id] = copies.relocate([key], 'h2');
    expect(await ended(id)).toMatchObject({ state: 'done', title: 'task.relocate', values: { place: 'esx-2' } });
    expect(row().placement?.place).toBe('h2');
  });

  it('joins disks, as a task', async () => {
    expect(verbs().consolidate).toEqual({ enabled: true });
    const [id] = copies.consolidate([key]);
    expect(await ended(id)).toMatchObject({ state: 'done', title: 'task.consolidate', values: { name: 'web' }, cancellable: true });
    expect(extras.consolidated).toEqual(['web']);
  });

  it('are refused on a connection that cannot', async () => {
    fake.extras = undefined;
    fake.cut();
    await until(() => bench.inventory.require(key).stale);
    await until(() => !bench.inventory.require(key).stale);
    expect(verbs().relocate).toEqual({ enabled: false, reason: 'reason.notSupported' });
    // Vireo can instead, of what is off.
    expect(verbs().clone).toEqual({ enabled: false, reason: 'reason.mustBeOff' });
    expect((await ended(copies.clone({ machine: key, name: 'twin', template: false })))?.failure?.error.code).toBe('no-support');
  });
});
