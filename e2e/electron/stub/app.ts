import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAppReady, whenAppReady } from './ready.ts';
import { Preventable, strict, StrictEmitter } from './strict.ts';

/** Set by the window module and the entry: what quitting closes, and how the process ends. */
export const quitting: { windows: () => readonly { readonly close: () => void; readonly isDestroyed: () => boolean }[]; end: (code: number) => void } = { windows: () => [], end: (code) => process.exit(code) };
let inQuit = false;

/** Whether the application is on its way out. */
export function isQuitting(): boolean {
  return inQuit;
}

/** Electron's `app`. */
class StubApp extends StrictEmitter implements Pick<Electron.App, 'isReady' | 'whenReady' | 'quit' | 'exit' | 'isPackaged' | 'getPath' | 'setPath' | 'requestSingleInstanceLock' | 'focus' | 'getName' | 'getAppPath'> {
  readonly isPackaged = false;
  private root = process.cwd();
  private name = 'Electron';
  private userData: string | undefined;

  constructor() {
    super('app', [
      'ready', 'before-quit', 'will-quit', 'quit', 'window-all-closed', 'second-instance', 'activate', 'web-contents-created', 'browser-window-created',
    ]);
  }

  /** Where the application lies, and its name. */
  load(root: string, name: string): void {
    this.root = root;
    this.name = name;
  }

  isReady(): boolean {
    return isAppReady();
  }

  whenReady(): Promise<void> {
    return whenAppReady();
  }

  getName(): string {
    return this.name;
  }

  getAppPath(): string {
    return this.root;
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`electron stub: app.getPath('${name}') is not emulated`);
    const config = process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config');
    return this.userData ?? path.join(config, this.name);
  }

  setPath(name: string, dir: string): void {
    if (name !== 'userData') throw new Error(`electron stub: app.setPath('${name}') is not emulated`);
    if (!path.isAbsolute(dir)) throw new Error('Path must be absolute');
    if (!existsSync(dir)) throw new Error(`Failed to set path: ${dir} is not there`);
    this.userData = dir;
  }

  focus(): void {
    // there is no dock
  }

  /** One process a userData folder; a later one leaves its command line there, which the first finds. */
  requestSingleInstanceLock(): boolean {
    const dir = path.join(this.getPath('userData'), 'stub-instance');
    mkdirSync(dir, { recursive: true });
    const lock = path.join(dir, 'lock');
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (holder > 0 && holder !== process.pid && isAlive(holder)) {
      writeFileSync(path.join(dir, `second-${process.pid}`), JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
      return false;
    }
    writeFileSync(lock, String(process.pid));
    process.once('exit', () => { rmSync(lock, { force: true }); });
    watch(dir, () => {
      for (const file of readdirSync(dir).filter((name) => name.startsWith('second-'))) this.meetSecond(path.join(dir, file));
    }).unref();
    return true;
  }

  quit(): void {
    const before = new Preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    inQuit = true;
    setImmediate(() => { this.closeAll(); });
  }

  exit(code = 0): void {
    quitting.end(code);
  }

  /** Called when the last window has closed. */
  allWindowsClosed(): void {
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  private closeAll(): void {
    for (const window of quitting.windows()) {
      window.close();
      if (!window.isDestroyed()) {
        inQuit = false;
        return;
      }
    }
    const will = new Preventable();
    this.emit('will-quit', will);
    if (will.defaultPrevented) {
      inQuit = false;
      return;
    }
    this.emit('quit', {}, 0);
    quitting.end(0);
  }

  private meetSecond(file: string): void {
    const text = readFileSync(file, 'utf8');
    if (text === '') return;
    rmSync(file, { force: true });
    const { argv, cwd } = JSON.parse(text) as { readonly argv: readonly string[]; readonly cwd: string };
    this.emit('second-instance', {}, argv, cwd, undefined);
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

export const app = strict('app', new StubApp());
