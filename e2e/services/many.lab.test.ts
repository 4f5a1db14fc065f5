import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatsBatch } from '../../main/contract/stats.ts';
import type { StatGroup } from '../../main/services/stats/stats-service.ts';
import { until } from '../../main/testing/until.ts';
import { checkLab, defineMany, startPrivateLibvirtd, writeTestHost } from '../lab/index.ts';
import { LabApp } from './lab-app.ts';

const TEST_MACHINES = 10_000;
const LIBVIRTD_MACHINES = 5000;
const check = checkLab(['privateLibvirtd']);
let app: LabApp;
beforeEach(async () => {
  app = await LabApp.start();
});
afterEach(async () => {
  await app.dispose();
  expect(app.warnings).toEqual([]);
});

/** Opens a host and waits for its rows; prints what that took. */
async function list(uri: string, count: number): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startMs = performance.now();
  const before = process.cpuUsage();
  await app.open(uri);
  const openMs = performance.now() - startMs;
  await until(() => app.rows.size === count, 60_000);
  const listedMs = performance.now() - startMs;
  delay.disable();
  const used = process.cpuUsage(before);
  console.info(
    `${count} machines: open after ${openMs.toFixed(0)} ms, all rows after ${listedMs.toFixed(0)} ms (${((used.user + used.system) / 1000).toFixed(0)} ms of a core), event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms`,
  );
}

/** Measures for some ticks at the default interval; prints what that takes. */
async function measure(ticks: number, whole: readonly StatGroup[]): Promise<StatsBatch> {
  const batches: StatsBatch[] = [];
  const watching = await app.app.handlers.stats.watch({ groups: ['cpu', 'memory', 'disk', 'net'], whole: [...whole] }, (batch) => batches.push(batch), app.context);
  const ended = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        if (batches.length < count) return;
        clearInterval(timer);
        resolve();
      }, 50);
    });
  await ended(2);
  const before = process.cpuUsage();
  const fromMs = performance.now();
  await ended(2 + ticks);
  const used = process.cpuUsage(before);
  watching.dispose();
  const share = ((used.user + used.system) / 1000 / (performance.now() - fromMs)) * 100;
  console.info(`measuring ${app.rows.size} machines (${whole.join(', ')} of all) takes ${share.toFixed(1)} % of a core`);
  const last = batches.at(-1);
  if (last === undefined) throw new Error('nothing was measured');
  return last;
}

describe('very many machines', () => {
  it('of a test file are listed and measured', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vireo-many-'));
    try {
      await list(writeTestHost(join(dir, 'host.xml'), TEST_MACHINES, { states: 'running' }), TEST_MACHINES);
      await app.app.handlers.inventory.show({ rows: [...app.rows.keys()].slice(0, 50) }, app.context);
      await measure(4, ['cpu']);
      const last = await measure(4, ['cpu', 'memory', 'disk', 'net']);
      expect(new Set(new Uint32Array(last.rows.slice().buffer))).toEqual(new Set(app.rows.keys()));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.skipIf(check.skip)(check.title('of a real libvirtd are listed'), async () => {
    const libvirtd = await startPrivateLibvirtd();
    try {
      await defineMany(libvirtd, LIBVIRTD_MACHINES, { states: 'shut off' });
      await list(libvirtd.uri, LIBVIRTD_MACHINES);
      await until(() => [...app.rows.values()].every(({ vcpus }) => vcpus > 0));
    } finally {
      await libvirtd.dispose();
    }
  });
});
