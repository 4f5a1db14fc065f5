import { VirError } from '../../core/vir-error.ts';
import { Emitter } from '../../core/emitter.ts';
import type { CloseReason } from '../../api/connection.ts';
import type { LibvirtLink } from '../../transport/libvirt-link.ts';
import type { Splitting } from '../../transport/testing/splitting.ts';
import type { ServedProcedure } from '../protocol/procedure.ts';
import * as S from '../protocol/remote-served.gen.ts';
import type { XdrReader } from '../protocol/xdr-reader.ts';
import type { XdrWriter } from '../protocol/xdr-writer.ts';
import { once } from '../rpc/once.ts';
import { FakeClient, type FakeCall } from './fake-client.ts';
import { MemoryChannel } from './memory-channel.ts';

/** How the daemon behaves. */
export interface FakeDaemonOptions {
  readonly splitting?: Splitting;
  readonly seed?: number;
  /** What AUTH_LIST answers. */
  readonly authTypes?: readonly number[];
  /** How many calls of a client run at once; it is not read while so many do. */
  readonly maxClientRequests?: number;
  /** Connections that are taken; more are refused. */
  readonly maxConnections?: number;
}

/** How a call is served, without its types. */
export interface Served {
  readonly getArgs: (r: XdrReader) => unknown;
  readonly putRet: (w: XdrWriter, ret: never) => void;
  readonly serve: (args: never, call: FakeCall) => unknown;
}

/** A libvirt daemon for tests: serves what it is told to, and misbehaves when asked. */
export class FakeDaemon {
  readonly clients: FakeClient[] = [];
  readonly #options: FakeDaemonOptions;
  readonly #served = new Map<string, Served>();

  constructor(options: FakeDaemonOptions = {}) {
    this.#options = options;
    this.on(S.ServedAuthList, () => ({ types: options.authTypes ?? [0] }));
    this.on(S.ServedConnectOpen, () => undefined);
    this.on(S.ServedConnectClose, () => undefined);
    this.on(S.ServedConnectSupportsFeature, ({ feature }) => ({ supported: feature === 10 || feature === 14 || feature === 15 }));
  }

  get maxClientRequests(): number {
    return this.#options.maxClientRequests ?? 5;
  }

  /** The first connection; there must be one. */
  get main(): FakeClient {
    const client = this.clients[0];
    if (client === undefined) throw new Error('nobody has connected');
    return client;
  }

  /** Serves a call. A promise that never settles is a call that hangs; a thrown VirError is the answer. */
  on<A, R>(served: ServedProcedure<A, R>, serve: (args: A, call: FakeCall) => R | Promise<R>): this {
    const { procedure, getArgs, putRet } = served;
    this.#served.set(`${procedure.program}:${procedure.number}`, {
      getArgs,
      putRet: putRet,
      serve: serve,
    });
    return this;
  }

  /** How a call is served; undefined when it is unknown here. */
  served(program: number, procedure: number): Served | undefined {
    return this.#served.get(`${program}:${procedure}`);
  }

  /** A way to this daemon, as the transport gives it. */
  link(forwardedName = 'test:///default'): LibvirtLink {
    const closed = new Emitter<CloseReason>();
    const channel = this.#connect();
    once(channel.onDidClose, (reason) => {
      closed.fire(reason);
    });
    const newChannel = (): Promise<MemoryChannel> => {
      if (this.clients.length >= (this.#options.maxConnections ?? 100)) {
        return Promise.reject(new VirError({ code: 'system-error', domain: 'rpc', message: 'too many connections' }));
      }
      return Promise.resolve(this.#connect());
    };
    const dispose = (): void => {
      channel.dispose();
    };
    return { channel, forwardedName, newChannel, onDidClose: closed.event, description: 'fake daemon', isSecure: true, dispose };
  }

  #connect(): MemoryChannel {
    const { client, daemon } = MemoryChannel.pair(this.#options.splitting, (this.#options.seed ?? 1) + this.clients.length);
    this.clients.push(new FakeClient(this, daemon));
    return client;
  }
}
