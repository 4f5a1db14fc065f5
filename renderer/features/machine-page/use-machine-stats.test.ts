import { describe, expect, it } from 'vitest';
import { makeRow } from '../../testing/fake-world.ts';
import { makeMachineStats } from '../../testing/fake-figures.ts';
import { appendStats, GRAPH_SPAN_MS } from './use-machine-stats.ts';

const row = makeRow(3, { machines: 4, hosts: 1 });

describe('the history of a machine', () => {
  it('appends, and keeps no more than is shown', () => {
    let history = appendStats(undefined, makeMachineStats(row, 'history', 100, 300_000));
    for (let at = 1; at <= 50; at += 1) history = appendStats(history, makeMachineStats(row, 'append', 1, 300_000 + at * 3000));
    const span = (history.times.at(-1) ?? 0) - (history.times[0] ?? 0);
    expect(span).toBeLessThanOrEqual(GRAPH_SPAN_MS + 3000);
    expect(history.series.every((one) => one.values.length === history.times.length)).toBe(true);
  });
  it('begins a series that is new with unknown points', () => {
    const before = appendStats(undefined, { ...makeMachineStats(row, 'history', 3, 9000), series: [] });
    const after = appendStats(before, makeMachineStats(row, 'append', 1, 12_000));
    expect(after.series[0]?.values.slice(0, 3).every(Number.isNaN)).toBe(true);
    expect(after.series[0]?.values).toHaveLength(4);
  });
});
