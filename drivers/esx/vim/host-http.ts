import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Disposable } from '../../api/connection.ts';
import type { CancelSignal } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { DialBudget } from '../../transport/dial-budget.ts';
import { errnoName, systemError } from '../../transport/system-error.ts';
import { hostPort } from '../../transport/tcp.ts';
import type { HostTrust } from './host-trust.ts';
import type { HostUri } from './host-uri.ts';
import { hostSocket } from './proxy-socket.ts';

/** Where a host is, and how it is reached. */
export type Endpoint = Pick<HostUri, 'host' | 'port' | 'transport' | 'proxy'>;

/** A request; the body's length is known, or it is sent in chunks. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: CancelSignal | undefined;
  /** It may be sent again when a connection that was kept open turns out to be dead. */
  readonly isRepeatable?: boolean;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Largest answer that is taken into memory: the first snapshot of some hundred thousand objects. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;
const MAX_SOCKETS = 8;

type SocketCallback = (error: Error | null, socket: Duplex) => void;

/** Connections that are kept, each with its certificate checked before anything is sent. */
class HostAgent extends Agent {
  readonly #open: () => Promise<Socket>;

  constructor(open: () => Promise<Socket>) {
    super({ keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_SOCKETS, scheduling: 'lifo' });
    this.#open = open;
  }

  /** Node calls it for each new connection; the callback may be called later. */
  createConnection(_options: object, callback?: SocketCallback): undefined {
    this.#open().then(
      (socket) => callback?.(null, socket),
      (error: unknown) => callback?.(error instanceof Error ? error : new Error(String(error)), undefined as never),
    );
    return undefined;
  }
}

/** HTTP with one host: its cookie, its kept connections, its proxy. */
export class HostHttp implements Disposable {
  readonly endpoint: Endpoint;
  readonly #trust: HostTrust;
  readonly #agent: HostAgent;
  #cookie: string | undefined;
  #opening: DialBudget | undefined;

  constructor(endpoint: Endpoint, trust: HostTrust) {
    this.endpoint = endpoint;
    this.#trust = trust;
    this.#agent = new HostAgent(() => this.#connect());
  }

  get isEncrypted(): boolean {
    return this.endpoint.transport === 'https';
  }

  /** While a connection opens, its budget counts for new sockets: its deadline, and its questions. */
  set opening(budget: DialBudget | undefined) {
    this.#opening = budget;
  }

  /** Whether there is a session's cookie. */
  forgetCookie(): void {
    this.#cookie = undefined;
  }

  /** Sends a request and takes the whole answer. */
  async call(call: HttpCall): Promise<HttpAnswer> {
    try {
      return await this.#once(call);
    } catch (error) {
      if (!(error instanceof DeadSocketError)) throw error;
      if (call.isRepeatable === true) return this.#once(call);
      throw error.told;
    }
  }

