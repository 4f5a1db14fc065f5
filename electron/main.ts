import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow } from 'electron';
import { createApp, type App } from '../main/app.ts';
import type { SelfTestResult } from '../main/contract/diagnostics.ts';
import { directoriesFor, makeDirectories, processEnvironment } from '../main/directories.ts';
import { allDrivers } from '../main/drivers.ts';
import { systemKeyring } from '../main/services/secrets/keyring.ts';
import { VERSION } from '../main/version.ts';
import { setMenu, showWindow } from './menu.ts';
import { handlePageScheme, registerPageScheme } from './page-protocol.ts';
import { givePorts } from './ports.ts';
import { PAGE_REPORT_TIMEOUT_MS, testBinary } from './self-test.ts';
import { readWindowState, rememberWindowState } from './window-state.ts';
import { hardenContents, openWindow, refusePermissions } from './windows.ts';

const selfTest = process.argv.includes('--self-test');
const log = {
  warn: (message: string): void => {
    process.stderr.write(`vireo: ${message}\n`);
  },
};

const directories = directoriesFor(processEnvironment());

/** The window itself, where it was when it was closed. */
function openMainWindow(): void {
  const file = path.join(directories.data, 'window.json');
  const window = openWindow({ state: readWindowState(file) });
  rememberWindowState(window, file, log.warn);
  mainWindows.add(window);
  window.once('closed', () => { mainWindows.delete(window); });
}

/** The windows besides those that pages have opened: consoles may stay when the last of these closes. */
const mainWindows = new Set<BrowserWindow>();

/** Chromium's own files are caches; they also decide which start is a second one. */
function placeUserData(): void {
  const dir = path.join(directories.cache, 'electron');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  app.setPath('userData', dir);
}

async function start(): Promise<void> {
  await makeDirectories(directories);
  const vireo = await createApp({ dataDir: directories.data, drivers: allDrivers(), host: 'electron', version: VERSION, log, keyring: systemKeyring() });
  await app.whenReady();
  refusePermissions();
  handlePageScheme(path.join(import.meta.dirname, '..', 'renderer'));
  givePorts(vireo.handlers, log);
  setMenu({ newWindow: openMainWindow });
  endInOrder(vireo.dispose);
  whenIdle = () => noTaskRuns(vireo);
  if (selfTest) await runSelfTest(vireo.onDidReport);
  else openMainWindow();
}

/** What runs when the last window closes goes on to its end, as in the browser host. */
let whenIdle = (): Promise<void> => Promise.resolve();

function noTaskRuns({ hasRunningTasks, onDidChangeTasks }: Pick<App, 'hasRunningTasks' | 'onDidChangeTasks'>): Promise<void> {
  if (!hasRunningTasks()) return Promise.resolve();
  return new Promise((resolve) => {
    const listening = onDidChangeTasks(() => {
      if (hasRunningTasks()) return;
      listening.dispose();
      resolve();
    });
  });
}

/** Quitting waits until the application has let go of its connections. */
function endInOrder(dispose: () => Promise<void>): void {
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void dispose().finally(() => {
      ended = true;
      app.quit();
    });
  });
}

async function runSelfTest(onDidReport: (listener: (results: readonly SelfTestResult[]) => void) => { readonly dispose: () => void }): Promise<void> {
  const report = new Promise<readonly SelfTestResult[]>((resolve) => {
    const timer = setTimeout(() => {
      resolve([{ name: 'page', ok: false, detail: `no report within ${PAGE_REPORT_TIMEOUT_MS / 1000} s` }]);
    }, PAGE_REPORT_TIMEOUT_MS);
    onDidReport((results) => {
      clearTimeout(timer);
      resolve(results);
    });
  });
  openWindow({ route: '/window/self-test', show: false });
  const results = [...(await report), ...(await testBinary())];
  const ok = results.every((result) => result.ok);
  const facts = { ok, versions: process.versions, platform: process.platform, arch: process.arch, packaged: app.isPackaged, results };
  process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
  app.exit(ok ? 0 : 1);
}

placeUserData();
registerPageScheme();
if (!selfTest && !app.requestSingleInstanceLock()) {
  app.quit();
} else {
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents);
  });
  app.on('second-instance', () => {
    const [open] = mainWindows;
    if (open === undefined) openMainWindow();
    else showWindow(open);
  });
  app.on('activate', () => {
    if (app.isReady() && BrowserWindow.getAllWindows().length === 0) openMainWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform === 'darwin') return;
    void whenIdle().then(() => {
      if (BrowserWindow.getAllWindows().length === 0) app.quit();
    });
  });
  start().catch((error: unknown) => {
    log.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    app.exit(1);
  });
}
