import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { AppBrowser } from './find-browser.ts';

/** How to open the window. */
export interface AppWindowOptions {
  readonly browser: AppBrowser;
  /** A `file:` URL of the redirect page. */
  readonly url: string;
  /** The browser's own profile directory, ours alone. */
  readonly profileDir: string;
  /** Root cannot use Chromium's sandbox: only tests run as root. */
  readonly isRoot: boolean;
  readonly onExit: () => void;
}

/**
 * A window of a Chromium-like browser that shows nothing but our page.
 *
 * The browser is steered over a private pipe (DevTools protocol on file descriptors 3 and 4, no port), which
 * is only used to bring the window to the front and to close it.
 */
export class AppWindow {
  readonly #child: ChildProcess;
  readonly #toBrowser: Writable | undefined;
  #nextId = 1;
  readonly #replies = new Map<number, (result: unknown) => void>();

  constructor(options: AppWindowOptions) {
    const child = spawn(options.browser.path, windowArguments(options), {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#toBrowser = (child.stdio[3] as Writable | null | undefined) ?? undefined;
    this.#toBrowser?.on('error', () => undefined); // the browser has ended: `exit` tells
    this.#listen((child.stdio[4] as Readable | null | undefined) ?? undefined);
    child.once('error', options.onExit);
    child.once('exit', options.onExit);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined;
  }

  /** Brings the window to the front, and to an address of its page where one is given; false when there is none any more. */
  async focus(url?: string): Promise<boolean> {
    if (!this.isRunning) return false;
    const answer = (await this.#send('Target.getTargets')) as { readonly targetInfos?: readonly TargetInfo[] } | undefined;
    const page = answer?.targetInfos?.find((target) => target.type === 'page');
    if (page === undefined) return false;
    await this.#send('Target.activateTarget', { targetId: page.targetId });
    if (url !== undefined) await this.#navigate(page.targetId, url);
    return true;
  }

  /** Asks the browser to end. */
  close(): void {
    void this.#send('Browser.close');
    setTimeout(() => {
      if (this.isRunning) this.#child.kill();
    }, 2000).unref();
  }

  /** Only what stands behind the `#` changes: the page stays as it is. */
  async #navigate(targetId: string, url: string): Promise<void> {
    const answer = (await this.#send('Target.attachToTarget', { targetId, flatten: true })) as { readonly sessionId?: string } | undefined;
    if (answer?.sessionId === undefined) return;
    await this.#send('Page.navigate', { url }, answer.sessionId);
    await this.#send('Target.detachFromTarget', { sessionId: answer.sessionId });
  }

  #send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    if (this.#toBrowser === undefined || !this.isRunning) return Promise.resolve(undefined);
    const id = this.#nextId++;
    this.#toBrowser.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#replies.delete(id);
        resolve(undefined);
      }, 3000);
      timer.unref();
      this.#replies.set(id, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
    });
  }

  #listen(fromBrowser: Readable | undefined): void {
    let rest = '';
    fromBrowser?.setEncoding('utf8');
    fromBrowser?.on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#onMessage(message);
    });
    fromBrowser?.on('error', () => undefined); // as above
  }

  #onMessage(text: string): void {
    const { id, result } = JSON.parse(text) as { readonly id?: number; readonly result?: unknown };
    if (id === undefined) return;
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    reply?.(result);
  }
}

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
}

function windowArguments({ url, profileDir, isRoot }: AppWindowOptions): readonly string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profileDir}`,
    '--remote-debugging-pipe',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-features=Translate,MediaRouter',
    '--class=vireo',
    '--window-size=1280,800',
    // `--test-type` takes the yellow bar away that `--no-sandbox` brings.
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
  ];
}
