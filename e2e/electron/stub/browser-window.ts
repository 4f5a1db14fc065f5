import { app, isQuitting } from './app.ts';
import type { AttachedPage } from './chromium.ts';
import { whenAppReady, isAppReady } from './ready.ts';
import { Preventable, strict, StrictEmitter } from './strict.ts';
import { running, strictContents, StubWebContents } from './web-contents.ts';

const windows = new Set<StubWindow>();
/** What a window of ours must be given in any case; the stub's pages are always sandboxed and isolated. */
const REQUIRED: Readonly<Partial<Record<keyof Electron.WebPreferences, boolean>>> = { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true };

type Emulated = 'loadURL' | 'show' | 'hide' | 'isVisible' | 'isDestroyed' | 'focus' | 'isMinimized' | 'restore' | 'isMaximized' | 'maximize' | 'getNormalBounds' | 'getBounds' | 'close' | 'destroy' | 'getTitle';

/** Electron's BrowserWindow on a window of Chromium. */
export class StubWindow extends StrictEmitter implements Pick<Electron.BrowserWindow, Emulated> {
  readonly webContents: StubWebContents;
  readonly id: number;
  private readonly contents: StubWebContents;
  private readonly options: Electron.BrowserWindowConstructorOptions;
  private bounds: Electron.Rectangle;
  private visible: boolean;
  private focused = false;
  private maximized = false;
  private gone = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed', 'show', 'resize', 'move']);
    if (!isAppReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const preferences = options.webPreferences ?? {};
    for (const [key, value] of Object.entries(REQUIRED)) {
      if ((preferences[key as keyof Electron.WebPreferences] ?? value) !== value) throw new Error(`electron stub: a window with ${key}: ${String(!value)} is not emulated`);
    }
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.visible = options.show !== false;
    this.contents = new StubWebContents({ preload: preferences.preload, page: this.createPage(), onClose: () => { this.close(); } });
    this.webContents = strictContents(this.contents);
    this.id = this.contents.id;
    const visible = strict('BrowserWindow', this);
    windows.add(visible);
    this.contents.on('did-finish-load', () => { this.emit('ready-to-show'); });
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, visible);
    return visible;
  }

  static getAllWindows(): readonly StubWindow[] {
    return [...windows];
  }

  static getFocusedWindow(): StubWindow | null {
    return [...windows].find((window) => window.focused) ?? null;
  }

  static fromWebContents(contents: StubWebContents): StubWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.contents.loadURL(url);
  }

  show(): void {
    this.visible = true;
    this.emit('show');
    this.focus();
  }

  hide(): void {
    this.visible = false;
  }

  focus(): void {
    for (const window of windows) window.focused = false;
    this.focused = true;
  }

  isFocused(): boolean {
    return this.focused;
  }

  isVisible(): boolean {
    return this.visible;
  }

  isDestroyed(): boolean {
    return this.gone;
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {
    // never minimised
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  maximize(): void {
    this.maximized = true;
  }

  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }

  getBounds(): Electron.Rectangle {
    return this.bounds;
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds };
    this.emit('resize');
    this.emit('move');
  }

  getTitle(): string {
    return this.options.title ?? '';
  }

  /** As given to the constructor: `backgroundColor` and the like, for tests. */
  getBackgroundColor(): string {
    return this.options.backgroundColor ?? '#FFF';
  }

  close(): void {
    const event = new Preventable();
    if (!this.gone) this.emit('close', event);
    if (event.defaultPrevented) return;
    // On the way out nobody waits for the page (see limits.ts).
    if (isQuitting()) this.destroy();
    else void this.contents.staysOpen().then((stays) => { if (!stays) this.destroy(); });
  }

  destroy(): void {
    if (this.gone) return;
    running.chromium?.closePage(this.contents.targetId);
    this.end();
  }

  /** The page is gone, by whomever. */
  end(): void {
    if (this.gone) return;
    this.gone = true;
    for (const window of windows) if (window.id === this.id) windows.delete(window);
    this.contents.gone();
    this.emit('closed');
    if (windows.size === 0 && !isQuitting()) app.allWindowsClosed();
  }

  private async createPage(): Promise<AttachedPage> {
    await whenAppReady();
    if (running.chromium === undefined) throw new Error('electron stub: Chromium does not run');
    return running.chromium.createPage(this.bounds.width, this.bounds.height);
  }
}

/**
 * A page has opened another one: the application is asked, before that one loads anything. Chromium's own page is never used: its first
 * document would take over the global object of an empty one that had no preload.
 */
export function onPopup(openerId: string, page: AttachedPage): void {
  running.chromium?.refusePage(page);
  const asked = [...windows].find((window) => window.webContents.targetId === openerId)?.webContents.askToOpen();
  if (asked?.answer.action !== 'allow') return;
  new StubWindow({ ...sizeOf(asked.features), ...asked.answer.overrideBrowserWindowOptions }).loadURL(asked.url).catch((error: unknown) => {
    process.stderr.write(`electron stub: ${String(error)}\n`);
  });
}

/** Electron takes the size from what the page asked for. */
function sizeOf(features: string): { readonly width?: number; readonly height?: number } {
  const [width, height] = ['width', 'height'].map((name) => Number(new RegExp(`(?:^|,)${name}=(\\d+)`).exec(features)?.[1] ?? 0));
  return width === undefined || height === undefined || width === 0 || height === 0 ? {} : { width, height };
}

/** Chromium says that a page is gone. */
export function forgetPage(targetId: string): void {
  [...windows].find((window) => window.webContents.targetId === targetId)?.end();
}
