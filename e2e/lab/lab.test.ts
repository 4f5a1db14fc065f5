import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PEER_NAMES } from './peers.ts';
import { checkLab } from './index.ts';
import { identify, isAlive, self, stopProcess } from './lab-process.ts';
import { Leases, withFileLock } from './leases.ts';
import { LabError, run, sleep } from './run.ts';

describe('checkLab', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('names the remedy in the title of a skipped suite', () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('VIREO_LAB', '');
    const check = checkLab(['guest']);
    expect(check.skip).toBe(true);
    expect(check.title('a suite')).toMatch(/^a suite \[skipped: .*apt-get is not installed.*; npm run lab:install enables it\]$/);
  });

  it('fails instead when the lab is required', () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('VIREO_LAB', 'required');
    expect(() => checkLab(['guest'])).toThrow(/the lab is required, but .*npm run lab:install/);
  });

  it('is switched off by VIREO_LAB=off', () => {
    vi.stubEnv('VIREO_LAB', 'off');
    expect(checkLab(PEER_NAMES).title('a suite')).toBe('a suite [skipped: VIREO_LAB=off]');
  });
});

describe('run', () => {
  it('tells what a failing program said', async () => {
    await expect(run(['sh', '-c', 'echo no such thing >&2; exit 3'])).rejects.toThrow(/ended with status 3: no such thing/);
    await expect(run(['/nowhere/at-all'])).rejects.toThrow(LabError);
  });

  it('kills a program that takes too long', async () => {
    await expect(run(['sleep', '30'], { timeoutMs: 100 })).rejects.toThrow(/took longer than 100 ms/);
  });
});

describe('leases and processes', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-leases-'));
  });

  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  it('forgets the leases of a process that has ended, and keeps the manual one', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const id = identify(child.pid ?? 0);
    if (id === undefined) throw new Error('the child does not run');
    const leases = new Leases(dir);
    leases.take(id);
    const mine = leases.take(self());
    leases.take('manual');
    expect(leases.live()).toHaveLength(3);
    await stopProcess(id);
    expect(isAlive(id)).toBe(false);
    expect([...leases.live()].sort()).toEqual([mine, 'manual'].sort());
  });

  it('tells two leases of one process apart', () => {
    const first = new Leases(dir).take(self());
    const second = new Leases(dir).take(self());
    new Leases(dir).give(first);
    expect(new Leases(dir).live()).toEqual([second]);
  });

  it('does not take another process for the one with the same number', () => {
    expect(isAlive(self())).toBe(true);
    expect(isAlive({ pid: process.pid, startTicks: '1' })).toBe(false);
  });

  it('lets one in at a time', async () => {
    const lock = join(dir, 'lock');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 4 }, () =>
        withFileLock(lock, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(5);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
  });
});
