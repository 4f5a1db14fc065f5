import type { Disposable } from '../../api/connection.ts';
import type { CallOptions } from '../../api/records.ts';
import { disposableInterval, DisposableStore } from '../../core/lifecycle.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { HostHttp } from './host-http.ts';
import { childOf, parseSoap, type SoapNode } from './soap-xml.ts';
import { decodeResult, encodeCall } from './vim-codec.ts';
import { faultError, faultOf, isFault } from './vim-faults.ts';
import type { ServiceContent, VimMethods } from './vim.gen.ts';
import type { MoRef } from './vim-value.ts';

/** A user and its password. */
export interface Credentials {
  readonly userName: string;
  readonly password: string;
}

const SERVICE: MoRef = { type: 'ServiceInstance', value: 'ServiceInstance' };
const DEFAULT_TIMEOUT_MS = 120_000;
/** Hosts end sessions that are idle for 30 minutes. */
const KEEP_ALIVE_MS = 5 * 60_000;

/** Methods that only read: they may be sent again. */
const REPEATABLE = /^(Retrieve|ContinueRetrieve|Query|Find|CurrentTime|SessionIsActive)/;

/** Calls of the vSphere API on one host, in a session that is renewed when the host has ended it. */
export class VimClient implements Disposable {
  readonly http: HostHttp;
  readonly #store = new DisposableStore();
  #content: ServiceContent | undefined;
  #credentials: Credentials | undefined;
  #login: Promise<void> | undefined;
  /** Counts log-ins, so that many calls that fail together log in once. */
  #epoch = 0;

  constructor(http: HostHttp) {
    this.http = http;
    this.#store.add(http);
  }

  /** What the host is and has; known after {@link connect}. */
  get content(): ServiceContent {
    if (this.#content === undefined) throw libvirtError('esx', 'invalid-conn', 'not connected');
    return this.#content;
  }

  /** How often it has logged in; what belongs to a session (filters, views) is gone when this changes. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Who is logged in; the same host's other protocol wants it again. */
  get credentials(): Credentials | undefined {
    return this.#credentials;
  }

  /** A manager that not every host has. */
  manager(name: 'viewManager' | 'sessionManager' | 'perfManager' | 'searchIndex' | 'fileManager' | 'virtualDiskManager' | 'customFieldsManager'): MoRef {
    const found = this.content[name];
    if (found === undefined) throw libvirtError('esx', 'no-support', `this host has no ${name}`);
    return found;
  }

  /** Asks the host what it is; needs no log-in. */
  async connect(options: CallOptions = {}): Promise<ServiceContent> {
    this.#content = await this.#send('RetrieveServiceContent', SERVICE, {}, options);
    return this.#content;
  }

  /**
   * Logs in, and keeps the session from now on.
   *
   * @throws auth-failed when the host does not know user and password.
   */
  async login(credentials: Credentials, options: CallOptions = {}): Promise<void> {
    this.http.forgetCookie();
    await this.#send('Login', this.manager('sessionManager'), credentials, options);
    this.#credentials = credentials;
    this.#epoch += 1;
    if (this.#epoch > 1) return;
    this.#store.add(
      disposableInterval(() => {
        // What is wrong is told to those who wait for something.
        this.call('CurrentTime', SERVICE, {}).catch(() => undefined);
      }, KEEP_ALIVE_MS),
    );
  }

  /** Ends the session; the host may be gone already. */
  async logout(): Promise<void> {
    if (this.#credentials === undefined) return;
    this.#credentials = undefined;
    const manager = this.content.sessionManager;
    if (manager !== undefined) await this.#send('Logout', manager, {}, { deadlineMs: 5000 }).catch(() => undefined); // it ends by itself
  }

  /** The host's clock, in ISO 8601. */
  currentTime(options: CallOptions = {}): Promise<string> {
    return this.call('CurrentTime', SERVICE, {}, options);
  }

  /**
   * Calls a method. A session that has ended is renewed once.
   *
   * @throws what the fault means, see vim-faults.ts.
   */
  async call<M extends keyof VimMethods>(method: M, self: MoRef, args: VimMethods[M]['args'], options: CallOptions = {}): Promise<VimMethods[M]['result']> {
    const epoch = this.#epoch;
    try {
      return await this.#send(method, self, args, options);
    } catch (error) {
      if (!isFault(error, 'NotAuthenticated') || this.#credentials === undefined) throw error;
      await this.#renew(epoch, options);
      // What belonged to the old session is gone with it.
      if (isOfSession(self)) throw error;
      return this.#send(method, self, args, options);
    }
  }

  readonly dispose = (): void => {
    this.#credentials = undefined;
    this.#store.dispose();
  };

  async #renew(epoch: number, options: CallOptions): Promise<void> {
    if (this.#epoch !== epoch || this.#credentials === undefined) return;
    this.#login ??= this.login(this.#credentials, options).finally(() => {
      this.#login = undefined;
    });
    await this.#login;
  }

  async #send<M extends keyof VimMethods>(method: M, self: MoRef, args: VimMethods[M]['args'], options: CallOptions): Promise<VimMethods[M]['result']> {
    const { status, body } = await this.http.call({
      method: 'POST',
      path: '/sdk',
      headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '"urn:vim25/6.5"' },
      body: encodeCall(method, self, args),
      timeoutMs: options.deadlineMs ?? DEFAULT_TIMEOUT_MS,
      signal: options.signal,
      isRepeatable: REPEATABLE.test(method),
    });
    const answer = answerBody(body.toString('utf8'), status);
    const fault = childOf(answer, 'Fault');
    if (fault !== undefined) throw faultError(faultOf(fault));
    if (status !== 200) throw httpError(status);
    return decodeResult(method, answer);
  }
}

/** Filters, views and collectors live as long as the session that made them. */
function isOfSession({ type, value }: MoRef): boolean {
  return type === 'PropertyFilter' || type === 'ContainerView' || (type === 'PropertyCollector' && value.includes('session'));
}

function answerBody(text: string, status: number): SoapNode {
  let envelope: SoapNode;
  try {
    envelope = parseSoap(text);
  } catch (error) {
    if (status !== 200 && VirError.is(error)) throw httpError(status);
    throw error;
  }
  const body = childOf(envelope, 'Body');
  if (envelope.name !== 'Envelope' || body === undefined) throw status === 200 ? libvirtError('esx', 'internal-error', 'the answer of the host is no SOAP') : httpError(status);
  return body;
}

function httpError(status: number): VirError {
  return libvirtError('esx', 'http-error', status === 503 ? '503: the host is starting, or too busy' : String(status));
}
