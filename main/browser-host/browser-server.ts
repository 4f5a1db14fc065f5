import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { Emitter } from '../../drivers/core/emitter.ts';
import type { VireoHandlers } from '../contract/contract.ts';
import { MAX_FRAME_BYTES } from '../contract/wire/frame-codec.ts';
import { servePage, type RouterLog } from '../router.ts';
import { equalSecrets, type SessionKeys } from './session-keys.ts';
import { readStaticFile, SECURITY_HEADERS } from './static-files.ts';
import { wsTransport } from './ws-transport.ts';

/** How long a new socket may take to say who it is, in milliseconds. */
const HELLO_TIMEOUT_MS = 5000;

/** What the server needs. */
export interface BrowserServerOptions {
  readonly handlers: VireoHandlers;
  readonly keys: SessionKeys;
  /** Folder of the built window. */
  readonly root: string;
  /** A loopback address to listen on. */
  readonly host: '127.0.0.1' | '::1';
  /** 0: any free port. */
  readonly port: number;
  readonly log: RouterLog;
  /** Another start of the application knows this secret and may ask to be shown the window. */
  readonly instanceSecret: string;
  readonly onFocusRequest: (opening: string) => void;
  /** A code was exchanged for a session. */
  readonly onRedeem?: () => void;
}

/** Serves the window and its wire on loopback. */
export class BrowserServer {
  readonly #options: BrowserServerOptions;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #pages = new Set<{ readonly close: () => void }>();
  readonly #pagesChanged = new Emitter<number>();
  #origin = '';
  #nextClient = 1;
  /** How many pages are connected, whenever that changes. */
  readonly onDidChangePages = this.#pagesChanged.event;

  constructor(options: BrowserServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.log.warn(`answering ${String(request.method)} failed: ${String(error)}`);
        response.destroy();
      });
    });
    // Everything on loopback: compressing would only cost time.
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    this.#http.on('upgrade', (request, socket, head) => {
      if (!this.#isOurs(request) || request.headers.origin !== this.#origin || request.url !== '/wire') {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        this.#greet(ws);
      });
    });
  }

  /** `http://127.0.0.1:PORT` once listening. */
  get origin(): string {
    return this.#origin;
  }

  get pageCount(): number {
    return this.#pages.size;
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    const address = this.#http.address() as AddressInfo;
    this.#origin = `http://${host === '::1' ? '[::1]' : host}:${address.port}`;
  }

  async close(): Promise<void> {
    for (const page of [...this.#pages]) page.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#http.close(() => {
        resolve();
      });
    });
    this.#pagesChanged.dispose();
  }

  /** The Host header must be the literal address that is listened on: a name that points here is an attack. */
  #isOurs(request: IncomingMessage): boolean {
    return request.headers.host === this.#origin.slice('http://'.length);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/[?#].*$/s, '');
    if (!this.#isOurs(request)) { send(response, 403); return; }
    if (request.method === 'POST' && path === '/session') return this.#redeem(request, response);
    if (request.method === 'POST' && path === '/focus') return this.#focus(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') { send(response, 405); return; }
    const file = await readStaticFile(this.#options.root, path);
    if (file === undefined) { send(response, 404); return; }
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': file.type,
      'content-length': file.body.length,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  async #redeem(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.origin !== this.#origin) { send(response, 403); return; }
    const token = this.#options.keys.redeem(await readBody(request));
    if (token === undefined) { send(response, 401); return; }
    send(response, 200, token);
    this.#options.onRedeem?.();
  }

  async #focus(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Pages always send an Origin; another start of the application does not.
    if (request.headers.origin !== undefined) { send(response, 403); return; }
    const [secret = '', opening = ''] = (await readBody(request)).split('\n');
    if (!equalSecrets(secret, this.#options.instanceSecret)) { send(response, 401); return; }
    this.#options.onFocusRequest(opening);
    send(response, 200);
  }

  #greet(socket: WebSocket): void {
    const timer = setTimeout(() => {
      socket.close(4408);
    }, HELLO_TIMEOUT_MS);
    socket.on('error', () => {
      socket.terminate();
    });
    socket.once('close', () => {
      clearTimeout(timer);
    });
    socket.once('message', (data, isBinary) => {
      clearTimeout(timer);
      if (isBinary || !Buffer.isBuffer(data) || !this.#options.keys.isToken(data.toString('latin1'))) {
        socket.close(4401);
        return;
      }
      this.#serve(socket);
    });
  }

  #serve(socket: WebSocket): void {
    const page = servePage({
      handlers: this.#options.handlers,
      transport: wsTransport(socket),
      clientId: `page-${this.#nextClient++}`,
      log: this.#options.log,
      onClose: () => {
        this.#pages.delete(page);
        this.#pagesChanged.fire(this.#pages.size);
      },
    });
    this.#pages.add(page);
    socket.send('ready');
    this.#pagesChanged.fire(this.#pages.size);
  }
}

function send(response: ServerResponse, status: number, body = ''): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += (chunk as Buffer).toString('latin1');
    if (body.length > 8192) return '';
  }
  return body;
}
