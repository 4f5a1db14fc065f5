import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparedCommands, firstWords, generateVirshCommands } from './generate-virsh-commands.ts';

const ROOT = join(import.meta.dirname, '..');

describe("the page of virsh's commands", () => {
  it.each(generateVirshCommands(ROOT).map((file) => [file.path, file.text] as const))('%s is what there is', (path, text) => {
    if (process.env['REGENERATE_GOLDEN'] === '1') writeFileSync(join(ROOT, path), text);
    expect(readFileSync(join(ROOT, path), 'utf8') === text, `${path} is stale: npm run generate`).toBe(true);
  });

  it('finds commands on lines, in lists of words, behind options', () => {
    expect(firstWords(`['list', '--all'], 'start x; domid y', "-r dominfo z"`)).toEqual(['list', 'start', 'domid', 'dominfo']);
    expect(comparedCommands(ROOT)).toContain('attach-disk');
  });
});
