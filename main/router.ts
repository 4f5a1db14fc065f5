import type { VirErrorInfo } from '../drivers/api/errors.ts';
import { VirError } from '../drivers/core/vir-error.ts';
import { contract, type VireoHandlers } from './contract/contract.ts';
import type { CallContext, Def, ServerStream, Subscription } from './contract/define.ts';
import type { FrameTransport } from './contract/wire/transport.ts';
import { MAX_QUEUED_EVENT_BYTES, WireSession, type Header } from './contract/wire/wire-session.ts';

/** Calls of one page that may run at once; more are refused, so that a runaway page cannot exhaust main. */
const MAX_RUNNING = 1024;

/** What a router tells of: bad input and failures, for the log. Never holds inputs, they may be secrets. */
export interface RouterLog {
  readonly warn: (message: string) => void;
}

/** How a page is served. */
export interface ServeOptions {
  readonly handlers: VireoHandlers;
  readonly transport: FrameTransport;
  readonly clientId: string;
  readonly log: RouterLog;
  readonly onClose?: () => void;
}

type AnyHandler = (...args: readonly unknown[]) => unknown;

/** Serves one page until its transport ends. Closing ends its calls, subscriptions and streams. */
export function servePage(options: ServeOptions): { readonly close: () => void } {
  return new PageSession(options);
}

class PageSession {
  readonly #options: ServeOptions;
  readonly #session: WireSession;
  readonly #running = new Map<number, AbortController>();
  readonly #subscriptions = new Map<number, Subscription>();

  constructor(options: ServeOptions) {
    this.#options = options;
    this.#session = new WireSession(options.transport, {
      onMessage: (header) => {
        this.#onMessage(header);
      },
      onClose: (protocolError) => {
        this.#onClose(protocolError);
      },
      dataClass: 'bulk',
      toError: (info) => VirError.fromInfo(info),
    });
  }

  readonly close = (): void => {
    this.#session.close();
  };

  #onMessage(header: Header): void {
    switch (header.t) {
      case 'call':
      case 'sub':
      case 'open':
        void this.#begin(header);
        return;
      case 'cancel':
        this.#running.get(header.id)?.abort();
        return;
      case 'unsub':
        this.#running.get(header.id)?.abort();
        this.#dropSubscription(header.id);
        return;
      default:
        this.#options.log.warn(`page ${this.#options.clientId} sent ${header.t}, which only main sends`);
    }
  }

  async #begin(header: Header): Promise<void> {
    if (this.#running.size >= MAX_RUNNING || this.#running.has(header.id) || this.#subscriptions.has(header.id)) {
      this.#fail(header, new VirError({ code: 'operation-failed', domain: 'rpc', message: 'too many calls at once' }));
      return;
    }
    const abort = new AbortController();
    this.#running.set(header.id, abort);
    try {
      const { handler, input } = lookUp(this.#options.handlers, header);
      const context: CallContext = { signal: abort.signal, clientId: this.#options.clientId };
      if (header.t === 'call') await this.#call(header, handler, input, context);
      else if (header.t === 'sub') await this.#subscribe(header, handler, input, context);
      else await this.#stream(header, handler, input, { context, abort });
    } catch (error) {
      this.#fail(header, error);
    } finally {
      this.#running.delete(header.id);
    }
  }

  async #call(header: Header, handler: AnyHandler, input: unknown, context: CallContext): Promise<void> {
    const v = await handler(input, context);
    this.#session.post({ t: 'ok', id: header.id, ...(v === undefined ? {} : { v }) }, 'control');
  }

  async #subscribe(header: Header, handler: AnyHandler, input: unknown, context: CallContext): Promise<void> {
    const { id } = header;
    const ending = new AbortController();
    const emit = (v: unknown): void => {
      if (ending.signal.aborted || context.signal.aborted) return;
      if (this.#session.queuedEventBytes > MAX_QUEUED_EVENT_BYTES) {
        ending.abort();
        this.#dropSubscription(id);
        this.#session.post({ t: 'subend', id, e: overflow() }, 'event');
        return;
      }
      this.#session.post({ t: 'ev', id, v }, 'event');
    };
    const subscription = (await handler(input, emit, context)) as Subscription;
    if (ending.signal.aborted || context.signal.aborted) subscription.dispose();
    else this.#subscriptions.set(id, subscription);
  }

  async #stream(
    header: Header,
    handler: AnyHandler,
    input: unknown,
    { context, abort }: { readonly context: CallContext; readonly abort: AbortController },
  ): Promise<void> {
    const { id } = header;
    const wire = this.#session.openStream(id);
    const accepted = new AbortController();
    const accept = (hello: unknown): ServerStream => {
      accepted.abort();
      this.#session.post({ t: 'opened', id, v: hello }, 'control');
      return { recv: wire.recv, send: wire.send, end: wire.end, signal: context.signal };
    };
    wire.whenClosed(() => {
      abort.abort();
    });
    try {
      await handler(input, accept, context);
      await wire.end();
    } catch (error) {
      if (!accepted.signal.aborted) throw error;
      wire.abort(this.#info(header, error));
    } finally {
      if (!accepted.signal.aborted) this.#session.dropStream(id);
    }
  }

  #fail(header: Header, error: unknown): void {
    const e = this.#info(header, error);
    this.#session.post({ t: header.t === 'sub' ? 'subend' : 'err', id: header.id, e }, 'control');
  }

  #info(header: Header, error: unknown): VirErrorInfo {
    const known = VirError.from(error);
    if (!VirError.is(error)) this.#options.log.warn(`${String(header.g)}.${String(header.m)} failed unexpectedly: ${known.stack ?? known.message}`);
    return known.toInfo();
  }

  #dropSubscription(id: number): void {
    const subscription = this.#subscriptions.get(id);
    this.#subscriptions.delete(id);
    subscription?.dispose();
  }

  #onClose(protocolError: string | undefined): void {
    if (protocolError !== undefined) this.#options.log.warn(`page ${this.#options.clientId}: ${protocolError}`);
    for (const abort of this.#running.values()) abort.abort();
    for (const id of [...this.#subscriptions.keys()]) this.#dropSubscription(id);
    this.#options.onClose?.();
  }
}

function overflow(): VirErrorInfo {
  return { code: 'overflow', domain: 'rpc', message: 'the page is too slow for this event: it must subscribe anew' };
}

const KIND_OF = { call: 'call', sub: 'event', open: 'stream' } as const;

/** Only what the contract lists, as own properties, and of the right kind. */
function lookUp(handlers: VireoHandlers, header: Header): { readonly handler: AnyHandler; readonly input: unknown } {
  const { g = '', m = '', t } = header;
  const def = ownEntry((ownEntry(contract, g) ?? {}), m) as Def | undefined;
  const handler = ownEntry((ownEntry(handlers, g) ?? {}), m) as AnyHandler | undefined;
  if (def === undefined || handler === undefined || def.kind !== KIND_OF[t as keyof typeof KIND_OF]) {
    throw new VirError({ code: 'no-support', domain: 'rpc', message: `there is no ${t} ${g}.${m}` });
  }
  const parsed = def.input.safeParse(header.a);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new VirError({ code: 'invalid-arg', domain: 'rpc', message: `invalid input of ${g}.${m}: ${where}` });
  }
  return { handler, input: parsed.data };
}

function ownEntry(table: object, key: string): unknown {
  return Object.hasOwn(table, key) ? (table as Record<string, unknown>)[key] : undefined;
}
