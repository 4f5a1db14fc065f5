import type { Disposable } from '../../drivers/api/connection.ts';
import { disposableTimeout, MutableDisposable } from '../../drivers/core/lifecycle.ts';

/** Runs something once for many requests: a moment after the first of them. */
export class Coalescer implements Disposable {
  readonly #run: () => void;
  readonly #delayMs: number;
  readonly #timer = new MutableDisposable<Disposable>();

  constructor(run: () => void, delayMs: number) {
    this.#run = run;
    this.#delayMs = delayMs;
  }

  readonly schedule = (): void => {
    this.#timer.value ??= disposableTimeout(() => {
      this.#timer.value = undefined;
      this.#run();
    }, this.#delayMs);
  };

  readonly dispose = (): void => {
    this.#timer.dispose();
  };
}
