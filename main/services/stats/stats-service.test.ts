import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainStatsTypes } from '../../../drivers/core/constants.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionId } from '../../contract/ids.ts';
import { figureOf as valueOf, STAT_COLUMNS, type MachineStats, type StatsBatch } from '../../contract/stats.ts';
import { FakeHypervisor, type FakeMachine } from '../../testing/fake-hypervisor.ts';
import { ServiceBench } from '../../testing/service-bench.ts';
import { until } from '../../testing/until.ts';
import { RateTable } from './rate-table.ts';
import { noCounters, readCounters } from './stat-fields.ts';
import { StatsService, type StatGroup, type StatsWish } from './stats-service.ts';

const wish = (groups: StatGroup[], whole = groups): StatsWish => ({ groups, whole, intervalMs: undefined, clientId: 'page' });

describe('StatsService', () => {
  let fake: FakeHypervisor;
  let bench: ServiceBench;
  let stats: StatsService;
  let id: ConnectionId;
  let batches: StatsBatch[];

  const bulkCalls = (): number => fake.calls.filter((call) => call === 'connect.getAllDomainStats').length;
  const machine = (index: number): FakeMachine => [...fake.machines.values()][index] ?? fake.add('none');
  const rowOf = (each: FakeMachine): number => bench.inventory.require({ connectionId: id, uuid: each.uuid }).row;

  beforeEach(async () => {
    fake = new FakeHypervisor(5);
    bench = await ServiceBench.make(fake);
    batches = [];
    stats = new StatsService({ connections: bench.connections, inventory: bench.inventory, intervalMs: () => 20, onError: (error) => bench.errors.push(error) });
  });
  afterEach(async () => {
    stats.dispose();
    await bench.dispose();
    expect(bench.errors).toEqual([]);
  });

  it('computes rates of all columns, per machine and for the host', async () => {
    id = await bench.open();
    const watching = stats.watch(wish(['cpu', 'memory', 'disk', 'net']), (batch) => batches.push(batch));
    await until(() => batches.length >= 4);
    watching.dispose();
    const batch = batches.at(-1);
    if (batch === undefined) throw new Error('no batch');
    const row = rowOf(machine(0));
    expect(valueOf(batch, row, 'cpu')).toBeGreaterThan(20);
    expect(valueOf(batch, row, 'cpu')).toBeLessThan(30);
    expect(valueOf(batch, row, 'memoryUsed')).toBe(524288 * 1024);
    const read = valueOf(batch, row, 'diskRead');
    expect(read).toBeGreaterThan(500);
    expect(valueOf(batch, row, 'diskWrite') / read).toBeCloseTo(2, 0);
    expect(valueOf(batch, row, 'netTx') / read).toBeCloseTo(4, 0);
    expect(batch.hostCpu).toBeGreaterThan(20);
    expect(batch.hostMemory).toBeCloseTo(50, 0);
    expect(new Uint32Array(batch.rows.slice().buffer)).toHaveLength(4);
  });

  it('asks only for the groups that are shown, and nothing when nobody watches', async () => {
    const asked: number[] = [];
    fake.hook = (method, args) => {
      if (method === 'connect.getAllDomainStats') asked.push(args[1] as number);
      return undefined;
    };
    id = await bench.open();
    const afterList = bulkCalls();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(bulkCalls()).toBe(afterList);
    const watching = stats.watch(wish(['cpu']), (batch) => batches.push(batch));
    await until(() => batches.length >= 2);
    expect(new Set(asked.slice(afterList))).toEqual(new Set([DomainStatsTypes.CPU_TOTAL]));
    expect(valueOf(batches[1] as StatsBatch, rowOf(machine(0)), 'diskRead')).toBeNaN();
    watching.dispose();
    await new Promise((resolve) => setTimeout(resolve, 40));
    const rest = bulkCalls();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(bulkCalls()).toBe(rest);
  });

  it('asks some groups only of the rows that are shown', async () => {
    const asked: { readonly refs: number; readonly groups: number }[] = [];
    id = await bench.open();
    fake.hook = (method, args) => {
      if (method === 'connect.getAllDomainStats') asked.push({ refs: (args[0] as unknown[]).length, groups: args[1] as number });
      return undefined;
    };
    bench.inventory.show('page', new Set([rowOf(machine(1)), rowOf(machine(4))]));
    const watching = stats.watch(wish(['cpu', 'disk'], ['cpu']), (batch) => batches.push(batch));
    await until(() => batches.length >= 3);
    watching.dispose();
    const batch = batches.at(-1) as StatsBatch;
    expect(valueOf(batch, rowOf(machine(0)), 'cpu')).toBeGreaterThan(20);
    expect(valueOf(batch, rowOf(machine(0)), 'diskRead')).toBeNaN();
    expect(valueOf(batch, rowOf(machine(1)), 'diskRead')).toBeGreaterThan(500);
    expect(asked.slice(0, 2)).toEqual([
      { refs: 0, groups: DomainStatsTypes.CPU_TOTAL },
      { refs: 1, groups: DomainStatsTypes.BLOCK },
    ]);
  });

  it('keeps the last minutes of few machines before anybody opens their pages', async () => {
    id = await bench.open();
    const watching = stats.watch(wish(['cpu', 'memory', 'disk', 'net']), (batch) => batches.push(batch));
    await until(() => batches.length >= 3);
    const told: MachineStats[] = [];
    const page = stats.watchMachine({ connectionId: id, uuid: machine(0).uuid }, (message) => told.push(message));
    expect(told[0]?.kind).toBe('history');
    expect(told[0]?.times.length).toBeGreaterThanOrEqual(3);
    expect(told[0]?.series.find((one) => one.id === 'cpu.total')?.values.at(-1)).toBeGreaterThan(20);
    page.dispose();
    watching.dispose();
  });

  it('never asks twice at once, and gives a slow host its rest', async () => {
    let inFlight = 0;
    let most = 0;
    fake.hook = (method) => {
      if (method !== 'connect.getAllDomainStats') return undefined;
      inFlight++;
      most = Math.max(most, inFlight);
      return new Promise((resolve) =>
        setTimeout(() => {
          inFlight--;
          resolve();
        }, 40),
      );
    };
    id = await bench.open();
    const start = performance.now();
    const watching = stats.watch(wish(['cpu']), (batch) => batches.push(batch));
    await until(() => batches.length >= 3);
    watching.dispose();
    expect(most).toBe(1);
    expect(performance.now() - start).toBeGreaterThan(40 + 2 * 5 * 40 * 0.9);
  });

  it('falls back to single questions where bulk statistics are missing', async () => {
    fake.missing.add('connect.getAllDomainStats');
    id = await bench.open();
    const watching = stats.watch(wish(['cpu', 'memory']), (batch) => batches.push(batch));
    await until(() => batches.length >= 3);
    watching.dispose();
    expect(valueOf(batches[2] as StatsBatch, rowOf(machine(0)), 'cpu')).toBeGreaterThan(20);
    expect(valueOf(batches[2] as StatsBatch, rowOf(machine(0)), 'memoryUsed')).toBe(1048576 * 1024);
  });

  it('asks single questions only about the rows that are shown, where not all are wanted', async () => {
    fake.missing.add('connect.getAllDomainStats');
    id = await bench.open();
    bench.inventory.show('page', new Set([rowOf(machine(1))]));
    const watching = stats.watch(wish(['cpu', 'memory'], []), (batch) => batches.push(batch));
    await until(() => batches.length >= 3);
    watching.dispose();
    const batch = batches[2] as StatsBatch;
    expect(valueOf(batch, rowOf(machine(1)), 'cpu')).toBeGreaterThan(20);
    expect(valueOf(batch, rowOf(machine(0)), 'cpu')).toBeNaN();
  });

  it('does without flags that the host does not know', async () => {
    fake.hook = (method, args) => (method === 'connect.getAllDomainStats' && args[2] !== 0 ? new VirError({ code: 'argument-unsupported', domain: 'none', message: 'unsupported flags' }) : undefined);
    id = await bench.open();
    const watching = stats.watch(wish(['cpu']), (batch) => batches.push(batch));
    await until(() => batches.length >= 2);
    watching.dispose();
    expect(valueOf(batches[1] as StatsBatch, rowOf(machine(0)), 'cpu')).toBeGreaterThan(20);
  });

  it('keeps the last minutes of a machine by vCPU, disk and card', async () => {
    id = await bench.open();
    const key = { connectionId: id, uuid: machine(0).uuid };
    const seen: MachineStats[] = [];
    const watching = stats.watchMachine(key, (each) => seen.push(each));
    await until(() => seen.length >= 5);
    watching.dispose();
    expect(seen[0]).toMatchObject({ kind: 'history', times: [] });
    expect(seen[1]?.series.map((series) => series.id)).toEqual(['cpu.total', 'vcpu.0', 'vcpu.1', 'disk.vda.read', 'disk.vda.write', 'net.vnet0.rx', 'net.vnet0.tx', 'memory.used']);
    expect(seen[4]?.kind).toBe('append');
    expect(seen[4]?.memoryTotalBytes).toBe(1048576 * 1024);
    const vcpu = seen[4]?.series.find((series) => series.id === 'vcpu.1')?.values[0] ?? NaN;
    expect(vcpu).toBeGreaterThan(15);
    expect(vcpu).toBeLessThan(35);
    const again: MachineStats[] = [];
    stats.watchMachine(key, (each) => again.push(each)).dispose();
    expect(again[0]?.times.length).toBeGreaterThanOrEqual(4);
  });

  it('goes on after the host was lost', async () => {
    id = await bench.open();
    const watching = stats.watch(wish(['cpu']), (batch) => batches.push(batch));
    await until(() => batches.length >= 2);
    fake.cut();
    const before = batches.length;
    await until(() => batches.length >= before + 2);
    watching.dispose();
    expect(valueOf(batches.at(-1) as StatsBatch, rowOf(machine(0)), 'cpu')).toBeGreaterThan(0);
  });
});

