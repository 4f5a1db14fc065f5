import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainEventType } from '../../../drivers/core/constants.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { readRows, type InventoryMessage, type MachineRow, type VerbSet } from '../../contract/inventory.ts';
import { FakeHypervisor, type FakeMachine } from '../../testing/fake-hypervisor.ts';
import { ServiceBench } from '../../testing/service-bench.ts';
import { until } from '../../testing/until.ts';
import { InventoryFeed } from './inventory-feed.ts';

let fake: FakeHypervisor;
let bench: ServiceBench;
let feeds: InventoryFeed[];

beforeEach(async () => {
  fake = new FakeHypervisor(5);
  bench = await ServiceBench.make(fake);
  feeds = [];
});
afterEach(async () => {
  for (const feed of feeds) feed.dispose();
  await bench.dispose();
  expect(bench.errors).toEqual([]);
});

/** A page's copy of the inventory, which also checks that no message is missing. */
class Page {
  readonly rows = new Map<number, MachineRow>();
  readonly messages: InventoryMessage[] = [];
  readonly #sets = new Map<number, VerbSet>();

  constructor() {
    feeds.push(
      new InventoryFeed(bench.inventory, (message) => {
        expect(message.seq).toBe(this.messages.length);
        this.messages.push(message);
        for (const row of readRows(message, this.#sets)) this.rows.set(row.row, row);
        if (message.kind === 'delta') for (const row of message.removed) this.rows.delete(row);
      }),
    );
  }

  find(name: string): MachineRow | undefined {
    return [...this.rows.values()].find((row) => row.name === name);
  }
}

function machine(index: number): FakeMachine {
  const found = [...fake.machines.values()][index];
  if (found === undefined) throw new Error('no such machine');
  return found;
}

describe('InventoryService', () => {
  it('lists with one round of list calls and one of statistics, nothing for each machine', async () => {
    const boss = machine(0);
    boss.autostart = true;
    machine(4).managedSave = true;
    fake.missing.add('domain.getXMLDesc');
    const page = new Page();
    await bench.open();
    await until(() => page.rows.size === 5);
    expect(page.find('vm-00000')).toMatchObject({ state: 'running', autostart: true, persistent: true, vcpus: 2, memoryKiB: 1048576, stale: false, verbs: { start: { enabled: false, reason: 'reason.alreadyRunning' }, pause: { enabled: true } } });
    expect(page.find('vm-00004')).toMatchObject({ state: 'off', stateDetail: 'state.saved', verbs: { dropSave: { enabled: true } } });
    expect(fake.calls.filter((call) => call.startsWith('domain.'))).toEqual([]);
    expect(fake.calls.filter((call) => call === 'connect.getAllDomainStats')).toHaveLength(1);
  });

  it('follows events: start, stop, define, undefine, rename', async () => {
    await bench.open();
    const page = new Page();
    const off = machine(4);
    fake.setState(off, 'running', DomainEventType.STARTED);
    await until(() => page.find(off.name)?.state === 'running');
    const made = fake.add('new-one');
    fake.emit({ kind: 'lifecycle', dom: fake.ref(made), event: DomainEventType.DEFINED, detail: 0 });
    await until(() => page.find('new-one')?.state === 'off');
    const row = page.find('new-one')?.row;
    made.name = 'renamed';
    fake.emit({ kind: 'lifecycle', dom: fake.ref(made), event: DomainEventType.DEFINED, detail: 2 });
    await until(() => page.find('renamed')?.row === row);
    fake.machines.delete(made.uuid);
    fake.emit({ kind: 'lifecycle', dom: fake.ref(made), event: DomainEventType.UNDEFINED, detail: 0 });
    await until(() => page.find('renamed') === undefined);
    const again = fake.add('again');
    fake.emit({ kind: 'lifecycle', dom: fake.ref(again), event: DomainEventType.DEFINED, detail: 0 });
    await until(() => page.find('again') !== undefined);
    expect(page.find('again')?.row).toBeGreaterThan(row ?? Infinity);
  });

  it('keeps the last known state greyed while the host does not answer, and takes up where it was', async () => {
    const id = await bench.open();
    const page = new Page();
    const rows = [...page.rows.keys()];
    const gone = machine(1);
    const openError = new VirError({ code: 'system-error', domain: 'rpc', message: 'down' });
    fake.openError = openError;
    fake.cut();
    await until(() => [...page.rows.values()].every(({ stale }) => stale));
    expect(page.rows.size).toBe(5);
    expect(page.find('vm-00000')?.verbs.forceOff).toEqual({ enabled: false, reason: 'reason.stale' });
    expect(() => bench.inventory.live({ connectionId: id, uuid: gone.uuid })).toThrow('not connected');
    fake.machines.delete(gone.uuid);
    fake.openError = undefined;
    await until(() => page.rows.size === 4 && [...page.rows.values()].every(({ stale }) => !stale));
    expect(rows).toEqual(expect.arrayContaining([...page.rows.keys()]));
  });

  it('takes the rows off the list when the user disconnects', async () => {
    const id = await bench.open();
    const page = new Page();
    await bench.connections.disconnect(id);
    await until(() => page.rows.size === 0);
  });

  it('lists anew when events were lost, and when very many come at once', async () => {
    await bench.open();
    const page = new Page();
    const quiet = fake.add('quiet');
    for (const connection of fake.openConnections) connection.overflow();
    await until(() => page.find('quiet') !== undefined);
    const before = fake.calls.length;
    for (let i = 0; i < 200; i++) {
      const each = fake.add(`many-${i}`);
      fake.emit({ kind: 'lifecycle', dom: fake.ref(each), event: DomainEventType.DEFINED, detail: 0 });
    }
    await until(() => page.rows.size === 206);
    expect(fake.calls.slice(before).filter((call) => call === 'domain.lookupByUUID')).toEqual([]);
    expect(quiet.name).toBe('quiet');
  });

  it('reads titles in the background', async () => {
    machine(2).xml = '<title>Web &amp; mail</title>';
    await bench.open();
    const page = new Page();
    await until(() => page.find('vm-00002')?.title === 'Web & mail');
    expect(page.find('vm-00001')?.title).toBeUndefined();
  });

  it('asks each machine where the host has no bulk statistics', async () => {
    fake.missing.add('connect.getAllDomainStats');
    const page = new Page();
    await bench.open();
    await until(() => page.find('vm-00000')?.vcpus === 2);
    expect(page.find('vm-00004')?.state).toBe('off');
  });

  it('asks now and then where the host has no events', async () => {
    fake.missing.add('connect.domainEventRegisterAny');
    await bench.open();
    expect(new Page().rows.size).toBe(5);
  });

  it('lists ten thousand machines without holding up the rest', async () => {
    const many = new FakeHypervisor(10_000);
    const big = await ServiceBench.make(many);
    let longestMs = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      const now = performance.now();
      longestMs = Math.max(longestMs, now - last);
      last = now;
    }, 1);
    try {
      await big.open();
      const seen = new Set<number>();
      let bytes = 0;
      const feed = new InventoryFeed(big.inventory, (message) => {
        bytes = Math.max(bytes, JSON.stringify(message).length);
        for (const { row } of message.kind === 'snapshot' ? message.rows : message.changed) seen.add(row);
      });
      await until(() => seen.size === 10_000);
      feed.dispose();
      expect(Math.max(...seen)).toBe(9999);
      expect(bytes).toBeLessThan(400_000);
      expect(many.calls.filter((call) => call.startsWith('domain.'))).toEqual([]);
    } finally {
      clearInterval(watch);
      await big.dispose();
    }
    console.info(`10,000 machines: longest turn of the event loop ${longestMs.toFixed(1)} ms`);
  });
});
