import { describe, expect, it } from 'vitest';
import { makeRow } from '../../testing/fake-world.ts';
import { parseFilter } from './filter.ts';
import { filterRows, groupRows, orderGroups, sortRows, type RowContext } from './table-order.ts';

const rows = Array.from({ length: 40 }, (_, index) => makeRow(index, { machines: 40, hosts: 3 }));
const rowOf = (id: number): (typeof rows)[number] | undefined => rows[id];
const context: RowContext = {
  hostLabel: (row) => row.connectionId,
  stateWords: (row) => [row.state],
  figure: (_, id) => (id % 4 === 0 ? Number.NaN : (id * 7) % 13),
};
const all = rows.map((row) => row.row);

describe('the order of the table', () => {
  it('sorts names as people count', () => {
    const three = [{ ...makeRow(0, { machines: 1, hosts: 1 }), name: 'vm-10' }, { ...makeRow(1, { machines: 1, hosts: 1 }), name: 'vm-9' }, { ...makeRow(2, { machines: 1, hosts: 1 }), name: 'VM-1' }];
    expect(sortRows([0, 1, 2], { key: 'name', descending: false }, (id) => three[id], context)).toEqual([2, 1, 0]);
  });
  it('puts unknown figures last both ways', () => {
    for (const descending of [false, true]) {
      const figures = sortRows([...all], { key: 'cpu', descending }, rowOf, context).map((id) => context.figure('cpu', id));
      const known = figures.filter((figure) => !Number.isNaN(figure));
      expect(figures.slice(0, known.length)).toEqual(known);
      expect(known).toEqual([...known].sort((a, b) => (descending ? b - a : a - b)));
    }
  });
  it('gives the same order whatever the order before', () => {
    const sort = { key: 'disk', descending: true } as const;
    expect(sortRows([...all].reverse(), sort, rowOf, context)).toEqual(sortRows([...all], sort, rowOf, context));
  });
  it('says which figures it depends on', () => {
    expect(orderGroups([], { key: 'name', descending: false })).toEqual([]);
    expect(orderGroups([], { key: 'network', descending: true })).toEqual(['net']);
    expect(orderGroups(parseFilter('disk>1M vcpus>2 web cpu>50'), { key: 'cpu', descending: true })).toEqual(['cpu', 'disk']);
  });
  it('filters, keeps the former order and takes in what is new', () => {
    const former = [5, 3, 1, 99];
    expect(filterRows(former, new Set([1, 3, 5, 7]), [], rowOf, context)).toEqual([5, 3, 1, 7]);
    const running = filterRows([], all, parseFilter('state:running'), rowOf, context);
    expect(running.length).toBeGreaterThan(0);
    expect(running.every((id) => rowOf(id)?.state === 'running')).toBe(true);
  });
  it('groups with counts and loses nobody', () => {
    const lines = groupRows(all, 'host', rowOf, (row) => row.connectionId);
    const heads = lines.filter((line) => typeof line !== 'number');
    expect(heads.reduce((total, head) => total + head.count, 0)).toBe(all.length);
    expect(lines.length).toBe(all.length + heads.length);
  });
});