const figure = (tick: ReturnType<RateTable['end']>, row: number, column: (typeof STAT_COLUMNS)[number]): number =>
  valueOf({ ...tick, connectionId: 'c' as ConnectionId, epoch: 1, timeMs: 0, hostCpu: NaN, hostMemory: NaN }, row, column);

describe('RateTable', () => {
  it('gives no rate for the first counters, nor for ones that began anew', () => {
    const table = new RateTable();
    const values = (cpuNs: number, timeMs: number): number => {
      table.begin(1);
      table.add(7, 1, { ...noCounters(), cpuNs }, timeMs);
      return figure(table.end(), 7, 'cpu');
    };
    expect(values(5e9, 0)).toBeNaN();
    expect(values(5.5e9, 1000)).toBeCloseTo(50);
    expect(values(1e9, 2000)).toBeNaN();
    expect(values(3e9, 3000)).toBe(100);
  });

  it('sends what it knows of few machines apart from what it knows of all', () => {
    const table = new RateTable();
    table.begin(100);
    for (let row = 0; row < 100; row++) table.add(row, 1, { ...noCounters(), cpuNs: 1e9, ...(row === 42 ? { memoryBytes: 4096 } : {}) }, 0);
    table.begin(100);
    for (let row = 0; row < 100; row++) table.add(row, 1, { ...noCounters(), cpuNs: 1.5e9, ...(row === 42 ? { memoryBytes: 8192, readBytes: 5 } : {}) }, 1000);
    const tick = table.end();
    expect(tick.columns).toEqual(['cpu']);
    expect(tick.values.length).toBe(100 * 4);
    expect([...new Uint32Array(tick.detailRows.slice().buffer)]).toEqual([42]);
    expect(tick.detailValues.length).toBe(STAT_COLUMNS.length * 4);
    expect([figure(tick, 42, 'memoryUsed'), figure(tick, 42, 'cpu'), figure(tick, 41, 'cpu'), figure(tick, 41, 'memoryUsed')]).toEqual([8192, 50, 50, NaN]);
  });

  it('sums disks and cards', () => {
    const counters = noCounters();
    readCounters(
      [
        { field: 'block.0.rd.bytes', type: 'ullong', value: 5n },
        { field: 'block.1.rd.bytes', type: 'ullong', value: 6n },
        { field: 'block.1.rd.reqs', type: 'ullong', value: 999n },
        { field: 'net.0.rx.bytes', type: 'ullong', value: 7n },
        { field: 'balloon.current', type: 'ullong', value: 100n },
        { field: 'balloon.available', type: 'ullong', value: 90n },
        { field: 'balloon.unused', type: 'ullong', value: 30n },
      ],
      counters,
    );
    expect(counters).toEqual({ cpuNs: NaN, readBytes: 11, writtenBytes: NaN, receivedBytes: 7, sentBytes: NaN, memoryBytes: 60 * 1024 });
  });

  it('takes a tick of ten thousand machines in a moment', () => {
    const table = new RateTable();
    const counters = { ...noCounters(), cpuNs: 1 };
    let bytes = 0;
    const start = performance.now();
    for (let tick = 0; tick < 20; tick++) {
      table.begin(10_000);
      for (let row = 0; row < 10_000; row++) table.add(row, 2, counters, tick * 3000);
      bytes = table.end().values.length;
    }
    console.info(`10,000 rows: ${((performance.now() - start) / 20).toFixed(2)} ms a tick`);
    expect(bytes).toBe(10_000 * 4);
  });
});
