import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { featureFaults, generateFeatures, parseFeatures, parseRemarks, readProofs } from './generate-features.ts';

const ROOT = join(import.meta.dirname, '..');
const features = parseFeatures('# words\n## First\nM-AB-01 One\nM-AB-02 Two\nC-AB-01 Three\nM-X-04 Four\n');

describe('the list of features', () => {
  it('docs/features.md is what the specs say', () => {
    for (const { path, text } of generateFeatures(ROOT)) {
      if (process.env['REGENERATE_GOLDEN'] === '1') writeFileSync(join(ROOT, path), text);
      expect(readFileSync(join(ROOT, path), 'utf8') === text, `${path} is stale: npm run generate`).toBe(true);
    }
  });

  it('has every id of the two programs once', () => {
    const ids = parseFeatures(readFileSync(join(ROOT, 'tools/features/features.txt'), 'utf8')).map(({ id }) => id);
    expect(ids.length).toBe(229);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reads annotations of single tests', () => {
    const text = `test('does it', { annotation: [{ type: 'feature', description: 'M-AB-01' }, { type: 'issue', description: 'x' }] }, async () => {});
      test(\`and \${it}\`, { annotation: { type: 'feature', description: 'C-AB-01' } }, async () => {});`;
    expect(readProofs('a.spec.ts', text)).toEqual([
      { file: 'a.spec.ts', test: 'does it', ids: ['M-AB-01'] },
      { file: 'a.spec.ts', test: 'and …', ids: ['C-AB-01'] },
    ]);
    expect(() => readProofs('a.spec.ts', `test.describe('all', { annotation: { type: 'feature', description: 'M-AB-01' } }, () => {});`)).toThrow('single tests');
    expect(() => readProofs('a.spec.ts', `const some = { type: 'feature', description: 'M-AB-01' }; test('x', { annotation: some }, () => {});`)).toThrow('1 features are written, 0 can be read');
  });

  it('refuses what does not fit together', () => {
    const proofs = [{ file: 'a', test: 't', ids: ['M-AB-01', 'M-AB-02', 'C-AB-01', 'M-X-04'] }, { file: 'a', test: 'u', ids: ['M-ZZ-01'] }];
    const remarks = parseRemarks('M-AB-01 not: for a reason\nM-X-04 better: much\n');
    expect(featureFaults(features, remarks, proofs)).toEqual([
      "a: 'u' names M-ZZ-01, which is not in tools/features/features.txt",
      "a: 't' names 4 features; at most 3 can be proven by one test",
      "remarks.txt: M-AB-01 is called 'not', but a test names it",
    ]);
    expect(featureFaults(features, parseRemarks('M-AB-02 better: x\nM-AB-01 not\nC-ZZ-09 not: x\n'), [])).toEqual([
      'remarks.txt: M-AB-02 is called better, but no test names it',
      'remarks.txt: C-ZZ-09 is not in features.txt',
      'remarks.txt: M-AB-01 wants a reason',
    ]);
    expect(() => parseRemarks('M-AB-01 perhaps: yes')).toThrow('cannot read');
  });
});
