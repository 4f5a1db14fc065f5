import { expect, it } from 'vitest';
import { watchWake } from './wake-watch.ts';

it('tells that the computer has slept, not that it was busy or that its clock was set back', () => {
  let nowMs = 1000;
  let tick: (() => void) | undefined;
  let woken = 0;
  const watch = watchWake(() => { woken += 1; }, {
    nowMs: () => nowMs,
    every: (run) => {
      tick = run;
      return { dispose: () => { tick = undefined; } };
    },
  });
  const after = (ms: number): number => {
    nowMs += ms;
    tick?.();
    return woken;
  };
  expect([after(2000), after(2100), after(7000), after(-3_600_000), after(2000)]).toEqual([0, 0, 0, 0, 0]);
  expect([after(3_600_000), after(2000), after(15_000)]).toEqual([1, 1, 2]);
  watch.dispose();
  expect(tick).toBeUndefined();
});
