import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defineMany, startLab, writeTestHost } from '../lab/index.ts';
import { median, type Figure } from './figure.ts';
import { paintedAt, showApp } from './shown-app.ts';

const REAL_MACHINES = 5000;
const TEST_MACHINES = 10_000;
const ROUNDS = 3;

/** From the start of the host's process to a painted list, with the start of Node and of a headless Chromium with a fresh profile. */
export async function startFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  return [await realStart(say), await testStart(say)];
}

async function realStart(say: (line: string) => void): Promise<Figure> {
  const lab = await startLab({ need: ['privateLibvirtd'] });
  try {
    await defineMany(lab.privateLibvirtd, REAL_MACHINES, { prefix: 'bench-' });
    const seconds = await rounds(lab.privateLibvirtd.uriOf('qemu'), REAL_MACHINES, say);
    return { what: `start to ${REAL_MACHINES} painted rows of libvirtd`, unit: 's', ours: seconds, aim: { atMost: 2.5 } };
  } finally {
    await lab.dispose();
  }
}

async function testStart(say: (line: string) => void): Promise<Figure> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'vireo-bench-'));
  try {
    const seconds = await rounds(writeTestHost(path.join(dir, 'host.xml'), TEST_MACHINES), TEST_MACHINES, say);
    return { what: `start to ${TEST_MACHINES} painted rows of a test host`, unit: 's', ours: seconds, aim: { atMost: 3 } };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function rounds(uri: string, rows: number, say: (line: string) => void): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const app = await showApp(uri);
    try {
      const atMs = await paintedAt(app.page, rows);
      const pageMs = await app.page.evaluate(() => performance.timeOrigin);
      const { startMs, hostMs } = app.times;
      const since = (ms: number): string => ((ms - startMs) / 1000).toFixed(2);
      say(`host after ${since(hostMs)} s, page ${since(pageMs)} s, ${rows} rows ${since(atMs)} s`);
      seconds.push((atMs - startMs) / 1000);
    } finally {
      await app.dispose();
    }
  }
  return median(seconds);
}
