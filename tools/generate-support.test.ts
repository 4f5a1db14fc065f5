import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSupport, supportedMethods } from './generate-support.ts';

const ROOT = join(import.meta.dirname, '..');

describe('the lists of supported methods', () => {
  it.each(generateSupport(ROOT).map((file) => [file.path, file.text] as const))('%s is what the suites saw', (path, text) => {
    if (process.env['REGENERATE_GOLDEN'] === '1') writeFileSync(join(ROOT, path), text);
    expect(readFileSync(join(ROOT, path), 'utf8') === text, `${path} is stale: npm run generate`).toBe(true);
  });

  it('counts errors, but not the error that says there is no such method', () => {
    const methods = { 'domain.a': 'reply', 'domain.b': 'no-support', 'domain.c': 'invalid-arg' };
    expect(supportedMethods({ driver: 'x', peer: 'real', peerName: 'x', methods })).toEqual(['domain.a', 'domain.c']);
  });
});
