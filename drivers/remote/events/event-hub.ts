import type { Disposable, Event } from '../../api/connection.ts';
import { Emitter } from '../../core/emitter.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { XdrReader } from '../protocol/xdr-reader.ts';
import { Fifo } from '../rpc/fifo.ts';
import { decodeEvent, type DecodedEvent, type EventFamilies, type EventFamily } from './event-decoders.ts';

/** More than this are not kept for listeners that do not keep up. */
const QUEUE_MAX = 20_000;
/** Delivered in one turn of the event loop, so that calls get their share. */
const PER_TURN = 500;
/** Kept while a registration is under way: its events may come before its answer. */
const EARLY_MAX = 1000;

/** How to register with the daemon for one listener. */
export interface EventRegistration<F extends EventFamily> {
  readonly family: F;
  readonly listener: (event: EventFamilies[F]) => void;
  /** Asks the daemon; answers the daemon's number. */
  readonly register: () => Promise<number>;
  readonly deregister: (callbackID: number) => Promise<void>;
}

interface Listener {
  readonly family: EventFamily;
  readonly callbackID: number;
  readonly emitter: Emitter<DecodedEvent['event']>;
  readonly subscription: Disposable;
  readonly deregister: (callbackID: number) => Promise<void>;
}

/**
 * The events of a session: from messages to listeners. Reading never waits for a listener; what they do
 * not take in time is dropped, and {@link onDidOverflow} tells so.
 */
export class EventHub implements Disposable {
  readonly #overflow = new Emitter<void>();
  readonly #queue = new Fifo<DecodedEvent>();
  readonly #listeners = new Map<number, Listener>();
  #early: DecodedEvent[] = [];
  #registering = 0;
  #nextId = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #lost = false;
  #disposed = false;

  /** Events were lost: what is known must be listed anew. */
  readonly onDidOverflow: Event<void> = this.#overflow.event;

  /** A message came. Unknown ones are passed over: newer daemons may send them. */
  take(program: number, procedure: number, payload: XdrReader): void {
    const decoded = this.#decode(program, procedure, payload);
    if (decoded === undefined) return;
    if (this.#queue.length >= QUEUE_MAX) {
      this.#queue.clear();
      this.#lost = true;
    } else {
      this.#queue.push(decoded);
    }
    this.#schedule();
  }

  /** Registers a listener; answers its number here. */
  async register<F extends EventFamily>(registration: EventRegistration<F>): Promise<number> {
    this.#registering++;
    try {
      const callbackID = await registration.register();
      const id = this.#nextId++;
      const { family, listener, deregister } = registration;
      const emitter = new Emitter<DecodedEvent['event']>();
      const subscription = emitter.event(listener as (event: DecodedEvent['event']) => void);
      this.#listeners.set(id, { family, callbackID, emitter, subscription, deregister });
      return id;
    } finally {
      this.#registering--;
      this.#retryEarly();
    }
  }

  /**
   * Ends a registration; with the connection they all have ended.
   *
   * @throws invalid-arg for a number that is not registered in this family.
   */
  async deregister(id: number, families: readonly EventFamily[]): Promise<void> {
    if (this.#disposed) return;
    const found = this.#listeners.get(id);
    if (found === undefined || !families.includes(found.family)) {
      throw libvirtError('remote', 'invalid-arg', `could not find event callback ${id} for deletion`);
    }
    this.#forget(id, found);
    await found.deregister(found.callbackID);
  }

  /** Forgets every listener of a family without a word to the daemon. */
  drop(family: EventFamily): void {
    for (const [id, entry] of [...this.#listeners]) if (entry.family === family) this.#forget(id, entry);
  }

  readonly dispose = (): void => {
    this.#disposed = true;
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#queue.clear();
    this.#early = [];
    for (const [id, entry] of [...this.#listeners]) this.#forget(id, entry);
    this.#overflow.dispose();
  };

  #forget(id: number, entry: Listener): void {
    this.#listeners.delete(id);
    entry.subscription.dispose();
  }

  #decode(program: number, procedure: number, payload: XdrReader): DecodedEvent | undefined {
    try {
      return decodeEvent(program, procedure, payload);
    } catch (error) {
      // A parameter of a future type spoils one event, not the connection.
      if (VirError.is(error, 'no-support')) return undefined;
      throw error;
    }
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#deliver();
    });
  }

  #deliver(): void {
    for (let i = 0; i < PER_TURN; i++) {
      const decoded = this.#queue.shift();
      if (decoded === undefined) break;
      if (!this.#tell(decoded) && this.#registering > 0 && this.#early.length < EARLY_MAX) this.#early.push(decoded);
    }
    if (this.#queue.length > 0) this.#schedule();
    if (!this.#lost) return;
    this.#lost = false;
    this.#overflow.fire();
  }

  #tell(decoded: DecodedEvent): boolean {
    let told = false;
    for (const entry of [...this.#listeners.values()]) {
      if (entry.family !== decoded.family || entry.callbackID !== decoded.callbackID) continue;
      told = true;
      entry.emitter.fire(decoded.event);
    }
    return told;
  }

  #retryEarly(): void {
    if (this.#early.length === 0) return;
    const early = this.#early;
    this.#early = [];
    for (const decoded of early) this.#queue.push(decoded);
    this.#schedule();
  }
}
