/** A frame that has not come for so long is waited for. */
const LATE_MS = 250;
/** … but not longer: where nothing is shown no frame comes at all. */
const MOST_MS = 1000;

/** What a pace needs of the page. */
export interface FrameWorld {
  readonly requestFrame: (done: () => void) => void;
  readonly isHidden: () => boolean;
  readonly nowMs: () => number;
}

const PAGE: FrameWorld = { requestFrame: (done) => { requestAnimationFrame(done); }, isHidden: () => document.hidden, nowMs: () => performance.now() };

/**
 * Keeps whoever paints all the time from keeping the page: on a busy computer a display that changes without end would fill the
 * queues of what draws, and the window would stand still for many seconds.
 */
export class FramePace {
  readonly #world: FrameWorld;
  #askedMs: number | undefined;
  #waiting: (() => void) | undefined;

  constructor(world: FrameWorld = PAGE) {
    this.#world = world;
  }

  /** Undefined: paint on. Else when that is time again. */
  next(): Promise<void> | undefined {
    const now = this.#world.nowMs();
    if (this.#askedMs === undefined) {
      this.#askedMs = now;
      this.#world.requestFrame(() => {
        this.#askedMs = undefined;
        this.#waiting?.();
      });
    }
    if (now - this.#askedMs < LATE_MS || this.#world.isHidden()) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, MOST_MS);
      this.#waiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
