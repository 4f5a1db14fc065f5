import { describe, expect, it } from 'vitest';
import { layRails, type Branch } from './lay-rails.ts';

const taken = (name: string, parent: string | undefined, takenMs: number): Branch => ({ name, parent, takenMs });
const shape = (items: readonly Branch[], here?: string): readonly string[] =>
  layRails(items, here).map(({ item, lane, from, hasAbove, hasBelow, passing }) => `${item.name} ${lane}${from === undefined ? '' : `<${from}`}${hasAbove ? '^' : ''}${hasBelow ? 'v' : ''} ${passing.join(',')}`.trimEnd());

describe('layRails', () => {
  it('draws a chain as one line', () => {
    expect(shape([taken('c', 'b', 3), taken('a', undefined, 1), taken('b', 'a', 2)])).toEqual(['a 0v', 'b 0^v', 'c 0^']);
  });

  it('lets branches stand beside the line that leads to what runs now', () => {
    const items = [taken('fresh', undefined, 1), taken('pg', 'fresh', 2), taken('gui', 'pg', 3), taken('plugins', 'gui', 4), taken('auto', 'pg', 5), taken('dry', 'auto', 6), taken('before', 'auto', 7)];
    expect(shape(items, 'before')).toEqual(['fresh 0v', 'pg 0^v', 'gui 1<0v 0', 'plugins 1^ 0', 'auto 0^v', 'dry 1<0 0', 'before 0^']);
    expect(shape(items, 'gui').at(-2)).toBe('gui 0^v');
  });

  it('takes a snapshot without its parent, and circles, as what they can be', () => {
    expect(shape([taken('a', 'gone', 1), taken('b', 'b', 2)])).toEqual(['a 0', 'b 0']);
    expect(shape([taken('a', 'b', 1), taken('b', 'a', 2)])).toEqual(['a 0v', 'b 0^']);
  });
});
