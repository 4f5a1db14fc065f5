import { describe, expect, it } from 'vitest';
import { loadAgain } from './lazy-part.ts';

describe('loading code', () => {
  const failing = (times: number): { readonly load: () => Promise<string>; readonly tried: () => number } => {
    let tried = 0;
    return {
      load: () => {
        tried += 1;
        return tried <= times ? Promise.reject(new TypeError(`failed to fetch (${String(tried)})`)) : Promise.resolve('part');
      },
      tried: () => tried,
    };
  };

  it('is tried again', async () => {
    const part = failing(2);
    expect(await loadAgain(part.load, [1, 1, 1])).toBe('part');
    expect(part.tried()).toBe(3);
  });

  it('fails with the last error when it never succeeds', async () => {
    const part = failing(9);
    await expect(loadAgain(part.load, [1, 1])).rejects.toThrow('failed to fetch (3)');
  });
});
