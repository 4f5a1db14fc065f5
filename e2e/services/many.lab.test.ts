import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../main/app.ts';
import type { CallContext } from '../../main/contract/define.ts';
import { readRows, type VerbSet } from '../../main/contract/inventory.ts';
import type { StatsBatch } from '../../main/contract/stats.ts';
import { allDrivers } from '../../main/drivers.ts';
import { until } from '../../main/testing/until.ts';
import { writeTestHost } from '../lab/index.ts';

const COUNT = 10_000;
const context: CallContext = { signal: new AbortController().signal, clientId: 'lab' };

describe('ten thousand machines', () => {
  let dir = '';
  let app: App;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vireo-many-'));
    app = await createApp({ dataDir: dir, drivers: allDrivers(), host: 'browser', version: '0', log: { warn: (message) => { throw new Error(message); } } });
  });
  afterEach(async () => {
    await app.dispose();
    rmSync(dir, { recursive: true });
  });

  it('are listed, and measured at the default interval', async () => {
    const uri = writeTestHost(join(dir, 'host.xml'), COUNT, { states: 'running' });
    const rows = new Set<number>();
    const sets = new Map<number, VerbSet>();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();
    const startCpu = process.cpuUsage();
    await app.handlers.inventory.watch({}, (message) => { for (const { row } of readRows(message, sets)) rows.add(row); }, context);
    await app.handlers.connections.add({ uri }, context);
    await until(() => rows.size === COUNT, 60_000);
    const listedMs = performance.now() - start;
    delay.disable();
    const listing = process.cpuUsage(startCpu);
    const batches: StatsBatch[] = [];
    await app.handlers.stats.watch({ groups: ['cpu', 'memory', 'disk', 'net'] }, (batch) => batches.push(batch), context);
    await until(() => batches.length >= 2, 60_000);
    const before = process.cpuUsage();
    const from = performance.now();
    await until(() => batches.length >= 5, 60_000);
    const used = process.cpuUsage(before);
    const share = ((used.user + used.system) / 1000 / (performance.now() - from)) * 100;
    console.info(
      `listed in ${listedMs.toFixed(0)} ms (${((listing.user + listing.system) / 1000).toFixed(0)} ms of a core), event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms; measuring takes ${share.toFixed(1)} % of a core; ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
    );
    expect(new Set(new Uint32Array(batches.at(-1)?.rows.slice().buffer ?? new ArrayBuffer(0)))).toEqual(rows);
  });
});
