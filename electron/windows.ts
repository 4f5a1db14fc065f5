import path from 'node:path';
import { BrowserWindow, nativeTheme, session, type WebContents, type WebPreferences } from 'electron';
import { isOwnPage, PAGE_ORIGIN } from './page-protocol.ts';
import type { WindowState } from './window-state.ts';

/** Backgrounds before the first paint: `--bg-frame` of the two themes. */
const BACKGROUND = { dark: '#15191d', light: '#eff2f5' } as const;

const background = (): string => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light);

/** What every window gets, opened by us or by a page. */
export function webPreferences(): WebPreferences {
  return {
    preload: path.join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

/** How a window is opened. */
export interface OpenWindowOptions {
  /** One of our routes. */
  readonly route?: string;
  readonly show?: boolean;
  readonly state?: WindowState | undefined;
}

/** Opens a window on one of our routes. */
export function openWindow({ route = '/', show = true, state }: OpenWindowOptions = {}): BrowserWindow {
  const window = new BrowserWindow({
    ...(state?.bounds ?? { width: 1280, height: 800 }),
    minWidth: 640,
    minHeight: 400,
    show: false,
    title: 'Vireo',
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: webPreferences(),
  });
  if (state?.maximized === true) window.maximize();
  if (show) window.once('ready-to-show', () => { window.show(); });
  void window.loadURL(`${PAGE_ORIGIN}${route}`);
  return window;
}

/** Shuts every way out of our own pages. Called for all contents that are ever created. */
export function hardenContents(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) =>
    isOwnPage(url) && new URL(url).pathname.startsWith('/window/')
      ? // As in a browser, a window of consoles stays when the one that opened it closes. Its size is that of what it shows.
        { action: 'allow', outlivesOpener: true, overrideBrowserWindowOptions: { webPreferences: webPreferences(), autoHideMenuBar: true, backgroundColor: background(), useContentSize: true } }
      : { action: 'deny' },
  );
}

/** Pages may use the clipboard and the whole screen, and tell what is done; every other permission is refused. */
export function refusePermissions(): void {
  const allowed = new Set(['clipboard-sanitized-write', 'clipboard-read', 'fullscreen', 'keyboardLock', 'pointerLock', 'notifications']);
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, done) => {
    done(allowed.has(permission) && isOwnPage(contents.getURL()));
  });
  defaultSession.setPermissionCheckHandler((contents, permission) => contents !== null && allowed.has(permission) && isOwnPage(contents.getURL()));
}
