import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MachineRow } from '../../main/contract/inventory.ts';
import { makeBatch } from '../testing/fake-figures.ts';
import { FakeApplication } from '../testing/fake-client.ts';
import { hostId } from '../testing/fake-world.ts';
import { createInventory, type Inventory } from './inventory-store.ts';
import { createSettings } from './settings-store.ts';
import { createStats, HISTORY_POINTS } from './stats-store.ts';
import { createTabs, isTabsState, tabId } from './tabs-store.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};
const disposables: { readonly dispose: () => void }[] = [];
afterEach(() => {
  for (const one of disposables.splice(0)) one.dispose();
  vi.useRealTimers();
});

const world = async (machines = 10): Promise<{ readonly fake: FakeApplication; readonly inventory: Inventory; readonly row: (id: number) => MachineRow }> => {
  const fake = new FakeApplication({ machines, hosts: 3, tickMs: 1_000_000 });
  const inventory = createInventory(fake.client);
  disposables.push(inventory);
  await settle();
  const row = (id: number): MachineRow => {
    const found = inventory.row(id);
    if (found === undefined) throw new Error(`no row ${id}`);
    return found;
  };
  return { fake, inventory, row };
};

describe('the inventory', () => {
  it('takes the snapshot and counts', async () => {
    const { fake, inventory } = await world();
    const { total, running, loaded } = inventory.store.getState();
    expect({ total, loaded }).toEqual({ total: 10, loaded: true });
    expect(running).toBe([...fake.rows.values()].filter((one) => one.state === 'running').length);
  });
  it('follows changes and removals', async () => {
    const { fake, inventory, row } = await world();
    const before = inventory.store.getState();
    const key = { connectionId: row(0).connectionId, uuid: row(0).uuid };
    fake.change(0, { state: 'off' });
    expect(row(0).state).toBe('off');
    expect(inventory.store.getState().running).toBe(before.running - 1);
    fake.rows.delete(0);
    fake.tell([], [0]);
    expect(inventory.find(key)).toBeUndefined();
    expect(inventory.ofConnection(hostId(0)).has(0)).toBe(false);
    expect(inventory.store.getState().total).toBe(9);
  });
  it('subscribes anew when a message was lost', async () => {
    const { fake, inventory, row } = await world();
    fake.rows.delete(3);
    fake.tell([{ ...row(1), name: 'renamed' }], [], 1);
    await settle();
    expect(inventory.row(3)).toBeUndefined();
    expect(inventory.store.getState().total).toBe(9);
    fake.change(1, { name: 'again' });
    expect(row(1).name).toBe('again');
  });
});

describe('the figures', () => {
  it('asks for what is shown, and of every machine only what the order needs', async () => {
    const { fake, inventory } = await world();
    const watch = vi.spyOn(fake.client.stats, 'watch');
    const stats = createStats(fake.client, inventory.epoch);
    disposables.push(stats);
    stats.setShown({ groups: ['cpu'], whole: [], intervalMs: undefined });
    stats.setShown({ groups: ['cpu', 'disk'], whole: ['disk'], intervalMs: 1000 });
    await settle();
    expect(watch.mock.calls.map(([input]) => input)).toEqual([{ groups: ['cpu', 'disk'], whole: ['disk'], intervalMs: 1000 }]);
  });
  it('keeps the newest and a ring of the last', async () => {
    const { fake, inventory } = await world();
    const stats = createStats(fake.client, inventory.epoch);
    disposables.push(stats);
    const rows = [...fake.rows.values()].filter((one) => one.connectionId === hostId(0));
    for (let tick = 1; tick <= HISTORY_POINTS + 7; tick += 1) stats.apply(makeBatch(hostId(0), 1, rows, tick, tick));
    const into = new Float32Array(HISTORY_POINTS);
    expect(stats.history('cpu', 0, into)).toBe(HISTORY_POINTS);
    expect(into[HISTORY_POINTS - 1]).toBe(stats.value('cpu', 0));
    expect(stats.host(hostId(0))?.memory).toBe(58);
    expect(stats.value('cpu', 99_999)).toBeNaN();
  });
  it('reads batches that are not aligned, and leaves those of another epoch', async () => {
    const { fake, inventory } = await world();
    const stats = createStats(fake.client, inventory.epoch);
    disposables.push(stats);
    const batch = makeBatch(hostId(0), 1, [...fake.rows.values()].slice(0, 2), 5, 0);
    const shifted = new Uint8Array(batch.values.length + 1);
    shifted.set(batch.values, 1);
    stats.apply({ ...batch, epoch: 2 });
    expect(stats.value('cpu', 0)).toBeNaN();
    stats.apply({ ...batch, values: shifted.subarray(1) });
    expect(stats.value('cpu', 0)).toBe(new Float32Array(batch.values.slice().buffer)[0]);
  });
});

