import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { createApp } from '../../main/app.ts';
import { startBrowserHost } from '../../main/browser-host/browser-host.ts';
import type { HandlersOf } from '../../main/contract/contract.ts';
import { allDrivers } from '../../main/drivers.ts';
import { strokesOf } from '../../renderer/features/console/type-text.ts';
import { findChromium } from '../fixtures/find-chromium.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The application in its browser host, and a page that shows it. */
export interface ConsoleBench {
  readonly page: Page;
  /** What the page complained about. */
  readonly complaints: readonly string[];
  readonly dispose: () => Promise<void>;
}

/** The application's browser host without anything that shows it. */
export interface ConsoleHost {
  readonly url: string;
  /** An own directory, gone with the host. */
  readonly home: string;
  /** What the host complained about. */
  readonly complaints: string[];
  readonly dispose: () => Promise<void>;
}

/** Builds the window and starts the application on loopback with one connection. `change` gives what replaces some of its handlers. */
export async function startConsoleHost(uri: string, change: (own: HandlersOf<'consoles'>) => Partial<HandlersOf<'consoles'>> = () => ({})): Promise<ConsoleHost> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'vireo-console-'));
  const root = path.join(home, 'window');
  await build({ configFile: path.join(ROOT, 'renderer/vite.config.ts'), logLevel: 'error', build: { outDir: root } });
  const complaints: string[] = [];
  const log = { warn: (message: string) => complaints.push(`main: ${message}`) };
  let sayUrl: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    sayUrl = resolve;
  });
  const host = await startBrowserHost({
    directories: { data: home, cache: path.join(home, 'cache'), runtime: path.join(home, 'run') },
    root,
    createApp: async () => {
      const app = await createApp({ dataDir: home, drivers: allDrivers(), host: 'browser', version: 'test', log });
      await app.handlers.connections.add({ uri, autoConnect: true }, { signal: new AbortController().signal, clientId: 'bench' });
      return { ...app, handlers: { ...app.handlers, consoles: { ...app.handlers.consoles, ...change(app.handlers.consoles) } } };
    },
    noOpen: true,
    port: 0,
    log,
    say: sayUrl,
  });
  if (host === undefined) throw new Error('another instance runs');
  const dispose = async (): Promise<void> => {
    await host.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { url: await url, home, complaints, dispose };
}

/** The same, opened in Chromium. */
export async function startConsoleBench(uri: string, change: (own: HandlersOf<'consoles'>) => Partial<HandlersOf<'consoles'>> = () => ({})): Promise<ConsoleBench> {
  const host = await startConsoleHost(uri, change);
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  const page = await openPage(browser, host.url, host.complaints);
  const dispose = async (): Promise<void> => {
    await browser.close();
    await host.dispose();
  };
  return { page, complaints: host.complaints, dispose };
}

async function openPage(browser: Browser, url: string, complaints: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark', permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`page: ${message.text()}`);
  });
  await page.goto(url);
  return page;
}

/** Types as a person does, with Shift held where it must be: a guest sees keys, not characters. */
export async function typeKeys(page: Page, text: string): Promise<void> {
  for (const { code, shift } of strokesOf(text)) await page.keyboard.press(shift ? `Shift+${code}` : code, { delay: 20 });
}

/** Width, height and RGB bytes of a picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

/** Reads a picture of a daemon: PNG, which the page can read, or PPM (`P6 width height 255`, then three bytes a pixel). */
export async function readPicture(page: Page, bytes: Buffer): Promise<Picture> {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (head !== null) return { width: Number(head[1]), height: Number(head[2]), rgb: bytes.subarray(head[0].length) };
  const { width, height, base64 } = await page.evaluate(async (png) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (character) => character.charCodeAt(0))], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
    let text = '';
    for (let at = 0; at < pixels.length; at += 4) text += String.fromCharCode(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    return { width: bitmap.width, height: bitmap.height, base64: btoa(text) };
  }, bytes.toString('base64'));
  return { width, height, rgb: Buffer.from(base64, 'base64') };
}

/** What the page's display shows, pixel for pixel. */
export async function readCanvas(page: Page): Promise<Picture> {
  const { width, height, base64 } = await page.locator('.console-one:not([hidden]) canvas').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    let text = '';
    for (let at = 0; at < pixels.length; at += 4) text += String.fromCharCode(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    return { width: canvas.width, height: canvas.height, base64: btoa(text) };
  });
  return { width, height, rgb: Buffer.from(base64, 'base64') };
}
