import type { CallOptions } from '../../api/records.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { printable } from '../../transport/printable.ts';
import type { HttpAnswer } from './host-http.ts';
import type { VimClient } from './vim-client.ts';

/** A call of the tagging service, in the words of the newer protocol. */
export interface VapiCall {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PATCH';
  /** `cis/tagging/tag`, without what stands before it in either protocol. */
  readonly path: string;
  /** The object that it is about, behind the path. */
  readonly id?: string;
  readonly action?: string;
  readonly body?: unknown;
  /** The body describes what is to be made; the older protocol wraps it. */
  readonly makes?: boolean;
}

const TIMEOUT_MS = 60_000;
/** What ids of this service look like; nothing else becomes a path. */
const ID = /^[\w:.-]{1,200}$/;

const CODES: Readonly<Record<number, VirErrorCode>> = { 400: 'invalid-arg', 401: 'auth-failed', 403: 'access-denied', 404: 'operation-failed' };

/**
 * The vCenter's other protocol, JSON over HTTPS: `/api` since 7.0 U2, before that `/rest/com/vmware`, which says the same with other
 * wrappings. It has a session of its own, made with the same user and password, and is asked for nothing until it is needed.
 */
export class VapiClient {
  readonly #vim: VimClient;
  #flavour: 'api' | 'rest' | undefined;
  #session: string | undefined;
  #login: Promise<string> | undefined;

  constructor(vim: VimClient) {
    this.#vim = vim;
  }

  /**
   * Calls a method; a session that has ended is renewed once. An empty list comes as undefined from some versions.
   *
   * @throws auth-failed, access-denied, invalid-arg, http-error and what else a status means.
   */
  async call(call: VapiCall, options: CallOptions = {}): Promise<unknown> {
    const session = await this.#logIn(options);
    let answer = await this.#send(call, session, options);
    if (answer.status === 401) {
      if (this.#session === session) this.#session = undefined;
      answer = await this.#send(call, await this.#logIn(options), options);
    }
    return this.#valueOf(answer);
  }

  /** Ends the session; the vCenter may be gone already. */
  async logout(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    await this.#send({ method: 'DELETE', path: 'session' }, session, { deadlineMs: 5000 }).catch(() => undefined); // it ends by itself
  }

  /** Many calls that need a session at once log in once. */
  async #logIn(options: CallOptions): Promise<string> {
    if (this.#session !== undefined) return this.#session;
    this.#login ??= this.#newSession(options).finally(() => {
      this.#login = undefined;
    });
    return this.#login;
  }

  async #newSession(options: CallOptions): Promise<string> {
    const { credentials } = this.#vim;
    if (credentials === undefined) throw libvirtError('esx', 'invalid-conn', 'not connected');
    const authorization = `Basic ${Buffer.from(`${credentials.userName}:${credentials.password}`).toString('base64')}`;
    for (const flavour of this.#flavour === undefined ? (['api', 'rest'] as const) : [this.#flavour]) {
      this.#flavour = flavour;
      const answer = await this.#send({ method: 'POST', path: 'session' }, undefined, options, { Authorization: authorization });
      if (flavour === 'api' && answer.status === 404) continue;
      const session = this.#valueOf(answer);
      if (typeof session !== 'string') throw libvirtError('esx', 'internal-error', 'the vCenter gives no session for tags');
      this.#session = session;
      return session;
    }
    this.#flavour = undefined;
    throw libvirtError('esx', 'no-support', 'this vCenter has no tagging service');
  }

  #send(call: VapiCall, session: string | undefined, options: CallOptions, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const { method, path, id, action, makes = false } = call;
    if (id !== undefined && !ID.test(id)) throw libvirtError('esx', 'internal-error', 'the vCenter names a tag in a way that is not understood');
    const old = this.#flavour === 'rest';
    const body = call.body === undefined ? undefined : JSON.stringify(old && makes ? { create_spec: call.body } : call.body);
    const base = old ? `/rest/com/vmware/${path === 'session' ? 'cis/session' : path}` : `/api/${path}`;
    return this.#vim.http.call({
      method,
      path: `${base}${id === undefined ? '' : `/${old ? 'id:' : ''}${id}`}${action === undefined ? '' : `?${old ? '~' : ''}action=${action}`}`,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(session === undefined ? {} : { 'vmware-api-session-id': session }), ...headers },
      ...(body === undefined ? {} : { body }),
      timeoutMs: options.deadlineMs ?? TIMEOUT_MS,
      signal: options.signal,
      isRepeatable: method === 'GET' || action?.startsWith('list-') === true,
    });
  }

  #valueOf({ status, body }: HttpAnswer): unknown {
    const text = body.toString('utf8');
    if (status >= 400) throw failure(status, text);
    if (text === '') return undefined;
    const parsed = parse(text);
    return this.#flavour === 'rest' && isRecord(parsed) && 'value' in parsed ? parsed['value'] : parsed;
  }
}

/** Whether something is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw libvirtError('esx', 'internal-error', 'the answer of the vCenter is no JSON', { cause: error });
  }
}

/** What went wrong, in the vCenter's own sentence if it has one: `messages[].default_message`. */
function failure(status: number, text: string): VirError {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    told = undefined; // a proxy's or a web server's page
  }
  const source = isRecord(told) && isRecord(told['value']) ? told['value'] : told;
  const messages = isRecord(source) && Array.isArray(source['messages']) ? (source['messages'] as readonly unknown[]) : [];
  const sentence = messages.flatMap((one) => (isRecord(one) && typeof one['default_message'] === 'string' ? [one['default_message']] : [])).join(' ');
  const code = CODES[status] ?? 'http-error';
  return libvirtError('esx', code, sentence === '' ? `the vCenter's tagging service answers ${status}` : printable(sentence));
}
