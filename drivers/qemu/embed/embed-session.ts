import type { CloseReason, Connection, Disposable, PromptHandler } from '../../api/connection.ts';
import { Emitter } from '../../core/emitter.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { EmbedState } from './embed-state.ts';
import { qemuError } from './qemu-error.ts';

/** One connection to a root folder. */
export class EmbedSession {
  readonly state: EmbedState;
  readonly uri: string;
  readonly readOnly: boolean;
  readonly prompt: PromptHandler | undefined;
  readonly closed = new Emitter<CloseReason>();
  closeListener: Disposable | undefined;
  /** The connection itself, and the way to others of its kind. */
  peers: { readonly self: Connection; readonly open: (uri: string) => Promise<Connection> } | undefined;
  readonly #store = new DisposableStore();
  readonly #callbacks = new Map<number, Disposable>();
  #nextCallback = 0;
  #open = true;

  constructor(state: EmbedState, uri: string, readOnly: boolean, prompt: PromptHandler | undefined) {
    this.state = state;
    this.uri = uri;
    this.readOnly = readOnly;
    this.prompt = prompt;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  assertOpen(): void {
    if (!this.#open) throw qemuError('invalid-conn', 'the connection is closed');
  }

  /** Keeps a subscription under a number. */
  keepCallback(subscription: Disposable): number {
    const id = this.#nextCallback++;
    this.#callbacks.set(id, this.own(subscription));
    return id;
  }

  /** @throws invalid-arg when there is no such callback. */
  dropCallback(id: number): void {
    const subscription = this.#callbacks.get(id);
    if (subscription === undefined) throw qemuError('invalid-arg', `could not find event callback ${id} for deletion`);
    subscription.dispose();
    this.#callbacks.delete(id);
  }

  /** Ends with the connection. */
  own<T extends Disposable>(item: T): T {
    return this.#store.add(item);
  }

  close(reason: CloseReason = { kind: 'client' }): void {
    if (!this.#open) return;
    this.#open = false;
    this.state.events.removeOwner(this);
    this.#store.dispose();
    this.closed.fire(reason);
  }
}
