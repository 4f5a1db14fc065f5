import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateVim } from './generate-vim.ts';

const ROOT = join(import.meta.dirname, '..');

describe('the generated vSphere API', () => {
  it.each(generateVim(ROOT).map((file) => [file.path, file.text] as const))('%s is what its description says', (path, text) => {
    if (process.env['REGENERATE_GOLDEN'] === '1') writeFileSync(join(ROOT, path), text);
    expect(readFileSync(join(ROOT, path), 'utf8') === text, `${path} is stale: npm run generate`).toBe(true);
  });
});
