import type { Disposable, Event } from '../api/connection.ts';
import { toDisposable } from './lifecycle.ts';

/** Where a listener's own failure goes: a faulty listener must not stop the others. */
export type ListenerErrorHandler = (error: unknown) => void;

let onListenerError: ListenerErrorHandler = (error) => {
  queueMicrotask(() => {
    throw error;
  });
};

/** Says where failures of listeners go; by default they crash the process loudly. */
export function setListenerErrorHandler(handler: ListenerErrorHandler): void {
  onListenerError = handler;
}

/** The sending side of an {@link Event}. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Map<Disposable, (value: T) => void>();
  #disposed = false;

  readonly event: Event<T> = (listener) => {
    if (this.#disposed) return NOTHING_TO_END;
    const subscription = toDisposable(() => {
      this.#listeners.delete(subscription);
    });
    this.#listeners.set(subscription, listener);
    return subscription;
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners.values()]) {
      try {
        listener(value);
      } catch (error) {
        onListenerError(error);
      }
    }
  }

  /** Ends all subscriptions with it. */
  readonly dispose = (): void => {
    this.#disposed = true;
    for (const subscription of [...this.#listeners.keys()]) subscription.dispose();
  };
}

const NOTHING_TO_END: Disposable = { dispose: () => undefined };
