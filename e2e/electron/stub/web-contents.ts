import { readFileSync } from 'node:fs';
import type { AttachedPage, Chromium } from './chromium.ts';
import type { CdpEvent } from './cdp.ts';
import { ipcMain } from './ipc-main.ts';
import { checkTransfer, type StubPort } from './message-channel.ts';
import { makeCodec, pageSource, preloadSource, type FromPage, type ToPage } from './page-half.ts';
import { decidePermissions } from './permissions.ts';
import { answer, fromHttp, isHandled, toHttp } from './protocol.ts';
import { defaultSession } from './session.ts';
import { Preventable, strict, StrictEmitter } from './strict.ts';

const WORLD = 'electron-preload';
const codec = makeCodec();
/** Set once Chromium runs. */
export const running: { chromium: Chromium | undefined } = { chromium: undefined };
const all = new Map<number, StubWebContents>();
let nextId = 1;
let nextPort = 1;

interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: { readonly url: string; readonly method: string };
}

/** Electron's WebContents on a page of Chromium. */
export class StubWebContents extends StrictEmitter implements Pick<Electron.WebContents, 'id' | 'getURL' | 'isDestroyed' | 'close' | 'loadURL'> {
  readonly id = nextId++;
  readonly session = defaultSession;
  readonly mainFrame: { readonly url: string; readonly parent: null };
  private readonly preload: string | undefined;
  private readonly ready: Promise<AttachedPage>;
  private readonly onClose: () => void;
  private page: AttachedPage | undefined;
  private url = '';
  private dead = false;
  private loading = false;
  private context: number | undefined;
  private outbox: string[] = [];
  private flushing = false;
  private readonly ports = new Map<number, StubPort>();
  private openHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | undefined;
  private readonly opened: { readonly url: string; readonly features: string }[] = [];

  constructor(options: { readonly preload: string | undefined; readonly page: Promise<AttachedPage>; readonly onClose: () => void }) {
    super('WebContents', ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview', 'did-navigate', 'did-finish-load', 'destroyed']);
    const getUrl = (): string => this.url;
    this.mainFrame = strict('WebFrameMain', { parent: null, get url() { return getUrl(); } });
    this.preload = options.preload;
    this.onClose = options.onClose;
    this.ready = this.attach(options.page);
  }

  getURL(): string {
    return this.url;
  }

  isDestroyed(): boolean {
    return this.dead;
  }

  get targetId(): string {
    return this.page?.targetId ?? '';
  }

  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }

  close(): void {
    this.onClose();
  }

