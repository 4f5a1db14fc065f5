import type { CloseReason, Disposable, Event, OpenOptions } from '../../api/connection.ts';
import type { CallOptions, TypedParameter } from '../../api/records.ts';
import type { VirStream } from '../../api/stream.ts';
import { VirError } from '../../core/vir-error.ts';
import type { LibvirtLink } from '../../transport/libvirt-link.ts';
import type { Caller, CountedParams } from '../caller.ts';
import { EventHub } from '../events/event-hub.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { AuthList, ConnectClose } from '../protocol/remote.gen.ts';
import { ChannelPool } from './channel-pool.ts';
import { handshake } from './handshake.ts';
import { once } from './once.ts';
import { RemoteStream, type StreamPlace } from './remote-stream.ts';
import { RpcChannel } from './rpc-channel.ts';
import { securable } from './securable.ts';
import type { SignInLine, SignInOptions } from './sign-in.ts';

/** As virsh does: five seconds, five times. */
const KEEPALIVE_INTERVAL_MS = 5000;
const KEEPALIVE_COUNT = 5;
const CLOSE_DEADLINE_MS = 2000;
const SECOND_OPINION_MS = 5000;
const OPEN_DEADLINE_MS = 30_000;
/** Setting up the way for a call may take as long as the call itself has. */
const SETUP_DEADLINE_MS = 30_000;

/**
 * A connection to one daemon, over as many RPC connections as it needs: reads go over the first, what
 * changes something over a second, so that hung calls cannot delay it, and each stream over its own.
 */
export class RemoteSession implements Caller, Disposable {
  readonly events: EventHub;
  readonly onDidClose: Event<CloseReason>;
  readonly #link: LibvirtLink;
  readonly #main: RpcChannel;
  readonly #pool: ChannelPool | undefined;
  readonly #signIn: SignInOptions | undefined;
  readonly #secure: SignInLine['secure'];
  #keepAlive = false;
  #isProtected = false;

