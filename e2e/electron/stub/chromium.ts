import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
// @ts-expect-error plain JavaScript without types
import { findAppBrowser } from '../../../tools/lib/find-chromium.mjs';
import { Cdp, type CdpEvent } from './cdp.ts';

/** A page of Chromium that waits for its debugger before it loads anything. */
export interface AttachedPage {
  readonly targetId: string;
  readonly session: string;
}
interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly openerId?: string;
}

/** The Chromium that shows the windows; steered over a pipe, and over a port as well when a test runner wants one. */
export class Chromium {
  readonly cdp: Cdp;
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #attached = new Map<string, { readonly promise: Promise<AttachedPage>; readonly resolve: (page: AttachedPage) => void }>();
  /** A page was opened by another one. */
  onPopup: (openerId: string, page: AttachedPage) => void = () => undefined;
  onGone: (targetId: string) => void = () => undefined;

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
    this.cdp = new Cdp(child.stdio[3] as Writable, child.stdio[4] as Readable);
    this.cdp.listen('', (event) => {
      this.#onEvent(event);
    });
  }

  /** `onExit` is called when Chromium ends by itself. */
  static async start(options: { readonly debugPort: boolean; readonly onExit: () => void }): Promise<Chromium> {
    const executable = (findAppBrowser as () => string | undefined)();
    if (executable === undefined) throw new Error('electron stub: no Chromium on this machine (CHROMIUM names one)');
    const profile = mkdtempSync(path.join(os.tmpdir(), 'electron-stub-'));
    // A process group of its own, so that all of Chromium can be ended at once.
    const child = spawn(executable, chromiumArguments(profile, options.debugPort), { detached: true, stdio: ['ignore', 'ignore', options.debugPort ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
    child.once('exit', options.onExit);
    const chromium = new Chromium(child, profile);
    if (options.debugPort) await chromium.#announcePort();
    await chromium.cdp.send('', 'Target.setDiscoverTargets', { discover: true });
    await chromium.cdp.send('', 'Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    return chromium;
  }

  async createPage(width: number, height: number): Promise<AttachedPage> {
    const { targetId } = await this.cdp.send<{ targetId: string }>('', 'Target.createTarget', { url: 'about:blank', newWindow: true, width, height });
    return this.#whenAttached(targetId).promise;
  }

  closePage(targetId: string): void {
    // Rejected when the page is gone already, which is what is wanted.
    this.cdp.send('', 'Target.closeTarget', { targetId }).catch(() => undefined);
  }

  /** Closes a page that still waits for its debugger, without letting it load anything: a page that waits may keep its opener waiting. */
  refusePage({ targetId, session }: AttachedPage): void {
    // Rejected when the page is gone before it is asked, which is what is wanted.
    for (const [method, params] of [['Fetch.enable', { patterns: [{ urlPattern: '*' }] }], ['Runtime.runIfWaitingForDebugger', {}]] as const) {
      this.cdp.send(session, method, params).catch(() => undefined);
    }
    this.closePage(targetId);
  }

  /** Ends Chromium and takes its profile away. */
  stop(): void {
    this.#child.removeAllListeners('exit');
    if (this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) process.kill(-this.#child.pid, 'SIGKILL');
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** Test runners wait for this line, as Electron prints it. */
  async #announcePort(): Promise<void> {
    const { stderr } = this.#child;
    if (stderr === null) throw new Error('Chromium has no standard error');
    let text = '';
    await new Promise<void>((resolve) => {
      stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (/^DevTools listening on ws:.*$/m.test(text)) resolve();
      });
    });
    process.stderr.write(`${/^DevTools listening on ws:.*$/m.exec(text)?.[0] ?? ''}\n`);
  }

  #whenAttached(targetId: string): { readonly promise: Promise<AttachedPage>; readonly resolve: (page: AttachedPage) => void } {
    const known = this.#attached.get(targetId);
    if (known !== undefined) return known;
    let resolve: (page: AttachedPage) => void = () => undefined;
    const promise = new Promise<AttachedPage>((settle) => {
      resolve = settle;
    });
    this.#attached.set(targetId, { promise, resolve });
    return { promise, resolve };
  }

  #onEvent({ method, params }: CdpEvent): void {
    if (method === 'Target.targetDestroyed') this.onGone(params['targetId'] as string);
    if (method !== 'Target.attachedToTarget') return;
    const { targetId, type, openerId } = params['targetInfo'] as TargetInfo;
    const session = params['sessionId'] as string;
    if (type !== 'page') this.cdp.send(session, 'Runtime.runIfWaitingForDebugger').catch(() => undefined);
    else if (openerId === undefined) this.#whenAttached(targetId).resolve({ targetId, session });
    else this.onPopup(openerId, { targetId, session });
  }
}

function chromiumArguments(profile: string, debugPort: boolean): readonly string[] {
  return [
    '--remote-debugging-pipe',
    ...(debugPort ? ['--remote-debugging-port=0'] : []),
    `--user-data-dir=${profile}`,
    '--no-startup-window',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-popup-blocking',
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
    ...((process.env['DISPLAY'] ?? '') === '' ? ['--headless'] : []),
  ];
}
