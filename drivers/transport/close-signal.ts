import type { CloseReason, Event } from '../api/connection.ts';
import { Emitter } from '../core/emitter.ts';
import { toDisposable } from '../core/lifecycle.ts';

/** The end of something: it comes once, and is told to those who ask later, too. */
export class CloseSignal {
  readonly #emitter = new Emitter<CloseReason>();
  #reason: CloseReason | undefined;

  readonly event: Event<CloseReason> = (listener) => {
    const reason = this.#reason;
    if (reason === undefined) return this.#emitter.event(listener);
    let wanted = true;
    const subscription = toDisposable(() => {
      wanted = false;
    });
    queueMicrotask(() => {
      if (wanted) listener(reason);
      subscription.dispose();
    });
    return subscription;
  };

  /** Why it has ended; undefined while it lives. */
  get reason(): CloseReason | undefined {
    return this.#reason;
  }

  /** Tells the end; false if it was told before. */
  fire(reason: CloseReason): boolean {
    if (this.#reason !== undefined) return false;
    this.#reason = reason;
    this.#emitter.fire(reason);
    this.#emitter.dispose();
    return true;
  }
}
