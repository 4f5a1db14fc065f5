import { describe, expect, it } from 'vitest';
import { commandText } from './command-text.ts';

describe('commandText', () => {
  it.each([
    [['/usr/bin/p', 'sub', '-a', '1', '--b', 'c', 'd'], 'p \\\nsub \\\n-a 1 \\\n--b c \\\nd'],
    [['p', '-a', 'x y', "it's", ''], "p \\\n-a 'x y' \\\n'it'\\''s' \\\n''"],
  ])('prints %j', (argv, text) => {
    expect(commandText({ argv })).toBe(text);
  });

  it('puts the environment first', () => {
    expect(commandText({ argv: ['p'], env: [['A', 'b c']] })).toBe("A='b c' \\\np");
  });
});
