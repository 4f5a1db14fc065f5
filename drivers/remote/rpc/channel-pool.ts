import type { CloseReason, Disposable } from '../../api/connection.ts';
import type { CallOptions } from '../../api/records.ts';
import { disposableTimeout, DisposableStore } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import type { LibvirtLink } from '../../transport/libvirt-link.ts';
import { handshake } from './handshake.ts';
import { once } from './once.ts';
import { RpcChannel } from './rpc-channel.ts';
import { securable } from './securable.ts';
import type { SignInOptions } from './sign-in.ts';

const IDLE_MS = 10_000;
const WARM_DEADLINE_MS = 30_000;

/** What every further connection of a session has in common with the first. */
export interface PoolOptions {
  readonly link: Pick<LibvirtLink, 'newChannel' | 'isSecure'>;
  readonly name: string;
  readonly readOnly: boolean;
  readonly signIn?: SignInOptions | undefined;
}

/**
 * The further RPC connections of a session, opened when first needed: one for what people do, and one for
 * each stream, so that a slow reader stops nothing but its own stream.
 */
export class ChannelPool implements Disposable {
  readonly #options: PoolOptions;
  readonly #open = new Set<RpcChannel>();
  readonly #idle: { readonly rpc: RpcChannel; readonly timer: Disposable }[] = [];
  readonly #store = new DisposableStore();
  #control: Promise<RpcChannel> | undefined;
  #disposed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** How many connections there are besides the first. */
  get size(): number {
    return this.#open.size;
  }

  /** The connection for user actions and control; a lost one is replaced at the next use. */
  control(call: CallOptions): Promise<RpcChannel> {
    if (this.#control === undefined) {
      const opening = this.#connect(call);
      this.#control = opening;
      const forget = (): void => {
        if (this.#control === opening) this.#control = undefined;
      };
      opening.then((rpc) => once(rpc.onDidClose, forget), forget);
    }
    return this.#control;
  }

  /** Opens the connection for user actions before anybody needs it. */
  warm(): void {
    // A failure shows when the connection is needed, which then tries again.
    this.control({ deadlineMs: WARM_DEADLINE_MS }).catch(() => undefined);
  }

  /** A connection for one stream. */
  async forStream(call: CallOptions): Promise<RpcChannel> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      this.#store.delete(idle.timer);
      if (idle.rpc.closeReason === undefined) return idle.rpc;
    }
    return this.#connect(call);
  }

  /** Gives a stream's connection back, which may carry another stream now. */
  giveBack(rpc: RpcChannel): void {
    if (this.#disposed || rpc.closeReason !== undefined || this.#idle.length > 0) {
      rpc.endGently();
      return;
    }
    const timer = disposableTimeout(() => {
      const index = this.#idle.findIndex((entry) => entry.rpc === rpc);
      if (index >= 0) this.#idle.splice(index, 1);
      this.#store.delete(timer);
      rpc.endGently();
    }, IDLE_MS);
    this.#store.add(timer);
    this.#idle.push({ rpc, timer });
  }

  /** Ends every connection, because the first one ended. */
  end(reason: CloseReason): void {
    this.#disposed = true;
    this.#store.dispose();
    for (const rpc of [...this.#open]) rpc.endBecause(reason);
  }

  readonly dispose = (): void => {
    this.end({ kind: 'client' });
  };

  async #connect(call: CallOptions): Promise<RpcChannel> {
    const { link, signIn } = this.#options;
    const { channel, secure } = securable(await link.newChannel(), link.isSecure);
    // Messages come on the first connection only: nothing is registered on the others.
    const rpc = new RpcChannel(channel, () => undefined);
    if (this.#disposed) {
      rpc.dispose();
      throw new VirError({ code: 'internal-error', domain: 'rpc', message: 'internal error: client socket is closed' });
    }
    this.#open.add(rpc);
    once(rpc.onDidClose, () => this.#open.delete(rpc));
    try {
      const { name, readOnly } = this.#options;
      await handshake(rpc, { name, readOnly, keepAlive: false, call, signIn, secure });
      return rpc;
    } catch (error) {
      rpc.dispose();
      throw error;
    }
  }
}
