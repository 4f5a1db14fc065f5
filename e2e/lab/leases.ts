import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessId, isAlive } from './lab-process.ts';
import { LabError } from './run.ts';

/**
 * Who uses a shared peer. A lease belongs to a process and ends with it, so that a test run that was killed leaves
 * nothing behind that keeps the peer alive. The lease `manual` belongs to nobody: `lab start` takes it, `lab stop` returns it.
 */
export class Leases {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  /** Takes a lease for a process, or the manual one; the result names it. */
  take(holder: ProcessId | 'manual'): string {
    const name = holder === 'manual' ? holder : `${holder.pid}-${holder.startTicks}-${randomBytes(4).toString('hex')}`;
    writeFileSync(join(this.#dir, name), '');
    return name;
  }

  give(name: string): void {
    rmSync(join(this.#dir, name), { force: true });
  }

  /** The leases that count; those of ended processes are removed. */
  live(): readonly string[] {
    return readdirSync(this.#dir).filter((name) => {
      if (name === 'manual') return true;
      const [pid, startTicks] = name.split('-');
      if (pid !== undefined && startTicks !== undefined && isAlive({ pid: Number(pid), startTicks })) return true;
      this.give(name);
      return false;
    });
  }

  holdsManual(): boolean {
    return existsSync(join(this.#dir, 'manual'));
  }
}

/**
 * Runs `body` while no other process runs one with the same lock file. The lock is flock(1)'s, held by a child whose
 * standard input is ours: it goes when this process goes, however that happens.
 */
export async function withFileLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', ['--exclusive', '--timeout', '120', path, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'close');
  const locked = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!locked) throw new LabError(`cannot lock ${path}: somebody held it for 120 s`);
  try {
    return await body();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
