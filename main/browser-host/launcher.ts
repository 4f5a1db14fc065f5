import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppWindow } from './app-window.ts';
import { findAppBrowser } from './find-browser.ts';
import { writePrivateFile } from './instance-lock.ts';

/** What the launcher needs. */
export interface LauncherOptions {
  readonly runtimeDir: string;
  readonly profileDir: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  /** A fresh address with a one-use code behind its `#`. */
  readonly freshUrl: (opening: string) => string;
  /** The address that brings a page that is open already to something. */
  readonly openUrl: (opening: string) => string;
  /** Says an address to the person, when no browser could be started. */
  readonly sayUrl: (url: string) => void;
  readonly onWindowExit: () => void;
}

/** Opens the window: an application window of a Chromium, else the default browser, else it says the address. */
export class Launcher {
  readonly #options: LauncherOptions;
  #window: AppWindow | undefined;
  readonly #redirects = new Set<string>();

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /** Shows the window that is there, or opens one. */
  async show(opening = ''): Promise<void> {
    if ((await this.#window?.focus(opening === '' ? undefined : this.#options.openUrl(opening))) === true) return;
    const { platform, env } = this.#options;
    const hasDisplay = platform !== 'linux' || present(env['DISPLAY']) || present(env['WAYLAND_DISPLAY']);
    const browser = hasDisplay ? await findAppBrowser({ platform, env }) : undefined;
    if (browser === undefined) {
      if (!hasDisplay || !(await this.#openDefaultBrowser(opening))) this.#options.sayUrl(this.#options.freshUrl(opening));
      return;
    }
    await mkdir(this.#options.profileDir, { recursive: true, mode: 0o700 });
    this.#window = new AppWindow({
      browser,
      url: await this.#redirectPage(opening),
      profileDir: this.#options.profileDir,
      isRoot: this.#options.isRoot,
      onExit: this.#options.onWindowExit,
    });
  }

  /** Takes the redirect pages away; called when their code was used. */
  async cleanUp(): Promise<void> {
    const files = [...this.#redirects];
    this.#redirects.clear();
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }

  async close(): Promise<void> {
    this.#window?.close();
    await this.cleanUp();
  }

  /** The code must not stand in a command line, where every user of the machine can read it. */
  async #redirectPage(opening: string): Promise<string> {
    const file = path.join(this.#options.runtimeDir, `open-${randomBytes(8).toString('hex')}.html`);
    const url = this.#options.freshUrl(opening);
    await writePrivateFile(file, `<!doctype html><meta charset="utf-8"><title>Vireo</title><script>location.replace(${JSON.stringify(url)})</script>\n`);
    this.#redirects.add(file);
    return pathToFileURL(file).href;
  }

  async #openDefaultBrowser(opening: string): Promise<boolean> {
    const { platform, env } = this.#options;
    if (present(env['VIREO_BROWSER'])) return false;
    const url = await this.#redirectPage(opening);
    const command = platform === 'darwin' ? 'open' : platform === 'win32' ? 'explorer.exe' : 'xdg-open';
    return new Promise((resolve) => {
      const child = spawn(command, [url], { stdio: 'ignore', detached: true });
      child.once('error', () => {
        resolve(false);
      });
      child.once('exit', (code) => {
        // explorer.exe answers 1 even when it has opened the page.
        resolve(code === 0 || platform === 'win32');
      });
      child.unref();
    });
  }
}

function present(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