  async loadURL(url: string): Promise<void> {
    await this.ready;
    this.loading = true;
    const { errorText } = await this.command<{ errorText?: string }>('Page.navigate', { url: toHttp(url) });
    this.loading = false;
    if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`);
  }

  /** A message to the preload, with ports. */
  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    const ports = checkTransfer(transfer).map((port) => this.adopt(port));
    this.tell({ kind: 'message', channel, message, ports });
  }

  /** Whether the page's `beforeunload` keeps its window open, as Electron asks it. */
  async staysOpen(): Promise<boolean> {
    if (this.dead || this.page === undefined) return false;
    const expression = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    const { result } = await this.command<{ readonly result: { readonly value?: unknown } }>('Runtime.evaluate', { expression }).catch(() => ({ result: {} }));
    return 'value' in result && result.value === true;
  }

  /** Asks the application whether a page may open another one. */
  askToOpen(): { readonly url: string; readonly features: string; readonly answer: Electron.WindowOpenHandlerResponse } {
    const { url: asked, features } = this.opened.shift() ?? { url: '', features: '' };
    const url = fromHttp(asked);
    const answer = this.openHandler?.({ url, frameName: '', features, disposition: 'new-window', referrer: { url: this.url, policy: 'no-referrer' } }) ?? { action: 'allow' };
    return { url, features, answer };
  }

  /** The page is gone. */
  gone(): void {
    this.dead = true;
    all.delete(this.id);
    this.dropPorts();
    if (this.page !== undefined) running.chromium?.cdp.forget(this.page.session);
    this.emit('destroyed');
  }

  private async attach(promised: Promise<AttachedPage>): Promise<AttachedPage> {
    const page = await promised;
    this.page = page;
    running.chromium?.cdp.listen(page.session, (event) => { this.onEvent(event); });
    const set = [
      this.command('Page.enable'),
      this.command('Runtime.enable'),
      this.command('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.command('Runtime.addBinding', { name: '__stubOut', executionContextName: WORLD }),
      this.command('Page.addScriptToEvaluateOnNewDocument', { source: pageSource() }),
    ];
    if (this.preload !== undefined) {
      set.push(this.command('Page.addScriptToEvaluateOnNewDocument', { source: preloadSource(readFileSync(this.preload, 'utf8')), worldName: WORLD }));
    }
    set.push(this.command('Runtime.runIfWaitingForDebugger'));
    await Promise.all(set);
    return page;
  }

  private command<T = unknown>(method: string, params: object = {}): Promise<T> {
    if (running.chromium === undefined || this.page === undefined) throw new Error('electron stub: no page');
    return running.chromium.cdp.send<T>(this.page.session, method, params);
  }

  private onEvent({ method, params }: CdpEvent): void {
    switch (method) {
      case 'Runtime.executionContextCreated': {
        const { id, name } = params['context'] as { readonly id: number; readonly name: string };
        if (name === WORLD) this.context = id;
        return;
      }
      case 'Runtime.executionContextDestroyed':
        if (params['executionContextId'] === this.context) this.dropPorts();
        return;
      case 'Runtime.executionContextsCleared': this.dropPorts(); return;
      case 'Runtime.bindingCalled': this.hear(codec.decode(params['payload'] as string) as FromPage); return;
      case 'Runtime.exceptionThrown': this.report(params['exceptionDetails'] as ExceptionDetails); return;
      case 'Page.frameNavigated': this.onNavigated(params['frame'] as { readonly url: string; readonly parentId?: string }); return;
      case 'Page.loadEventFired': if (this.url !== '') this.emit('did-finish-load'); return;
      case 'Page.windowOpen': this.opened.push({ url: params['url'] as string, features: (params['windowFeatures'] as readonly string[]).join(',') }); return;
      case 'Fetch.requestPaused':
        this.onRequest(params as unknown as PausedRequest).catch((error: unknown) => {
          if (!this.dead) process.stderr.write(`electron stub: ${String(error)}\n`);
        });
        return;
      default: // the protocol has many more events
    }
  }

  private onNavigated({ url, parentId }: { readonly url: string; readonly parentId?: string }): void {
    if (parentId !== undefined || url === 'about:blank') return;
    this.url = fromHttp(url);
    this.emit('did-navigate', {}, this.url);
  }

  private async onRequest(paused: PausedRequest): Promise<void> {
    const url = fromHttp(paused.request.url);
    const { requestId } = paused;
    if (paused.resourceType === 'Document' && !this.loading && this.url !== '' && url !== this.url && this.isNavigationRefused(url)) {
      await this.command('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    } else if (isHandled(url)) {
      if (paused.resourceType === 'Document') await this.applyPermissions(url);
      await this.command('Fetch.fulfillRequest', { requestId, ...(await answer(url, paused.request.method)) });
    } else {
      await this.command('Fetch.continueRequest', { requestId });
    }
  }

  /** Electron asks both events; frames of the page are asked only with the second. */
  private isNavigationRefused(url: string): boolean {
    const both = Object.assign(new Preventable(), { url, isMainFrame: true, isSameDocument: false });
    this.emit('will-frame-navigate', both);
    this.emit('will-navigate', both, url);
    return both.defaultPrevented;
  }

  private async applyPermissions(url: string): Promise<void> {
    const origin = new URL(toHttp(url)).origin;
    const contents = strict('WebContents', { getURL: () => url });
    for (const { name, setting } of decidePermissions(contents as unknown as Electron.WebContents, url)) {
      await running.chromium?.cdp.send('', 'Browser.setPermission', { permission: { name }, setting, origin });
    }
  }

  private hear(message: FromPage): void {
    if (message.kind === 'port-message') this.ports.get(message.port)?.arrive(message.data);
    else if (message.kind === 'port-close') this.dropPort(message.port);
    else if (message.kind === 'close') this.onClose();
    else {
      const event = strict('IpcMainEvent', { sender: strictContents(this), senderFrame: this.mainFrame, ports: [] });
      ipcMain.emit(message.channel, event, ...message.args);
    }
  }

  private adopt(port: StubPort): number {
    const id = nextPort++;
    const other = port.transferTo({
      post: (data) => { this.tell({ kind: 'port-message', port: id, data }); },
      close: () => {
        this.ports.delete(id);
        this.tell({ kind: 'port-close', port: id });
      },
    });
    this.ports.set(id, other);
    return id;
  }

  private dropPort(id: number): void {
    const port = this.ports.get(id);
    this.ports.delete(id);
    port?.disconnect();
  }

  private dropPorts(): void {
    this.context = undefined;
    this.outbox = [];
    for (const id of [...this.ports.keys()]) this.dropPort(id);
  }

  private tell(message: ToPage): void {
    this.outbox.push(codec.encode(message));
    if (!this.flushing) void this.flush();
  }

  /** One call into the page at a time, with everything that has come meanwhile. */
  private async flush(): Promise<void> {
    this.flushing = true;
    await Promise.resolve();
    while (this.outbox.length > 0 && this.context !== undefined && !this.dead) {
      const texts = this.outbox.splice(0);
      // Rejected when the page has gone on to another document: what was for it is lost, as in Electron.
      await this.command('Runtime.callFunctionOn', { functionDeclaration: '(texts) => { __stubIn(texts); }', executionContextId: this.context, arguments: [{ value: texts }] }).catch(() => undefined);
    }
    this.flushing = false;
  }

  private report(details: ExceptionDetails): void {
    process.stderr.write(`electron stub: in the page: ${details.exception?.description ?? details.text}\n`);
  }
}

interface ExceptionDetails {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

const outside = new WeakMap<StubWebContents, StubWebContents>();

/** The object that the application sees: always the same one. */
export function strictContents(contents: StubWebContents): StubWebContents {
  const known = outside.get(contents);
  if (known !== undefined) return known;
  const fresh = strict('WebContents', contents);
  outside.set(contents, fresh);
  all.set(contents.id, fresh);
  return fresh;
}

/** `webContents` of electron. */
export const webContents = strict('webContents', {
  getAllWebContents: () => [...all.values()],
  fromId: (id: number) => all.get(id),
  fromDevToolsTargetId: (targetId: string) => [...all.values()].find((contents) => contents.targetId === targetId),
});
