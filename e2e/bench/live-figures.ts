import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import { waitFor, writeTestHost } from '../lab/index.ts';
import type { Figure } from './figure.ts';
import { processTree, type ProcessFacts } from './process-tree.ts';
import { paintedAt, showApp, type ShownApp } from './shown-app.ts';

const MACHINES = 10_000;
const DEFAULT_SECONDS = 60;
const LOOP_DELAY = pathToFileURL(fileURLToPath(new URL('loop-delay.mjs', import.meta.url))).href;
const LOOP_RESOLUTION_MS = 1;

/** 10,000 running test machines whose numbers all change, sorted by CPU, shown for a minute (BENCH_SECONDS: another time). */
export async function liveFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'vireo-bench-'));
  const delayFile = path.join(dir, 'delay.json');
  try {
    const uri = writeTestHost(path.join(dir, 'host.xml'), MACHINES, { states: 'running' });
    const idle = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    idle.enable();
    const app = await showApp(uri, { NODE_OPTIONS: `--import=${LOOP_DELAY}`, VIREO_LOOP_DELAY: delayFile });
    try {
      await paintedAt(app.page, MACHINES);
      idle.disable();
      const late = await loopDelay(app, delayFile);
      const here = Math.max(0, idle.percentile(99) / 1e6 - LOOP_RESOLUTION_MS);
      say(`main loop while connecting: median ${late.p50.toFixed(1)} ms late, p99 ${late.p99.toFixed(1)}, most ${late.max.toFixed(0)}; this process, which only waited: p99 ${here.toFixed(1)}`);
      return [{ what: `main loop's p99 while ${MACHINES} machines connect`, unit: 'ms', ours: late.p99, aim: { atMost: 20 } }, ...(await watch(app, say))];
    } finally {
      await app.dispose();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function loopDelay(app: ShownApp, file: string): Promise<{ readonly p50: number; readonly p99: number; readonly max: number }> {
  process.kill(app.pids.host, 'SIGUSR2');
  await waitFor("the main loop's figures", () => (existsSync(file) ? true : undefined), 10_000);
  return JSON.parse(readFileSync(file, 'utf8')) as { p50: number; p99: number; max: number };
}

async function watch(app: ShownApp, say: (line: string) => void): Promise<readonly Figure[]> {
  const seconds = Number(process.env['BENCH_SECONDS'] ?? DEFAULT_SECONDS);
  await app.page.locator('[role=columnheader] button').filter({ hasText: 'CPU' }).click();
  // Rates need two ticks; what starting left to do is done then.
  await app.page.waitForTimeout(8000);
  const before = await sample(app);
  await app.page.waitForTimeout(seconds * 1000);
  const after = await sample(app);
  const shares = new Map<string, number>();
  for (const facts of after.tree) {
    const spentMs = facts.cpuMs - (before.tree.find(({ pid }) => pid === facts.pid)?.cpuMs ?? 0);
    shares.set(kindOf(facts, app), (shares.get(kindOf(facts, app)) ?? 0) + (100 * spentMs) / (after.atMs - before.atMs));
  }
  const memory = after.tree.map((facts) => `${kindOf(facts, app)} ${Math.round(facts.pssBytes / 1e6)}`).join(', ');
  say(`CPU in per cent of a core over ${seconds} s: ${[...shares].map(([kind, share]) => `${kind} ${share.toFixed(1)}`).join(', ')}`);
  say(`memory in MB: ${memory}`);
  if (before.rows === after.rows) throw new Error('no number in the list has changed');
  const cpu = (shares.get('host') ?? NaN) + (shares.get('renderer') ?? NaN);
  const megabytes = after.tree.reduce((sum, { pssBytes }) => sum + pssBytes, 0) / 1e6;
  return [
    { what: `CPU of host and renderer, ${MACHINES} running machines`, unit: '% of a core', ours: cpu, aim: { atMost: 3 } },
    { what: 'memory of the whole process tree (PSS)', unit: 'MB', ours: megabytes, aim: { atMost: 600 } },
  ];
}

async function sample(app: ShownApp): Promise<{ readonly atMs: number; readonly tree: readonly ProcessFacts[]; readonly rows: string }> {
  const rows = await shownRows(app.page);
  return { atMs: performance.now(), tree: processTree([app.pids.host, app.pids.browser]), rows };
}

function shownRows(page: Page): Promise<string> {
  return page.locator('[role=grid] [role=rowgroup]').innerText();
}

function kindOf({ pid, argv }: ProcessFacts, app: ShownApp): string {
  if (pid === app.pids.host) return 'host';
  return argv.find((word) => word.startsWith('--type='))?.slice('--type='.length) ?? 'browser';
}
