import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test as base } from '@playwright/test';
import { addHost } from '../fixtures/steps.ts';
import { ELECTRON_EXECUTABLE, electronEnvironment, launchElectron } from '../fixtures/electron-app.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const test = base.extend<{ readonly home: string }>({
  home: async ({}, use) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'vireo-home-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  },
});

interface SelfTestReport {
  readonly ok: boolean;
  readonly results: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** Root has no sandbox; only tests run as root. */
const forRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Starts the application by hand and waits for its end. */
async function run(home: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(ELECTRON_EXECUTABLE, [...forRoot, '.', ...args], { cwd: ROOT, env: electronEnvironment(home), timeout: 90_000 });
  return stdout;
}

test('--self-test tries everything and says so as JSON', async ({ home }) => {
  const report = JSON.parse(await run(home, '--self-test')) as SelfTestReport;
  expect(report.results.filter((result) => !result.ok)).toEqual([]);
  expect(report.results.map((result) => result.name)).toEqual(['page', 'isolated', 'port', 'stream', 'ssh-crypto', 'tls-crypto', 'worker', 'asar']);
  expect(report.ok).toBe(true);
});

test('a second start ends and brings the first to the front', async ({ home }) => {
  const app = await launchElectron(home);
  const page = await app.firstWindow();
  await page.getByRole('navigation').waitFor();
  await app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows().at(0)?.hide(); });
  await run(home);
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true]);
  await app.close();
});

test('a window opens where it was closed, and only where it can be seen', async ({ home }) => {
  const places = [{ x: 40, y: 50, width: 900, height: 600 }, { x: 90_000, y: 0, width: 900, height: 600 }];
  const found: unknown[] = [];
  for (const place of places) {
    const app = await launchElectron(home);
    await (await app.firstWindow()).getByRole('navigation').waitFor();
    found.push(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(0)?.getBounds()));
    await app.evaluate(({ BrowserWindow }, bounds) => { BrowserWindow.getAllWindows().at(0)?.setBounds(bounds); }, place);
    await app.close();
  }
  const last = await launchElectron(home);
  await (await last.firstWindow()).getByRole('navigation').waitFor();
  found.push(await last.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(0)?.getBounds()));
  await last.close();
  expect(found[1]).toEqual(places[0]);
  expect(found[0]).toMatchObject({ width: 1280, height: 800 });
  expect(found[2]).toMatchObject({ width: 1280, height: 800 });
});

test('before the first paint the window has the colour of its theme', async ({ home }) => {
  const app = await launchElectron(home);
  await app.firstWindow();
  const [colour, dark] = await app.evaluate(({ BrowserWindow, nativeTheme }) => [BrowserWindow.getAllWindows().at(0)?.getBackgroundColor(), nativeTheme.shouldUseDarkColors] as const);
  expect(colour?.toLowerCase()).toBe(dark ? '#15191d' : '#eff2f5');
  await app.close();
});

test('closing the window asks while something is not applied', async ({ home }) => {
  const app = await launchElectron(home);
  const page = await app.firstWindow();
  await page.getByRole('navigation').waitFor();
  await addHost(page, 'test:///default');
  await page.getByRole('treeitem', { name: 'running test' }).dblclick();
  await expect(page.getByRole('heading', { name: 'test', level: 1 })).toBeVisible();
  await page.getByRole('tab', { name: 'XML' }).click();
  const editor = page.locator('.cm-content');
  await expect(editor).toContainText('<domain');
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('<!-- mine -->');
  await expect(page.getByText('edited')).toBeVisible();
  const close = (): Promise<void> => app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows().at(0)?.close(); });
  const question = page.getByRole('dialog', { name: 'Close the window?' });
  await close();
  await expect(question).toContainText('test: what was edited there is lost');
  await page.keyboard.press('Enter');
  await expect(question).toHaveCount(0);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await close();
  const ended = app.waitForEvent('close');
  await question.getByRole('button', { name: 'Close the window' }).click();
  await ended;
});

test('a second start shows the window itself, not one of consoles', async ({ home }) => {
  const app = await launchElectron(home);
  const page = await app.firstWindow();
  await page.getByRole('navigation').waitFor();
  await page.evaluate(() => { window.open('/window/console/c/00000000-0000-4000-8000-000000000000', 'other', 'popup,width=600,height=500'); });
  const sizes = (): Promise<readonly unknown[]> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => [window.getBounds().width, window.isVisible()]));
  await expect.poll(sizes).toEqual([[1280, true], [600, true]]);
  await app.evaluate(({ BrowserWindow }) => { for (const window of BrowserWindow.getAllWindows()) window.hide(); });
  await run(home);
  await expect.poll(sizes).toEqual([[1280, true], [600, false]]);
  await app.close();
});

test('no native menu takes keys away from a console', async ({ home }) => {
  test.skip(process.platform === 'darwin', 'macOS has its menu: its shortcuts are with Cmd');
  const app = await launchElectron(home);
  await app.firstWindow();
  expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu() === null)).toBe(true);
  await app.close();
});
