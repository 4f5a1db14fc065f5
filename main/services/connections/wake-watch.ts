import type { Disposable } from '../../../drivers/api/connection.ts';

const LOOK_EVERY_MS = 2000;
/** A busy computer is late, too; nobody sleeps for less. */
const SLEPT_MS = 8000;

/** The clock that is looked at; tests give another one. */
export interface WakeClock {
  readonly nowMs: () => number;
  readonly every: (run: () => void, intervalMs: number) => Disposable;
}

const realClock: WakeClock = {
  nowMs: () => Date.now(),
  every: (run, intervalMs) => {
    const timer = setInterval(run, intervalMs);
    timer.unref();
    return { dispose: () => { clearInterval(timer); } };
  },
};

/**
 * Tells when this computer has slept (a closed laptop): timers stand still then and the clock jumps ahead. Every host
 * has long given us up by then, and waiting for keepalive to notice would cost the first half minute after opening the lid.
 */
export function watchWake(onWake: () => void, clock: WakeClock = realClock): Disposable {
  let before = clock.nowMs();
  return clock.every(() => {
    const now = clock.nowMs();
    const late = now - before - LOOK_EVERY_MS;
    before = now;
    if (late > SLEPT_MS) onWake();
  }, LOOK_EVERY_MS);
}
