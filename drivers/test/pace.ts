import { nextTurn } from '../core/turns.ts';

/** Longest stretch of work before others get a turn. */
const SLICE_MS = 4;

/** Gives others a turn when a stretch of work has lasted long enough. */
export class Pace {
  #since = performance.now();

  /** Undefined while the stretch lasts, then a promise that lets others run first. */
  breathe(): Promise<void> | undefined {
    return performance.now() - this.#since < SLICE_MS ? undefined : this.turn();
  }

  /** Lets others run first, in any case. */
  async turn(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
