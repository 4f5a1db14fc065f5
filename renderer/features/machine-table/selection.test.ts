import { describe, expect, it } from 'vitest';
import { activate, extendTo, NO_SELECTION, selectOnly, toggle, toggleAll } from './selection.ts';

const order = [4, 2, 9, 7];

describe('selection', () => {
  it('extends from where it began, back and forth', () => {
    const start = selectOnly(2);
    const down = extendTo(start, 7, order);
    expect([...down.ids]).toEqual([2, 9, 7]);
    expect([...extendTo(down, 4, order).ids]).toEqual([4, 2]);
  });
  it('toggles one and keeps the others', () => {
    const two = toggle(selectOnly(4), 9);
    expect([...two.ids]).toEqual([4, 9]);
    expect([...toggle(two, 4).ids]).toEqual([9]);
  });
  it('moves the ring without selecting', () => {
    const moved = activate(selectOnly(4), 9);
    expect(moved.active).toBe(9);
    expect([...moved.ids]).toEqual([4]);
  });
  it('begins anew when the anchor is not shown any more', () => {
    expect([...extendTo(selectOnly(99), 9, order).ids]).toEqual([9]);
  });
  it('selects all, then none', () => {
    const all = toggleAll(NO_SELECTION, order);
    expect(all.ids.size).toBe(4);
    expect(toggleAll(all, order).ids.size).toBe(0);
  });
});
