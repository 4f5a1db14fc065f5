import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { libvirtError } from '../../drivers/core/error-text.ts';
import { CorpusFiles, parseIndex } from './corpus-case.ts';
import { allTransformations } from './families.ts';
import { belowFloor, raiseFloors, readFloors, type Floors } from './floors.ts';
import { runCorpus } from './run-corpus.ts';
import type { CorpusTransformation } from './transformation.ts';

const HEADER = 'corpus\tcase\ttag\tkind\tinput\texpected\tdeps\tparams\tnote';

function fixture(files: Readonly<Record<string, string>>): CorpusFiles {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'vireo-corpus-'));
  onTestFinished(() => { rmSync(dir, { recursive: true }); });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
  return new CorpusFiles(dir);
}

const upper: CorpusTransformation = {
  corpus: 'upper',
  supports: (one) => one.tag !== 'no',
  run(one, files) {
    const text = files.text(one.input[0] ?? '');
    if (text.startsWith('bad')) throw libvirtError('none', 'xml-error', 'bad text');
    if (text.startsWith('crash')) throw new TypeError('oops');
    return [{ actual: text.toUpperCase(), expected: one.expected[0] ?? '' }];
  },
};

describe('runCorpus', () => {
  const files = (): CorpusFiles => fixture({ 'a': 'x\ny\n', 'A': 'X\nY', 'B': 'X\nZ\n', 'bad': 'bad', 'crash': 'crash', 'bad.err': 'XML error: bad text\n', 'other.err': 'no\n' });
  const run = (...lines: string[]) => runCorpus(parseIndex([HEADER, ...lines].join('\n')), files(), [upper]);

  it('compares whole texts and forgives only a missing final newline', async () => {
    const report = await run('upper\tsame\t-\tok\ta\tA\t\t\t', 'upper\tother\t-\tok\ta\tB\t\t\t');
    expect(report.corpora).toMatchObject([{ corpus: 'upper', passed: 1, failed: 1, positive: { passed: 1, failed: 1 } }]);
    expect(report.failures).toEqual([{ corpus: 'upper', case: 'other', tag: '-', kind: 'ok', reason: 'differs', line: 2, expected: 'Z', actual: 'Y' }]);
  });

  it('accepts a refusal only as a VirError with the given text', async () => {
    const report = await run(
      'upper\trefused\t-\tfailure\tbad\t\t\t\t',
      'upper\tworded\t-\tparse-error\tbad\tbad.err\t\t\t',
      'upper\twrong-words\t-\tparse-error\tbad\tother.err\t\t\t',
      'upper\tcrashed\t-\tfailure\tcrash\t\t\t\t',
      'upper\taccepted\t-\tfailure\ta\t\t\t\t',
    );
    expect(report.corpora[0]).toMatchObject({ negative: { passed: 2, failed: 3 } });
    expect(report.failures.map((one) => one.case)).toEqual(['wrong-words', 'crashed', 'accepted']);
  });

  it('counts what nobody implements as unsupported, and a missing file as failed', async () => {
    const report = await run('lower\tx\t-\tok\ta\tA\t\t\t', 'upper\ty\tno\tok\ta\tA\t\t\t', 'upper\tz\t-\tok\tmissing\tA\t\t\t');
    expect(report.corpora).toMatchObject([{ corpus: 'lower', unsupported: 1 }, { corpus: 'upper', unsupported: 1, failed: 1 }]);
    expect(report.failures[0]?.reason).toContain('no such file in the corpus: missing');
  });
});

describe('the shared corpus', () => {
  const shared = process.env['VIREO_SHARED'];

  it.skipIf(shared === undefined)('stays above every floor (needs VIREO_SHARED)', { timeout: 120_000 }, async () => {
    const dir = path.join(shared ?? '', 'corpus');
    const report = await runCorpus(parseIndex(readFileSync(path.join(dir, 'index.tsv'), 'utf8')), new CorpusFiles(dir), allTransformations());
    if (process.env['RAISE_FLOORS'] === '1') raiseFloors(report);
    expect(belowFloor(report, readFloors())).toEqual([]);
  });

  it('has floors that do not fall from one commit to the next', () => {
    const before = committedFloors();
    const lowered = Object.entries(before).filter(([corpus, floor]) => (readFloors()[corpus] ?? 0) < floor);
    expect(lowered).toEqual([]);
  });
});

/** The floors of the last commit; none before there were any. */
function committedFloors(): Floors {
  try {
    const text = execFileSync('git', ['show', 'HEAD:./floors.json'], { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(text) as Floors;
  } catch (error) {
    expect(error, 'not a git checkout, or the first commit with floors').toBeInstanceOf(Error);
    return {};
  }
}
