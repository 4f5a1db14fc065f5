import { describe, expect, it } from 'vitest';
import { diffRuns } from './line-diff.tsx';

describe('diffRuns', () => {
  it('shows what differs, with a little around it', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join('\n');
    expect(diffRuns(before, before.replace('e', 'E'))).toEqual([
      { kind: 'skipped', lines: ['a', 'b'] },
      { kind: 'same', lines: ['c', 'd'] },
      { kind: 'gone', lines: ['e'] },
      { kind: 'new', lines: ['E'] },
      { kind: 'same', lines: ['f', 'g', 'h'] },
    ]);
  });

  it('has nothing to show of texts that are the same', () => {
    expect(diffRuns('a\nb\n', 'a\nb\n').filter(({ kind }) => kind !== 'skipped' && kind !== 'same')).toEqual([]);
  });
});
