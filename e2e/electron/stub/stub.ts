// The entry of the stub: makes `require('electron')` give the emulation, starts Chromium, runs the application's own main file.
import { readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { app, quitting } from './app.ts';
import { onPopup, forgetPage, StubWindow } from './browser-window.ts';
import { Chromium } from './chromium.ts';
import { ipcMain } from './ipc-main.ts';
import { LIMITS } from './limits.ts';
import { Menu } from './menu.ts';
import { StubChannel } from './message-channel.ts';
import { protocol } from './protocol.ts';
import { makeReady } from './ready.ts';
import { defaultSession } from './session.ts';
import { strict, StrictEmitter } from './strict.ts';
import { running, webContents } from './web-contents.ts';

const DISPLAY = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
const nativeTheme = Object.assign(new StrictEmitter('nativeTheme', ['updated']), { shouldUseDarkColors: process.env['STUB_DARK'] === '1', themeSource: 'system' });

const electron = strict('electron', {
  app,
  BrowserWindow: StubWindow,
  ipcMain,
  Menu,
  MessageChannelMain: StubChannel,
  nativeTheme: strict('nativeTheme', nativeTheme),
  protocol,
  screen: strict('screen', { getAllDisplays: () => [DISPLAY] }),
  session: strict('session', { defaultSession }),
  webContents,
});

function hookRequire(): void {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load.bind(Module);
  loader._load = (request, ...rest) => (request === 'electron' || request === 'electron/main' ? electron : load(request, ...rest));
}

/** The folder or file that is to be run, as Electron finds it in its arguments. */
function findEntry(args: readonly string[]): string {
  const given = path.resolve(args.find((arg) => !arg.startsWith('-')) ?? '.');
  if (!statSync(given).isDirectory()) return given;
  const { main, productName, name } = JSON.parse(readFileSync(path.join(given, 'package.json'), 'utf8')) as { readonly main: string; readonly productName?: string; readonly name: string };
  app.load(given, productName ?? name);
  return path.join(given, main);
}

async function run(args: readonly string[]): Promise<void> {
  let code = 0;
  quitting.windows = () => StubWindow.getAllWindows();
  quitting.end = (given) => {
    code = given;
    process.exit(code);
  };
  const chromium = await Chromium.start({ debugPort: args.some((arg) => arg.startsWith('--remote-debugging-port')), onExit: () => process.exit(code) });
  running.chromium = chromium;
  chromium.onPopup = onPopup;
  chromium.onGone = forgetPage;
  process.once('exit', () => { chromium.stop(); });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { app.quit(); });
  Object.defineProperty(process.versions, 'electron', { value: '0.0.0-stub', enumerable: true });
  createRequire(__filename)(findEntry(args));
  setImmediate(() => {
    makeReady();
    app.emit('ready', {}, {});
  });
}

const args = process.argv.slice(2);
if (args.includes('--stub-limits')) {
  process.stdout.write(`What this stub of Electron cannot prove:\n${LIMITS.map((limit) => `* ${limit}`).join('\n')}\n`);
} else {
  hookRequire();
  run(args).catch((error: unknown) => {
    process.stderr.write(`electron stub: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}
