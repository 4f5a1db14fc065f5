import { describe, expect, it } from 'vitest';
import { nextTurn } from './turns.ts';

describe('turns', () => {
  it('are given to one computation in each round of the event loop, in order', async () => {
    const seen: string[] = [];
    let round = 0;
    let counting = true;
    const count = (): void => {
      round += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const work = async (name: string): Promise<void> => {
      for (let step = 0; step < 3; step++) {
        await nextTurn();
        seen.push(`${name} ${round}`);
      }
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    counting = false;
    expect(seen.map((text) => text.split(' ')[0])).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
    expect(new Set(seen.map((text) => text.split(' ')[1])).size).toBe(9);
  });

  it('let timers and sockets in between', async () => {
    let ticks = 0;
    const timer = setInterval(() => { ticks += 1; }, 1);
    for (let step = 0; step < 50; step++) {
      const until = performance.now() + 2;
      while (performance.now() < until);
      await nextTurn();
    }
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(20);
  });
});