describe('figures of some machines only', () => {
  it('stand beside those of all', async () => {
    const { fake, inventory } = await world();
    const stats = createStats(fake.client, inventory.epoch);
    disposables.push(stats);
    const bytes = (numbers: Uint32Array | Float32Array): Uint8Array => new Uint8Array(numbers.buffer);
    const batch = { ...makeBatch(hostId(0), 1, [], 5, 0), rows: bytes(Uint32Array.of(3, 4)), columns: ['cpu'] as const, values: bytes(Float32Array.of(10, 20)), detailRows: bytes(Uint32Array.of(4)), detailValues: bytes(Float32Array.of(20, 4096, 1, 2, 3, NaN)) };
    stats.apply(batch);
    stats.apply(batch);
    expect([stats.value('cpu', 3), stats.value('cpu', 4)]).toEqual([10, 20]);
    expect([stats.value('memory', 3), stats.value('memory', 4)]).toEqual([NaN, 4096]);
    expect([stats.value('disk', 4), stats.value('net', 4)]).toEqual([3, 3]);
    const into = new Float32Array(HISTORY_POINTS);
    expect(stats.history('disk', 4, into)).toBe(2);
    expect([...into.subarray(0, 2)]).toEqual([3, 3]);
    expect(stats.history('memory', 3, into)).toBe(2);
  });
});

describe('tabs', () => {
  const one = { kind: 'host', id: hostId(1), name: 'one' } as const;
  const two = { kind: 'host', id: hostId(2), name: 'two' } as const;
  it('opens once, closes to the neighbour, and keeps the first', () => {
    const tabs = createTabs();
    tabs.show(one);
    tabs.show(two);
    tabs.show(one);
    expect(tabs.store.getState().tabs.map(tabId)).toEqual(['all', 'host:c1', 'host:c2']);
    tabs.close('host:c1');
    expect(tabs.store.getState().current).toBe('host:c2');
    tabs.close('host:c2');
    tabs.close('all');
    expect(tabs.store.getState()).toMatchObject({ current: 'all' });
    expect(tabs.store.getState().tabs).toHaveLength(1);
  });
  it('restores what was open, and not what cannot be', () => {
    const tabs = createTabs();
    const saved: unknown = JSON.parse(JSON.stringify({ tabs: [{ kind: 'all' }, one], current: 'host:gone', parts: {} }));
    expect(isTabsState(saved)).toBe(true);
    if (isTabsState(saved)) tabs.restore(saved);
    expect(tabs.store.getState().current).toBe('all');
    expect(isTabsState({ tabs: [{ kind: 'machine' }], current: 'all', parts: {} })).toBe(false);
  });
});

describe('settings', () => {
  it('shows a change at once, and writes layout together a moment later', async () => {
    vi.useFakeTimers();
    const fake = new FakeApplication({ machines: 0, hosts: 0, tickMs: 1_000_000 });
    const errors: unknown[] = [];
    const settings = createSettings(fake.client, (error) => errors.push(error));
    disposables.push(settings);
    settings.update({ theme: 'dark' });
    expect(settings.store.getState().value.theme).toBe('dark');
    settings.setLayout('a', 1);
    settings.setLayout('a', 2);
    expect(fake.settings.value.layout ?? {}).toEqual({});
    await vi.advanceTimersByTimeAsync(600);
    expect(fake.settings.value.layout).toEqual({ a: '2' });
    const isNumber = (value: unknown): value is number => typeof value === 'number';
    const isText = (value: unknown): value is string => typeof value === 'string';
    expect(settings.layout('a', isNumber)).toBe(2);
    expect(settings.layout('a', isText)).toBeUndefined();
    expect(errors).toEqual([]);
  });
});