  /**
   * @param link The way to the daemon.
   * @param shares Whether further connections see the same machines; if not, everything stays on one.
   * @param signIn What to sign in with, where the daemon asks for a name and a password.
   */
  static async open(link: LibvirtLink, shares: boolean, options: OpenOptions, signIn?: SignInOptions): Promise<RemoteSession> {
    const session = new RemoteSession(link, shares, options.readOnly === true, signIn);
    try {
      await session.#handshake(options);
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  private constructor(link: LibvirtLink, shares: boolean, readOnly: boolean, signIn: SignInOptions | undefined) {
    this.#link = link;
    this.#signIn = signIn;
    const { channel, secure } = securable(link.channel, link.isSecure);
    this.#secure = secure && ((layer) => {
      this.#isProtected = true;
      secure(layer);
    });
    this.#main = new RpcChannel(channel, (program, procedure, payload) => {
      this.events.take(program, procedure, payload);
    });
    this.onDidClose = this.#main.onDidClose;
    this.events = new EventHub();
    this.#pool = shares ? new ChannelPool({ link, name: link.forwardedName, readOnly, signIn }) : undefined;
    this.#main.secondOpinion = () => this.#isHostAlive();
    once(this.#main.onDidClose, (reason) => {
      this.#pool?.end(reason);
      this.events.dispose();
      this.#link.dispose();
    });
  }

  get closeReason(): CloseReason | undefined {
    return this.#main.closeReason;
  }

  /** Signing in has put a protection of its own around everything. */
  get isProtected(): boolean {
    return this.#isProtected;
  }

  /** RPC connections in use. */
  get channels(): number {
    return 1 + (this.#pool?.size ?? 0);
  }

  readonly call = <A, R>(procedure: Procedure<A, R>, args: A, options?: CallOptions): Promise<R> => {
    if (this.#pool === undefined || procedure.access === 'read') return this.#main.call(procedure, args, options);
    return this.#callOnControl(this.#pool, procedure, args, options);
  };

  /** A call that belongs to the first connection whatever it does: events are told to whom registered. */
  readonly callOnMain = <A, R>(procedure: Procedure<A, R>, args: A, options?: CallOptions): Promise<R> =>
    this.#main.call(procedure, args, options);

  readonly countedParams = async <A>(
    procedure: Procedure<A, CountedParams>,
    args: (nparams: number) => A,
    options?: CallOptions,
  ): Promise<readonly TypedParameter[]> => {
    const { nparams } = await this.call(procedure, args(0), options);
    if (nparams === 0) return [];
    return (await this.call(procedure, args(nparams), options)).params;
  };

  readonly openStream = async <A, R>(
    procedure: Procedure<A, R>,
    args: A,
    options?: CallOptions,
  ): Promise<{ readonly answer: R; readonly stream: VirStream }> => {
    const place = await this.#placeForStream(options);
    const { rpc } = place;
    const serial = rpc.nextSerial;
    const stream = new RemoteStream(procedure, place, serial);
    try {
      const answer = await rpc.call(procedure, args, options, stream);
      return { answer, stream };
    } catch (error) {
      rpc.forgetStream(serial);
      // Refused by the host: the connection is as good as before. Given up by us: a stream may yet begin.
      const gaveUp = VirError.is(error, 'operation-aborted') || VirError.is(error, 'operation-timeout');
      place.release(gaveUp ? 'broken' : 'clean');
      throw error;
    }
  };

  /** Sends pings of our own; false when the daemon does not answer them. */
  setKeepAlive(intervalMs: number, count: number): boolean {
    if (!this.#keepAlive) return false;
    this.#main.startKeepAlive(intervalMs, count);
    return true;
  }

  /** Says goodbye and ends everything. */
  async close(): Promise<void> {
    if (this.closeReason !== undefined) return;
    try {
      await this.#main.call(ConnectClose, undefined, { deadlineMs: CLOSE_DEADLINE_MS });
    } catch (error) {
      // A host that does not answer a goodbye is left anyway; anything but an error of the host is a bug.
      if (!VirError.is(error)) throw error;
    } finally {
      this.dispose();
    }
  }

  readonly dispose = (): void => {
    this.#main.dispose();
    this.#pool?.dispose();
    this.#link.dispose();
  };

  async #handshake(options: OpenOptions): Promise<void> {
    const call: CallOptions = {
      deadlineMs: options.deadlineMs ?? OPEN_DEADLINE_MS,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    const readOnly = options.readOnly === true;
    const { keepAlive, askedPolkit } = await handshake(this.#main, { name: this.#link.forwardedName, readOnly, keepAlive: true, call, signIn: this.#signIn, secure: this.#secure });
    this.#keepAlive = keepAlive;
    // polkit remembers a password for some minutes only: whoever has just typed it is not asked again later.
    if (askedPolkit && !readOnly) this.#pool?.warm();
    this.setKeepAlive(KEEPALIVE_INTERVAL_MS, KEEPALIVE_COUNT);
  }

  async #callOnControl<A, R>(pool: ChannelPool, procedure: Procedure<A, R>, args: A, options: CallOptions | undefined): Promise<R> {
    let rpc: RpcChannel;
    try {
      rpc = await pool.control({ deadlineMs: SETUP_DEADLINE_MS });
    } catch (error) {
      if (this.closeReason !== undefined) throw VirError.from(error);
      // No second connection (a limit of the daemon, say): the first one carries it as well as it can.
      rpc = this.#main;
    }
    return rpc.call(procedure, args, options);
  }

  async #placeForStream(options: CallOptions | undefined): Promise<StreamPlace> {
    const shared: StreamPlace = { rpc: this.#main, exclusive: false, release: () => undefined };
    const pool = this.#pool;
    if (pool === undefined) return shared;
    try {
      const rpc = await pool.forStream(setupOptions(options));
      let released = false;
      const release = (end: 'clean' | 'broken'): void => {
        if (released) return;
        released = true;
        if (end === 'clean') pool.giveBack(rpc);
        else rpc.endGently();
      };
      return { rpc, exclusive: true, release };
    } catch (error) {
      if (this.closeReason !== undefined) throw VirError.from(error);
      return shared;
    }
  }

  /** The first connection is silent, perhaps because the daemon stopped reading it: does another one answer? */
  async #isHostAlive(): Promise<boolean> {
    if (this.#pool === undefined) return false;
    const rpc = await this.#pool.control({ deadlineMs: SECOND_OPINION_MS });
    await rpc.call(AuthList, undefined, { deadlineMs: SECOND_OPINION_MS });
    return true;
  }
}

function setupOptions(options: CallOptions | undefined): CallOptions {
  return { ...options, deadlineMs: Math.min(options?.deadlineMs ?? SETUP_DEADLINE_MS, SETUP_DEADLINE_MS) };
}
