import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';

/** What one running application leaves for the next start. Mode 0600. */
interface Instance {
  readonly pid: number;
  readonly origin: string;
  readonly secret: string;
}

/** The mark of the one running application of this user and profile. */
export class InstanceLock {
  readonly #file: string;
  readonly secret = randomBytes(32).toString('base64url');

  constructor(runtimeDir: string) {
    this.#file = path.join(runtimeDir, 'instance.json');
  }

  /** Asks a running application to show its window. True: it did, and this start can end. */
  async focusRunning(opening = ''): Promise<boolean> {
    const instance = await this.#read();
    if (instance === undefined || !isAlive(instance.pid)) return false;
    return askToFocus(instance, opening);
  }

  /** Says where this application is. */
  async publish(origin: string): Promise<void> {
    const instance: Instance = { pid: process.pid, origin, secret: this.secret };
    const fresh = `${this.#file}.${process.pid}`;
    await writeFile(fresh, JSON.stringify(instance), { mode: 0o600 });
    await rename(fresh, this.#file);
  }

  /** Takes the mark away, if it is still this application's. */
  async release(): Promise<void> {
    if ((await this.#read())?.pid === process.pid) await rm(this.#file, { force: true });
  }

  async #read(): Promise<Instance | undefined> {
    try {
      const parsed = JSON.parse(await readFile(this.#file, 'utf8')) as Partial<Instance>;
      const { pid, origin, secret } = parsed;
      return typeof pid === 'number' && typeof origin === 'string' && typeof secret === 'string' ? { pid, origin, secret } : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
      throw error;
    }
  }
}

/** Writes a file that only this user may read; fails if it is there already. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function askToFocus({ origin, secret }: Instance, opening: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(`${origin}/focus`, { method: 'POST', timeout: 3000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => {
      resolve(false);
    });
    asked.end(opening === '' ? secret : `${secret}\n${opening}`);
  });
}
