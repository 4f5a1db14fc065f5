import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { HostFiles } from '../../transport/exec/host-files.ts';
import { disposableInterval } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import { processesOf, type HostProcesses } from './host-processes.ts';
import { surroundingsHere } from '../../transport/exec/surroundings.ts';
import { qemuError } from './qemu-error.ts';

/** Who holds a lock: a process of some computer. A lock on a far host is held by a process here. */
export interface LockOwner {
  readonly host: string;
  readonly boot: string;
  readonly pid: number;
  readonly start: string;
}

/** A lock as we make it. */
interface Lock {
  readonly file: string;
  readonly token: string;
  readonly bytes: Uint8Array;
}

/** A lock whose owner cannot be looked at is refreshed so often while it is held … */
const REFRESH_MS = 10_000;
/** … and is nobody's any more when it was not refreshed for so long, by the clock of its host. */
const STALE_NS = 60_000_000_000n;
const PATIENCE_MS = 30_000;
const FIRST_WAIT_MS = 5;
const MOST_WAIT_MS = 250;

let own: Promise<LockOwner> | undefined;

/** This process. */
export function ownerHere(): Promise<LockOwner> {
  own ??= (async () => {
    const processes = processesOf(surroundingsHere());
    return { host: hostname(), boot: await processes.bootId(), pid: process.pid, start: (await processes.starts([process.pid])).get(process.pid) ?? '' };
  })();
  return own;
}

/**
 * Locks between processes, files in one folder: made whole or not at all, with their owner in them. A lock whose owner has ended is
 * taken over; two that try that at once do not both succeed, because who takes it moves the file away first.
 */
export class FileLocks {
  readonly #files: HostFiles;
  readonly #folder: string;
  readonly #processes: HostProcesses;
  readonly #owner: () => Promise<LockOwner>;

  constructor(files: HostFiles, folder: string, owner: () => Promise<LockOwner> = ownerHere) {
    this.#files = files;
    this.#folder = folder;
    this.#owner = owner;
    this.#processes = processesOf(surroundingsHere());
  }

  /** Runs work while no other process holds the lock of that name. @throws operation-timeout with its owner. */
  async holding<T>(name: string, work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
    const mine = await this.#lockOf(name);
    await this.#acquire(mine, patienceMs);
    return this.#whileHeld(mine, work);
  }

  /** The same, unless somebody holds it now: then nothing is done. */
  async holdingIfFree<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    const mine = await this.#lockOf(name);
    try {
      await this.#acquire(mine, 0);
    } catch (error) {
      if (VirError.is(error, 'operation-timeout')) return undefined;
      throw error;
    }
    return this.#whileHeld(mine, work);
  }

  async #lockOf(name: string): Promise<Lock> {
    const token = randomBytes(8).toString('hex');
    return { file: `${this.#folder}/${name}.lock`, token, bytes: Buffer.from(JSON.stringify({ ...(await this.#owner()), token })) };
  }

  async #whileHeld<T>(lock: Lock, work: () => Promise<T>): Promise<T> {
    const { file, token } = lock;
    const refresh = disposableInterval(() => {
      this.#refresh(lock).catch(() => undefined); // a host that is gone ends the connection by its own way
    }, REFRESH_MS);
    try {
      return await work();
    } finally {
      refresh.dispose();
      if ((await this.#read(file))?.token === token) await this.#files.remove([file]);
    }
  }

  /** Whether somebody who still lives holds it. */
  async isHeld(name: string): Promise<boolean> {
    return (await this.holder(name)) !== undefined;
  }

  /** Who holds it and still lives. */
  async holder(name: string): Promise<LockOwner | undefined> {
    const file = `${this.#folder}/${name}.lock`;
    const holder = await this.#read(file);
    return holder !== undefined && !(await this.#isStale(file, holder)) ? holder : undefined;
  }

  async #refresh({ file, token, bytes }: Lock): Promise<void> {
    if ((await this.#read(file))?.token === token) await this.#files.write(file, bytes);
  }

  async #acquire({ file, bytes }: Lock, patienceMs: number): Promise<void> {
    const until = performance.now() + patienceMs;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(MOST_WAIT_MS, waitMs * 2)) {
      if (await this.#files.create(file, bytes)) return;
      const holder = await this.#read(file);
      if (holder !== undefined && (await this.#isStale(file, holder))) {
        await this.#takeAway(file, holder.token);
        continue;
      }
      if (performance.now() > until) {
        const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
        throw qemuError('operation-timeout', `cannot acquire state change lock (held by ${who})`, { subject: file });
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  async #read(file: string): Promise<(LockOwner & { readonly token: string }) | undefined> {
    const [bytes] = await this.#files.read([file]);
    if (bytes === undefined) return undefined;
    try {
      const { host, boot, pid, start, token } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly [key: string]: unknown };
      if (typeof pid !== 'number') return undefined;
      return { host: String(host), boot: String(boot), pid, start: String(start), token: String(token) };
    } catch {
      return { host: '', boot: '', pid: -1, start: '', token: '' }; // no lock of ours: only its age counts
    }
  }

  async #isStale(file: string, holder: LockOwner): Promise<boolean> {
    const { host, boot } = await this.#owner();
    if (holder.host === host) {
      if (holder.boot !== boot) return true;
      return (await this.#processes.starts([holder.pid])).get(holder.pid) !== holder.start;
    }
    const probe = `${this.#folder}/${randomBytes(6).toString('hex')}.probe`;
    await this.#files.create(probe, new Uint8Array(0));
    const [then, now] = await this.#files.stat([file, probe]);
    await this.#files.remove([probe]);
    return then !== undefined && now !== undefined && now.modified.ns - then.modified.ns > STALE_NS;
  }

  /** Moves the lock of an ended owner away. Whoever finds that it moved somebody else's puts it back. */
  async #takeAway(file: string, token: string): Promise<void> {
    const aside = `${file}.${randomBytes(6).toString('hex')}.stale`;
    try {
      await this.#files.rename(file, aside);
    } catch {
      return; // somebody else was faster
    }
    const moved = await this.#read(aside);
    if (moved !== undefined && moved.token !== token) {
      const [bytes] = await this.#files.read([aside]);
      if (bytes !== undefined) await this.#files.create(file, bytes);
    }
    await this.#files.remove([aside]);
  }
}
