import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { launchElectron } from '../fixtures/electron-app.ts';

/** Every way out of the page that the shell has to keep shut. */
const PRELOAD = path.resolve(import.meta.dirname, '../../dist/preload/preload.cjs');

let home: string;
let app: ElectronApplication;
let page: Page;
let said = '';

test.beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'vireo-home-'));
  app = await launchElectron(home);
  app.process().stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  page = await app.firstWindow();
  await page.getByRole('navigation').waitFor();
});
test.afterAll(async () => {
  await app.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const windowUrls = (): Promise<readonly string[]> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()));

/** The page is still ours, and still talks to the application. */
async function expectUntouched(): Promise<void> {
  expect(await windowUrls()).toEqual(['vireo://app/']);
  await expect(page.getByRole('navigation')).toBeVisible();
}

test('the page has no Node and sees nothing of Electron', async () => {
  const seen = await page.evaluate(() => {
    const scope = globalThis as unknown as Readonly<Record<string, unknown>>;
    const shell = scope['vireoShell'] as object;
    return {
      names: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in scope),
      shell: Object.keys(shell),
      frozen: Object.isFrozen(shell),
    };
  });
  expect(seen).toEqual({ names: [], shell: ['platform'], frozen: true });
});

for (const target of ['https://example.invalid/', 'vireo://elsewhere/', 'vireo://app/assets/'] as const) {
  test(`the window does not go to ${target}`, async () => {
    // The stub shows pages of the scheme under other origins.
    const origin = await page.evaluate(() => window.location.origin);
    const address = target.replace(/^vireo:\/\/(\w+)/, (_whole, host: string) => origin.replace('app', host));
    await page.evaluate((url) => { window.location.href = url; }, address);
    await page.evaluate((url) => {
      const link = document.body.appendChild(document.createElement('a'));
      link.href = url;
      link.click();
      link.remove();
    }, address);
    await page.waitForTimeout(300);
    await expectUntouched();
  });
}

for (const target of ['https://example.invalid/', 'about:blank', '/', 'data:text/html,hello'] as const) {
  test(`the page cannot open ${target}`, async () => {
    await page.evaluate((url) => { window.open(url); }, target);
    await expect.poll(windowUrls).toEqual(['vireo://app/']);
    await page.waitForTimeout(300);
    await expectUntouched();
  });
}

test('a page of ours opens with the same walls', async () => {
  await page.evaluate(() => { window.open('/window/console'); });
  await expect.poll(windowUrls).toContain('vireo://app/window/console');
  await expect.poll(() => app.windows().length).toBe(2);
  const opened = app.windows().at(-1) ?? page;
  await opened.waitForLoadState();
  expect(await opened.evaluate(() => ['vireoShell' in globalThis, 'require' in globalThis, 'process' in globalThis])).toEqual([true, false, false]);
  await opened.close();
  await expect.poll(windowUrls).toEqual(['vireo://app/']);
});

test('a foreign page gets no port, even with our preload', async () => {
  const [foreign] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ webPreferences: { preload, sandbox: true, contextIsolation: true } });
      return window.loadURL('data:text/html,<title>foreign</title>');
    }, PRELOAD),
  ]);
  await foreign.waitForFunction(() => document.title === 'foreign');
  const got = await foreign.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let ports = 0;
        window.addEventListener('message', (event) => { ports += event.ports.length; });
        window.postMessage('vireo-ready', '*');
        setTimeout(() => { resolve(ports); }, 1000);
      }),
  );
  expect(got).toBe(0);
  await expect.poll(() => said).toContain('a page that is not ours asked for a port');
  await foreign.close();
  await expectUntouched();
});

test('a page that asks again gets a new port', async () => {
  await page.reload();
  await page.getByRole('navigation').waitFor();
  const ports = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        window.addEventListener('message', (event) => { if (event.data === 'vireo-port') resolve(event.ports.length); });
        window.postMessage('vireo-ready', window.location.origin);
      }),
  );
  expect(ports).toBe(1);
  await page.reload();
  await page.getByRole('navigation').waitFor();
});

test('the policy lets no code in and no data out', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.setHeader('access-control-allow-origin', '*').end('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    const violated = await page.evaluate(async (url) => {
      const directives = new Set<string>();
      document.addEventListener('securitypolicyviolation', (event) => directives.add(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.intruder = true';
      document.body.append(script);
      const image = new Image();
      image.src = `${url}image.png`;
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.src = url;
      const fetched = await fetch(url).then(() => 'fetched', () => 'refused');
      await new Promise((resolve) => setTimeout(resolve, 300));
      script.remove();
      frame.remove();
      return { directives: [...directives].sort(), fetched, intruder: 'intruder' in globalThis };
    }, elsewhere);
    expect(violated).toEqual({ directives: ['connect-src', 'frame-src', 'img-src', 'script-src-elem'], fetched: 'refused', intruder: false });
    expect(asked).toBe(0);
  } finally {
    server.close();
  }
});

test('text cannot become code', async () => {
  // Through a timer of the page: what the test runner evaluates itself is not bound by the policy.
  const made = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => { resolve(event.blockedURI); }, { once: true });
        window.setTimeout('globalThis.intruder = true', 0); // It must be refused.
        setTimeout(() => { resolve('nothing was refused'); }, 2000);
      }),
  );
  expect(made).toBe('eval');
  expect(await page.evaluate(() => 'intruder' in globalThis)).toBe(false);
});

test('permissions are refused, but for the clipboard and notices', async () => {
  const states = await page.evaluate(async () => {
    const ask = async (name: string): Promise<string> => (await navigator.permissions.query({ name: name as PermissionName })).state;
    return { geolocation: await ask('geolocation'), camera: await ask('camera'), microphone: await ask('microphone'), notifications: await ask('notifications'), midi: await ask('midi'), clipboard: await ask('clipboard-write') };
  });
  expect(states).toEqual({ geolocation: 'denied', camera: 'denied', microphone: 'denied', notifications: 'granted', midi: 'denied', clipboard: 'granted' });
});
