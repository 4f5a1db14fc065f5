import type { Disposable } from '../api/connection.ts';
import type { CancelSignal } from '../api/records.ts';

/** Lets one waiter sleep until there is something to look at. A call of {@link notify} that came too early is not lost. */
export class WakeUp implements Disposable {
  #pending = false;
  #wake: (() => void) | undefined;

  /** There is something to look at. */
  notify(): void {
    this.#pending = true;
    this.#wake?.();
  }

  /** Sleeps until {@link notify}, the signal, or the time is up. */
  async wait(timeoutMs: number, signal?: CancelSignal): Promise<void> {
    if (!this.#pending && signal?.aborted !== true) await this.#sleep(timeoutMs, signal);
    this.#pending = false;
  }

  readonly dispose = (): void => {
    this.notify();
  };

  #sleep(timeoutMs: number, signal: CancelSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, timeoutMs));
      this.#wake = done;
      signal?.addEventListener('abort', done);
    });
  }
}
