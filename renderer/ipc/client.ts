import { contract, type VireoClient } from '../../main/contract/contract.ts';
import type { CancelSignal, ClientStream, Def, Subscription } from '../../main/contract/define.ts';
import type { FrameTransport } from '../../main/contract/wire/transport.ts';
import { WireSession, type Header } from '../../main/contract/wire/wire-session.ts';
import type { WireStream } from '../../main/contract/wire/wire-stream.ts';
import { connectionLost, IpcError } from './ipc-error.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Watch {
  readonly g: string;
  readonly m: string;
  readonly a: unknown;
  readonly listener: (value: unknown) => void;
  readonly onEnd: ((error: unknown) => void) | undefined;
}

/**
 * The page's end of the contract. The wire under it may be exchanged: calls and streams that were under
 * way fail with `operation-aborted`, subscriptions are made anew, so that listeners get a fresh snapshot.
 */
export class IpcClient {
  readonly api: VireoClient;
  #session: WireSession | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watches = new Map<number, Watch>();
  readonly #onLost: () => void;

  /** `onLost` is told when the wire ends by itself. */
  constructor(onLost: () => void) {
    this.#onLost = onLost;
    this.api = this.#buildApi();
  }

  /** Uses this wire from now on. */
  attach(transport: FrameTransport): void {
    const session: WireSession = new WireSession(transport, {
      onMessage: (header) => {
        this.#onMessage(header);
      },
      onClose: () => {
        if (this.#session === session) this.#lost();
      },
      dataClass: 'control',
      toError: (info) => new IpcError(info),
    });
    this.#session = session;
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of watches) this.#resubscribe(watch);
  }

  /** Ends the wire on purpose. */
  close(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.close();
    this.#failAll();
  }

  #lost(): void {
    this.#session = undefined;
    this.#failAll();
    this.#onLost();
  }

  #failAll(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const entry of waiting) entry.reject(connectionLost());
  }

  #onMessage(header: Header): void {
    const waiting = this.#waiting.get(header.id);
    switch (header.t) {
      case 'ok':
      case 'opened':
        this.#waiting.delete(header.id);
        waiting?.resolve(header.v);
        return;
      case 'err':
        this.#waiting.delete(header.id);
        waiting?.reject(new IpcError(header.e ?? unexplained));
        return;
      case 'ev':
        this.#watches.get(header.id)?.listener(header.v);
        return;
      case 'subend':
        this.#onSubscriptionEnd(header);
        return;
      default:
    }
  }

  #onSubscriptionEnd(header: Header): void {
    const watch = this.#watches.get(header.id);
    this.#watches.delete(header.id);
    if (watch === undefined) return;
    if (header.e?.code === 'overflow') this.#resubscribe(watch);
    else watch.onEnd?.(header.e === undefined ? undefined : new IpcError(header.e));
  }

  /** The watch object stays the same under a new number, so that its owner can still end it. */
  #resubscribe(watch: Watch): void {
    const id = this.#nextId++;
    this.#watches.set(id, watch);
    this.#session?.post({ t: 'sub', id, g: watch.g, m: watch.m, a: watch.a }, 'control');
  }

  #subscribe(watch: Watch): Subscription {
    this.#resubscribe(watch);
    return {
      dispose: () => {
        for (const [id, entry] of this.#watches) {
          if (entry !== watch) continue;
          this.#watches.delete(id);
          this.#session?.post({ t: 'unsub', id }, 'control');
        }
      },
    };
  }

  #request(t: 'call' | 'open', path: readonly [g: string, m: string], a: unknown, signal?: CancelSignal): { readonly id: number; readonly reply: Promise<unknown> } {
    const id = this.#nextId++;
    const session = this.#session;
    if (session === undefined) return { id, reply: Promise.reject(connectionLost()) };
    const reply = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    session.post({ t, id, g: path[0], m: path[1], a }, 'control');
    return { id, reply: signal === undefined ? reply : this.#withCancel(id, reply, signal) };
  }

  async #withCancel(id: number, reply: Promise<unknown>, signal: CancelSignal): Promise<unknown> {
    const cancel = (): void => {
      this.#session?.post({ t: 'cancel', id }, 'control');
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    try {
      return await reply;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  async #open(path: readonly [string, string], a: unknown, signal?: CancelSignal): Promise<ClientStream<unknown>> {
    const session = this.#session;
    if (session === undefined) throw connectionLost();
    const id = this.#nextId;
    const wire = session.openStream(id);
    const { reply } = this.#request('open', path, a, signal);
    try {
      return clientStream(await reply, wire);
    } catch (error) {
      session.dropStream(id);
      throw error;
    }
  }

  #buildApi(): VireoClient {
    const api: Record<string, Record<string, unknown>> = {};
    for (const [g, service] of Object.entries(contract)) {
      const entries: Record<string, unknown> = {};
      for (const [m, def] of Object.entries<Def>(service)) entries[m] = this.#entry(g, m, def.kind);
      api[g] = entries;
    }
    return api as unknown as VireoClient;
  }

  #entry(g: string, m: string, kind: 'call' | 'event' | 'stream'): unknown {
    if (kind === 'call') return (a: unknown, options?: { readonly signal?: CancelSignal }) => this.#request('call', [g, m], a, options?.signal).reply;
    if (kind === 'stream') return (a: unknown, options?: { readonly signal?: CancelSignal }) => this.#open([g, m], a, options?.signal);
    return (a: unknown, listener: (value: unknown) => void, onEnd?: (error: unknown) => void) => this.#subscribe({ g, m, a, listener, onEnd });
  }
}

const unexplained = { code: 'internal-error', domain: 'rpc', message: 'The application gave no reason.' } as const;

function clientStream(hello: unknown, wire: WireStream): ClientStream<unknown> {
  return {
    hello,
    recv: wire.recv,
    send: wire.send,
    close: () => {
      wire.abort();
    },
  };
}
