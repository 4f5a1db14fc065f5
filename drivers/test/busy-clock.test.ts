import { describe, expect, it } from 'vitest';
import { BusyClock } from './busy-clock.ts';

const UUID = '11111111-2222-4333-8444-555555555555';

describe('BusyClock', () => {
  it('only grows while the machine runs, whatever was asked before', () => {
    const clock = new BusyClock();
    clock.run(UUID, true, 1_000_000);
    const at = (ms: number): number => clock.busyMs(UUID, ms);
    const seen = [1_000_000, 1_003_000, 1_050_000, 1_060_000].map(at);
    expect(seen[0]).toBe(0);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(new Set(seen).size).toBe(4);
  });

  it('stands while the machine is paused, and goes on from there', () => {
    const clock = new BusyClock();
    clock.run(UUID, true, 1_000_000);
    clock.stop(UUID, 1_010_000);
    const paused = clock.busyMs(UUID, 1_020_000);
    expect(clock.busyMs(UUID, 1_090_000)).toBe(paused);
    clock.run(UUID, false, 1_100_000);
    expect(clock.busyMs(UUID, 1_100_000)).toBe(paused);
    expect(clock.busyMs(UUID, 1_101_000)).toBeGreaterThan(paused);
    clock.run(UUID, true, 1_200_000);
    expect(clock.busyMs(UUID, 1_200_000)).toBe(0);
  });
});
