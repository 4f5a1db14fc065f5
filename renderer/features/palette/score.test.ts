import { describe, expect, it } from 'vitest';
import { score } from './score.ts';

const best = (typed: string, texts: readonly string[]): string | undefined =>
  texts.map((text) => ({ text, points: score(typed, text) })).filter((one) => one.points !== undefined).sort((a, b) => (b.points ?? 0) - (a.points ?? 0))[0]?.text;

describe('the palette', () => {
  it('prefers beginnings, then beginnings of words, then the rest', () => {
    expect(best('web', ['my-web', 'cobweb', 'web-01'])).toBe('web-01');
    expect(best('web', ['cobweb', 'my-web'])).toBe('my-web');
    expect(best('nm', ['New machine', 'Tasks'])).toBe('New machine');
  });
  it('wants every word', () => {
    expect(score('start db', 'Start db-02')).toBeDefined();
    expect(score('start db', 'Start web-01')).toBeUndefined();
    expect(score('(', 'a(b')).toBeDefined();
  });
  it('prefers the shorter of two alike', () => {
    expect(best('db', ['db-02-copy', 'db-02'])).toBe('db-02');
  });
});
