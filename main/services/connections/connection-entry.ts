import type { CloseReason, Connection, Disposable, Event, PromptHandler } from '../../../drivers/api/connection.ts';
import type { VirErrorInfo } from '../../../drivers/api/errors.ts';
import { extrasOf } from '../../../drivers/core/require-extra.ts';
import { redactUri } from '../../../drivers/core/connect-uri.ts';
import { Emitter } from '../../../drivers/core/emitter.ts';
import { disposableTimeout, MutableDisposable } from '../../../drivers/core/lifecycle.ts';
import type { DriverRegistry } from '../../../drivers/core/registry.ts';
import { hasMethod, methodsOf, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionInfo, ConnectionState, HostFacts } from '../../contract/connections.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { explainConnect, type WhoAmI } from '../failures/explain-connect.ts';
import { defaultLabel } from './connection-label.ts';
import type { SavedConnection } from './connection-store.ts';
import { readHostFacts } from './host-facts.ts';

/** What an entry needs of the house. */
export interface EntryHouse {
  readonly drivers: DriverRegistry;
  readonly who: WhoAmI;
  readonly promptHandler: (entry: ConnectionEntry) => PromptHandler;
  /** Waiting times between tries after a loss, in milliseconds; the last one repeats. */
  readonly backOffMs: readonly number[];
}

/** How long a host may take to answer after this computer has slept. */
const PROBE_MS = 4000;

/** Errors that another try by itself cannot mend: a person has to do something. */
const HOPELESS = new Set<VirErrorInfo['code']>(['auth-cancelled', 'auth-failed', 'auth-unavailable', 'no-connect', 'invalid-arg', 'operation-aborted', 'access-denied']);

/**
 * One remembered connection with its state: disconnected → connecting → connected → lost → connecting …, or failed.
 * A lost connection is opened again by itself, at growing intervals and without asking anybody anything.
 */
export class ConnectionEntry implements Disposable {
  readonly #house: EntryHouse;
  readonly #changed = new Emitter<void>();
  readonly #opened = new Emitter<Connection>();
  readonly #lost = new Emitter<void>();
  readonly #ended = new Emitter<void>();
  readonly #retry = new MutableDisposable<Disposable>();
  readonly #closing = new MutableDisposable<Disposable>();
  #saved: SavedConnection;
  #state: ConnectionState = 'disconnected';
  #connection: Connection | undefined;
  #opening: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  #phase: MessageKey | undefined;
  #error: VirError | undefined;
  #lastSeenMs: number | undefined;
  #retryAtMs: number | undefined;
  #tries = 0;
  #host: HostFacts | undefined;
  #methods: readonly string[] = [];
  #background = false;
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly onDidOpen: Event<Connection> = this.#opened.event;
  /** The peer has gone; what is known of it is old from now on. */
  readonly onDidLose: Event<void> = this.#lost.event;
  /** Disconnected on purpose: nothing of it is shown any more. What was lost and cannot be had again stays shown, as old. */
  readonly onDidEnd: Event<void> = this.#ended.event;

  constructor(saved: SavedConnection, house: EntryHouse) {
    this.#saved = saved;
    this.#house = house;
  }

  get saved(): SavedConnection {
    return this.#saved;
  }

