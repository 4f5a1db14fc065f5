import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { endProcess, startBrowserHost } from '../fixtures/app.ts';
import { findChromium } from '../fixtures/find-chromium.ts';
import { waitFor } from '../lab/index.ts';

/** The built application in its browser host, and a headless Chromium of its own that shows it, as the product would start them. */
export interface ShownApp {
  readonly page: Page;
  /** Host and browser: what they start descends from them. */
  readonly pids: { readonly host: number; readonly browser: number };
  /** When the host was started and when it said its address, as `Date.now()` counts. */
  readonly times: { readonly startMs: number; readonly hostMs: number };
  readonly dispose: () => Promise<void>;
}

/** Starts it with one connection that is opened at once. */
export async function showApp(uri: string, env: Readonly<Record<string, string>> = {}): Promise<ShownApp> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'vireo-bench-'));
  const connection = { id: 'bench', uri, label: '', readOnly: false, autoConnect: true };
  writeFileSync(path.join(home, 'connections.json'), JSON.stringify({ version: 1, connections: [connection] }));
  const startMs = Date.now();
  const { child: host, url } = await startBrowserHost(home, env);
  const hostMs = Date.now();
  const shown = await showPage(path.join(home, 'profile'), url);
  return {
    page: shown.page,
    pids: { host: host.pid ?? 0, browser: shown.pid },
    times: { startMs, hostMs },
    dispose: async () => {
      await shown.dispose();
      await endProcess(host);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** A page in a headless Chromium of its own. */
export interface ShownPage {
  readonly page: Page;
  readonly pid: number;
  /** Lets go of the page, which stays as it is: while a program watches it, Chromium repeats every byte of its WebSockets to that program. */
  readonly leaveAlone: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Starts Chromium as the product would, with a fresh profile. */
export async function showPage(profile: string, url: string): Promise<ShownPage> {
  const browser = spawn(findChromium(), browserArguments(profile, url), { stdio: 'ignore' });
  try {
    const remote = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(profile)}`);
    const page = await waitFor('the page', () => remote.contexts()[0]?.pages().find((one) => one.url().startsWith('http')), 20_000, 5);
    const leaveAlone = (): Promise<void> => remote.close();
    const dispose = async (): Promise<void> => {
      await leaveAlone();
      await endProcess(browser);
    };
    return { page, pid: browser.pid ?? 0, leaveAlone, dispose };
  } catch (error) {
    await endProcess(browser);
    throw error;
  }
}

function browserArguments(profile: string, url: string): readonly string[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return ['--headless=new', ...sandbox, '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run', '--no-default-browser-check', '--disable-sync',
    '--disable-background-networking', '--disable-component-update', '--disable-extensions', '--window-size=1280,800', `--app=${url}`];
}

/** Chromium writes its port and a path, a line each. */
function debuggingPort(profile: string): Promise<number> {
  const file = path.join(profile, 'DevToolsActivePort');
  const read = (): number | undefined => (existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) || undefined : undefined);
  return waitFor("Chromium's port", read, 30_000, 5);
}

/** Waits until the table has so many rows and its first ones are painted; when that was, as `Date.now()` counts. */
export async function paintedAt(page: Page, rows: number): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => {
      const grid = document.querySelector('[role=grid]');
      if (grid === null || Number(grid.getAttribute('aria-rowcount')) <= wanted || grid.querySelectorAll('[role=row]').length < 10) return false;
      return performance.timeOrigin + performance.now();
    },
    rows,
    { polling: 'raf', timeout: 120_000 },
  );
  return Number(await handle.jsonValue());
}
