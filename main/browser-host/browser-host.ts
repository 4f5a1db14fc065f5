import path from 'node:path';
import type { Disposable } from '../../drivers/api/connection.ts';
import { disposableTimeout, MutableDisposable } from '../../drivers/core/lifecycle.ts';
import type { VireoHandlers } from '../contract/contract.ts';
import type { Directories } from '../directories.ts';
import type { RouterLog } from '../router.ts';
import { BrowserServer } from './browser-server.ts';
import { InstanceLock } from './instance-lock.ts';
import { Launcher } from './launcher.ts';
import { admitHost } from './opening.ts';
import { SessionKeys } from './session-keys.ts';

/** How long the application stays after its last window, in milliseconds. */
export const LINGER_MS = 30_000;

/** The application, as far as a host needs to know it. */
export interface HostedApp {
  readonly handlers: VireoHandlers;
  readonly hasRunningTasks: () => boolean;
  readonly dispose: () => Promise<void>;
}

/** What the browser host is started with. */
export interface BrowserHostOptions {
  readonly directories: Directories;
  /** Folder of the built window. */
  readonly root: string;
  /** Builds the application; only called when no other instance runs. */
  readonly createApp: () => Promise<HostedApp>;
  /** Open nothing, only say the address, and stay until stopped. */
  readonly noOpen: boolean;
  readonly port: number;
  /** What the first page shows (see `openingOf`). */
  readonly opening?: string;
  readonly log: RouterLog;
  readonly say: (line: string) => void;
  readonly lingerMs?: number;
}

/** A running browser host. */
export interface BrowserHost {
  readonly origin: string;
  /** Resolves when the application has ended by itself. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Serves the application to a browser window. Undefined: another instance of this user runs and was asked to
 * show its window.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost | undefined> {
  const lock = new InstanceLock(options.directories.runtime);
  if (!options.noOpen && (await lock.focusRunning(options.opening ?? ''))) return undefined;
  const host = new RunningHost(options, lock, await options.createApp());
  await host.start();
  return host;
}

class RunningHost implements BrowserHost {
  readonly #options: BrowserHostOptions;
  readonly #lock: InstanceLock;
  readonly #app: HostedApp;
  readonly #keys = new SessionKeys();
  readonly #server: BrowserServer;
  readonly #launcher: Launcher;
  readonly #linger = new MutableDisposable<Disposable>();
  #stopping: Promise<void> | undefined;
  #resolveEnded = (): void => undefined;
  readonly ended: Promise<void>;

  constructor(options: BrowserHostOptions, lock: InstanceLock, app: HostedApp) {
    this.#options = options;
    this.#lock = lock;
    this.#app = app;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#server = new BrowserServer({
      handlers: app.handlers,
      keys: this.#keys,
      root: options.root,
      host: '127.0.0.1',
      port: options.port,
      log: options.log,
      instanceSecret: lock.secret,
      onFocusRequest: (opening) => {
        void this.#show(opening);
      },
      onRedeem: () => {
        this.#onRedeem();
      },
    });
    this.#launcher = this.#makeLauncher();
  }

  get origin(): string {
    return this.#server.origin;
  }

  async start(): Promise<void> {
    await this.#server.listen();
    this.#server.onDidChangePages((count) => {
      if (count > 0) this.#linger.value = undefined;
      else this.#startLingering();
    });
    const opening = this.#options.opening ?? '';
    if (this.#options.noOpen) {
      await this.#admit(opening);
      this.#sayUrl(this.#freshUrl(true, opening));
      return;
    }
    await this.#lock.publish(this.origin);
    await this.#show(opening);
  }

  readonly stop = (): Promise<void> => {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  };

  async #stop(): Promise<void> {
    this.#linger.dispose();
    await this.#launcher.close();
    await this.#server.close();
    await this.#lock.release();
    await this.#app.dispose();
    this.#resolveEnded();
  }

  #makeLauncher(): Launcher {
    const { directories } = this.#options;
    return new Launcher({
      runtimeDir: directories.runtime,
      profileDir: path.join(directories.cache, 'window'),
      platform: process.platform,
      env: process.env,
      isRoot: process.getuid?.() === 0,
      freshUrl: (opening) => this.#freshUrl(false, opening),
      openUrl: (opening) => `${this.origin}/#open=${encodeURIComponent(opening)}`,
      sayUrl: (url) => {
        this.#sayUrl(url);
      },
      onWindowExit: () => {
        if (this.#server.pageCount === 0) this.#startLingering();
      },
    });
  }

  async #admit(opening: string): Promise<void> {
    try {
      await admitHost(this.#app.handlers, opening);
    } catch (error) {
      this.#options.log.warn(`the host could not be added: ${String(error)}`);
    }
  }

  async #show(opening: string): Promise<void> {
    await this.#admit(opening);
    try {
      await this.#launcher.show(opening);
    } catch (error) {
      this.#options.log.warn(`opening the window failed: ${String(error)}`);
      this.#sayUrl(this.#freshUrl(true));
    }
  }

  #freshUrl(forever: boolean, opening = ''): string {
    return `${this.origin}/#code=${this.#keys.issueCode(forever)}${opening === '' ? '' : `&open=${encodeURIComponent(opening)}`}`;
  }

  #sayUrl(url: string): void {
    this.#options.say(url);
  }

  /** A code works once: with `--no-open` a person may want to open a second page, so there is always one to be had. */
  #onRedeem(): void {
    if (this.#options.noOpen) this.#sayUrl(this.#freshUrl(true));
    else void this.#launcher.cleanUp();
  }

  #startLingering(): void {
    if (this.#options.noOpen || this.#stopping !== undefined) return;
    this.#linger.value = disposableTimeout(() => {
      if (this.#app.hasRunningTasks() && this.#server.pageCount === 0) this.#startLingering();
      else void this.stop();
    }, this.#options.lingerMs ?? LINGER_MS);
  }
}