  set saved(next: SavedConnection) {
    this.#saved = next;
    this.#changed.fire();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The open connection; undefined while there is none. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Whether it is being opened again by itself, when nobody shall be asked. */
  get inBackground(): boolean {
    return this.#background;
  }

  get info(): ConnectionInfo {
    const { id, uri, label, readOnly, autoConnect, folder } = this.#saved;
    const own = defaultLabel(uri);
    return {
      id,
      uri: redactUri(uri),
      ...own,
      ...(label === '' ? {} : { label, labelKey: undefined, labelValues: {} }),
      folder,
      state: this.#state,
      readOnly,
      autoConnect,
      phase: this.#phase,
      error: this.#error?.toInfo(),
      failure: this.#error === undefined ? undefined : explainConnect(this.#error, uri, this.#house.who),
      warning: this.#connection?.warning,
      lastSeenMs: this.#state === 'connected' ? Date.now() : this.#lastSeenMs,
      retryAtMs: this.#retryAtMs,
      host: this.#host,
      route: this.#connection?.route,
      methods: this.#methods,
    };
  }

  /** Opens it, if it is not open; resolves when that has succeeded or failed, see {@link state}. */
  connect(): Promise<void> {
    if (this.#state === 'connected') return Promise.resolve();
    if (this.#opening !== undefined && !this.#background) return this.#opening.done;
    this.#opening?.abort.abort();
    this.#tries = 0;
    return this.#open(false);
  }

  /** Closes it on purpose. */
  async disconnect(): Promise<void> {
    this.#retry.value = undefined;
    this.#opening?.abort.abort();
    this.#opening = undefined;
    const connection = this.#connection;
    this.#forget();
    this.#set('disconnected', { error: undefined, host: undefined });
    this.#ended.fire();
    await connection?.close();
  }

  /** Says that a person is being asked, for as long as it takes. */
  async whileAsking<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#state !== 'connecting') return ask();
    this.#phase = 'phase.prompt';
    this.#changed.fire();
    try {
      return await ask();
    } finally {
      this.#phase = this.#opening === undefined ? undefined : 'phase.opening';
      this.#changed.fire();
    }
  }

  /**
   * Looks at once how things stand, as after this computer has slept: what was lost is opened again without waiting for its
   * turn, what seems open must answer within a moment or counts as lost.
   */
  async probe(): Promise<void> {
    const connection = this.#connection;
    if (this.#state === 'lost' && this.#opening === undefined) {
      this.#tries = 0;
      await this.#open(true);
    }
    if (connection === undefined || !hasMethod(connection, 'connect', 'getLibVersion')) return;
    try {
      await requireMethod(connection, 'connect', 'getLibVersion')({ deadlineMs: PROBE_MS });
      this.touch();
    } catch (error) {
      // A host that answers with an error is there.
      if (!VirError.is(error, 'operation-timeout') || this.#connection !== connection) return;
      this.#tries = 0;
      this.#onClose(connection, { kind: 'keepalive' });
      this.#retry.value = undefined;
      void connection.close();
      await this.#open(true);
    }
  }

  /** The connection has answered just now. */
  touch(): void {
    this.#lastSeenMs = Date.now();
  }

  readonly dispose = (): void => {
    this.#retry.dispose();
    this.#opening?.abort.abort();
    this.#closing.dispose();
    this.#changed.dispose();
    this.#opened.dispose();
    this.#lost.dispose();
    this.#ended.dispose();
  };

  #open(background: boolean): Promise<void> {
    const abort = new AbortController();
    this.#background = background;
    this.#retry.value = undefined;
    const done = this.#tryOpen(abort.signal);
    this.#opening = { abort, done };
    this.#phase = 'phase.opening';
    this.#set(background ? 'lost' : 'connecting', background ? {} : { error: undefined });
    return done;
  }

  async #tryOpen(signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    try {
      const { uri, readOnly } = this.#saved;
      const connection = await this.#house.drivers.open(uri, { readOnly, signal, prompt: this.#house.promptHandler(this) });
      if (signal.aborted) {
        await connection.close();
        return;
      }
      this.#opening = undefined;
      this.#adopt(connection);
    } catch (error) {
      if (signal.aborted) return;
      this.#opening = undefined;
      this.#failed(VirError.from(error));
    }
  }

  #adopt(connection: Connection): void {
    this.#connection = connection;
    this.#tries = 0;
    this.#methods = [...methodsOf(connection), ...extrasOf(connection)];
    this.#closing.value = connection.onDidClose((reason) => {
      this.#onClose(connection, reason);
    });
    this.touch();
    this.#set('connected', { error: undefined });
    this.#opened.fire(connection);
    void this.#readHost(connection);
  }

  async #readHost(connection: Connection): Promise<void> {
    const host = await readHostFacts(connection);
    if (this.#connection !== connection) return;
    this.#host = host;
    this.#changed.fire();
  }

  #onClose(connection: Connection, reason: CloseReason): void {
    if (this.#connection !== connection) return;
    this.#lastSeenMs = Date.now();
    this.#forget();
    const error = reason.error === undefined ? closedError(reason, this.#saved.uri) : VirError.fromInfo(reason.error);
    this.#lost.fire();
    this.#retryLater(error);
  }

  #failed(error: VirError): void {
    if (this.#background && !HOPELESS.has(error.code)) {
      this.#retryLater(error);
      return;
    }
    this.#set('failed', { error });
  }

  #retryLater(error: VirError): void {
    const { backOffMs } = this.#house;
    const delayMs = backOffMs[Math.min(this.#tries, backOffMs.length - 1)] ?? 1000;
    this.#tries++;
    this.#retryAtMs = Date.now() + delayMs;
    this.#phase = undefined;
    this.#set('lost', { error, retryAtMs: this.#retryAtMs });
    this.#retry.value = disposableTimeout(() => {
      void this.#open(true);
    }, delayMs);
  }

  #forget(): void {
    this.#connection = undefined;
    this.#closing.value = undefined;
    this.#methods = [];
  }

  #set(state: ConnectionState, more: { readonly error?: VirError | undefined; readonly host?: undefined; readonly retryAtMs?: number }): void {
    this.#state = state;
    if ('error' in more) this.#error = more.error;
    if ('host' in more) this.#host = undefined;
    this.#retryAtMs = more.retryAtMs;
    if (this.#opening === undefined) this.#phase = undefined;
    this.#changed.fire();
  }
}

function closedError(reason: CloseReason, uri: string): VirError {
  const message = reason.kind === 'keepalive' ? 'connection closed: the host did not answer in time' : 'connection closed by the host';
  return new VirError({ code: 'rpc', domain: 'rpc', message, subject: redactUri(uri) });
}
