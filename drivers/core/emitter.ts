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
  readonly #listeners = new Set<{ readonly listener: (value: T) => void }>();
  #disposed = false;

  readonly event: Event<T> = (listener) => {
    if (this.#disposed) return toDisposable(() => undefined);
    const entry = { listener };
    this.#listeners.add(entry);
    return toDisposable(() => {
      this.#listeners.delete(entry);
    });
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  fire(value: T): void {
    for (const entry of [...this.#listeners]) {
      try {
        entry.listener(value);
      } catch (error) {
        onListenerError(error);
      }
    }
  }

  readonly dispose = (): void => {
    this.#disposed = true;
    this.#listeners.clear();
  };
}
