import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run, waitFor } from '../lab/run.ts';
import { ensureLabUser, type LabUser } from '../lab/user.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
/** Processes that were started, and folders that were made. */
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0).reverse()) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function background(argv: readonly [string, ...string[]], cwd: string): ChildProcess {
  // A process group of its own: npm does not always hand signals on.
  const child = spawn(argv[0], argv.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  children.push(child);
  return child;
}

/** A screen without a screen; its picture is in a file. */
async function startScreen(user: LabUser, dir: string): Promise<string> {
  const xvfb = background(user.wrap(['Xvfb', '-displayfd', '1', '-screen', '0', '1400x900x24', '-fbdir', dir, '-nolisten', 'tcp']), dir);
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.stdout?.once('data', (chunk: Buffer) => { resolve(chunk.toString().trim()); });
    xvfb.once('exit', () => { reject(new Error('Xvfb has ended')); });
  });
  return `:${number}`;
}

/** How many colours are on the screen. The file is an XWD picture: a header, a colour map, then four bytes a pixel. */
function countColours(dir: string): number {
  const file = readdirSync(dir).find((name) => name.startsWith('Xvfb_screen'));
  if (file === undefined) return 0;
  const picture = readFileSync(path.join(dir, file));
  const pixels = picture.subarray(picture.readUInt32BE(0) + 12 * picture.readUInt32BE(76));
  const colours = new Set<number>();
  for (let at = 0; at + 4 <= pixels.length; at += 4) colours.add(pixels.readUInt32LE(at));
  return colours.size;
}

describe('a fresh clone', () => {
  it.skipIf(!isRoot)(isRoot ? 'shows its window to an ordinary user with `npm start`' : '`npm start` of an ordinary user: SKIPPED, only root can become another user', async () => {
    const user = await ensureLabUser();
    const base = mkdtempSync(path.join(tmpdir(), 'vireo-clone-'));
    folders.push(base);
    const [clone, home, screen] = ['clone', 'home', 'screen'].map((name) => path.join(base, name)) as [string, string, string];
    await run(['git', 'clone', '--quiet', '--no-hardlinks', ROOT, clone]);
    for (const dir of [home, screen]) mkdirSync(dir, { mode: 0o700 });
    await run(['chown', '-R', `${user.uid}:${user.gid}`, base]);
    chownSync(base, user.uid, user.gid);
    const display = await startScreen(user, screen);
    const before = countColours(screen);
    const registry = (await run(['npm', 'config', 'get', 'registry'], { cwd: ROOT })).stdout.trim();
    const npm = background(user.wrap(['env', `HOME=${home}`, `XDG_RUNTIME_DIR=${home}`, `DISPLAY=${display}`, `npm_config_registry=${registry}`, 'npm', 'start']), clone);
    let said = '';
    for (const stream of [npm.stdout, npm.stderr]) stream?.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    try {
      const window = await waitFor('a mapped window', async () => findWindow(display, npm), 240_000, 250);
      expect(window.width).toBeGreaterThan(600);
      const colours = await waitFor('a painted window', () => Promise.resolve(countColours(screen) > 16 ? countColours(screen) : undefined), 60_000, 250);
      expect(before).toBe(1);
      expect(colours).toBeGreaterThan(16);
    } catch (error) {
      throw new Error(`npm start said:\n${said}`, { cause: error });
    }
    expect(said).toContain('Installing packages');
    expect(said).toContain('Built in');
  }, 360_000);
});

/** The application's window, once it is shown. */
async function findWindow(display: string, npm: ChildProcess): Promise<{ readonly width: number } | undefined> {
  if (npm.exitCode !== null) throw new Error(`npm start has ended with ${npm.exitCode}`);
  const tree = await run(['xwininfo', '-display', display, '-root', '-tree'], { check: false });
  const [, id, width] = /^\s+(0x[0-9a-f]+) "[^"]*Vireo[^"]*".*?\s(\d+)x\d+\+/m.exec(tree.stdout) ?? [];
  if (id === undefined) return undefined;
  const facts = await run(['xwininfo', '-display', display, '-id', id], { check: false });
  return facts.stdout.includes('Map State: IsViewable') ? { width: Number(width) } : undefined;
}