  async #once(call: HttpCall): Promise<HttpAnswer> {
    const answer = await this.send(call, call.body);
    const pieces: Buffer[] = [];
    let total = 0;
    for await (const piece of answer as AsyncIterable<Buffer>) {
      total += piece.length;
      if (total > MAX_ANSWER_BYTES) throw libvirtError('esx', 'overflow', 'the answer of the host is too big');
      pieces.push(piece);
    }
    return { status: answer.statusCode ?? 0, body: Buffer.concat(pieces) };
  }

  /** Sends a request; gives the answer when its head has come. `body` may be a stream. */
  send(call: HttpCall, body?: string | AsyncIterable<Uint8Array>): Promise<IncomingMessage> {
    const { host, port } = this.endpoint;
    const server = hostPort(host, port);
    return new Promise((resolve, reject) => {
      if (call.signal?.aborted === true) {
        reject(cancelled());
        return;
      }
      const headers: Record<string, string | number> = { 'User-Agent': 'Vireo', ...call.headers };
      if (this.#cookie !== undefined) headers['Cookie'] = this.#cookie;
      if (typeof body === 'string') headers['Content-Length'] = Buffer.byteLength(body);
      const asked: ClientRequest = request({ host, port, method: call.method, path: call.path, agent: this.#agent, headers, setHost: true });
      let onEnd: VirError | undefined;
      const end = (error: VirError): void => {
        onEnd = error;
        asked.destroy(error);
      };
      let timer: NodeJS.Timeout | undefined;
      const stopClock = (): void => { clearTimeout(timer); };
      const startClock = (): void => {
        stopClock();
        timer = setTimeout(() => {
          end(libvirtError('esx', 'operation-timeout', `${server} did not answer within ${Math.round(call.timeoutMs / 1000)} s`, { subject: server }));
        }, call.timeoutMs);
      };
      const onAbort = (): void => {
        end(cancelled());
      };
      call.signal?.addEventListener('abort', onAbort);
      const settled = (): void => {
        stopClock();
        call.signal?.removeEventListener('abort', onAbort);
      };
      asked.on('response', (answer) => {
        this.#keepCookie(answer);
        // The clock of a whole answer runs on; that of a stream that somebody reads does not.
        if (typeof body === 'object' || call.method === 'GET') stopClock();
        answer.once('close', settled);
        resolve(answer);
      });
      asked.on('error', (error) => {
        settled();
        const told = onEnd ?? (VirError.is(error) ? error : lost(server, error));
        reject(onEnd === undefined && asked.reusedSocket && isDead(error) ? new DeadSocketError(told) : told);
      });
      if (typeof body === 'object') pump(body, asked, startClock, stopClock).catch((error: unknown) => { end(VirError.from(error)); });
      else {
        startClock();
        asked.end(body);
      }
    });
  }

  /** A new connection to the host itself, or to another address that a thumbprint vouches for. */
  async socketTo(host: string, port: number, thumbprint: string | undefined, options: { readonly deadlineMs?: number; readonly signal?: CancelSignal } = {}): Promise<Socket> {
    const budget = new DialBudget(hostPort(host, port), options);
    try {
      const socket = await hostSocket(host, port, this.endpoint.proxy, budget);
      if (this.endpoint.transport === 'http') return socket;
      return thumbprint === undefined ? await this.#trust.secure(socket, host, port, budget) : await this.#trust.secureWithThumbprint(socket, host, thumbprint, budget);
    } finally {
      budget.dispose();
    }
  }

  readonly dispose = (): void => {
    this.#agent.destroy();
  };

  async #connect(): Promise<Socket> {
    const { host, port, transport, proxy } = this.endpoint;
    const opening = this.#opening;
    const budget = opening ?? new DialBudget(hostPort(host, port), {});
    try {
      const socket = await hostSocket(host, port, proxy, budget);
      return transport === 'http' ? socket : await this.#trust.secure(socket, host, port, budget);
    } finally {
      if (opening === undefined) budget.dispose();
    }
  }

  #keepCookie(answer: IncomingMessage): void {
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = cookie.split(';');
      if (pair.startsWith('vmware_soap_session=')) this.#cookie = pair;
    }
  }
}

/** The host closed a connection that was kept for later, while a request was on its way. */
class DeadSocketError extends Error {
  readonly told: VirError;

  constructor(told: VirError) {
    super(told.message);
    this.told = told;
  }
}

function isDead(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(errnoName(error) ?? '');
}

/** Sends a stream. The clock runs while the host is waited for, never while the stream is: large files take their time. */
async function pump(body: AsyncIterable<Uint8Array>, asked: ClientRequest, startClock: () => void, stopClock: () => void): Promise<void> {
  for await (const piece of body) {
    if (asked.destroyed) return;
    if (!asked.write(piece)) {
      startClock();
      await new Promise<void>((resolve) => {
        const go = (): void => {
          asked.off('drain', go).off('close', go);
          resolve();
        };
        asked.on('drain', go).on('close', go);
      });
      stopClock();
    }
  }
  if (asked.destroyed) return;
  startClock();
  asked.end();
}

function lost(server: string, error: unknown): VirError {
  return systemError(error, { message: `connection to ${server} failed`, step: 'connect', subject: server });
}

function cancelled(): VirError {
  return libvirtError('esx', 'operation-aborted', 'cancelled by the caller');
}
