import { VirError } from '../../drivers/core/vir-error.ts';
import type { CorpusCase, CorpusFiles } from './corpus-case.ts';
import type { CorpusOutput, CorpusTransformation } from './transformation.ts';

/** Counts of one corpus; `positive` and `negative` split `passed` and `failed` by what the case expects. */
export interface CorpusResult {
  readonly corpus: string;
  passed: number;
  failed: number;
  unsupported: number;
  readonly positive: { passed: number; failed: number };
  readonly negative: { passed: number; failed: number };
}

/** Why one case failed, with the first line that differs. */
export interface CorpusFailure {
  readonly corpus: string;
  readonly case: string;
  readonly tag: string;
  readonly kind: string;
  readonly reason: string;
  readonly line?: number;
  readonly expected?: string;
  readonly actual?: string;
}

export interface CorpusReport {
  readonly corpora: CorpusResult[];
  readonly failures: CorpusFailure[];
}

type Why = Omit<CorpusFailure, 'corpus' | 'case' | 'tag' | 'kind'>;
type Verdict = { readonly passed: true } | { readonly passed: false; readonly why: Why };

/** Runs every case whose corpus has a transformation; the others count as unsupported. */
export async function runCorpus(cases: readonly CorpusCase[], files: CorpusFiles, transformations: readonly CorpusTransformation[]): Promise<CorpusReport> {
  const byCorpus = new Map(transformations.map((one) => [one.corpus, one]));
  const results = new Map<string, CorpusResult>();
  const failures: CorpusFailure[] = [];
  for (const one of cases) {
    const result = results.get(one.corpus) ?? emptyResult(one.corpus);
    results.set(one.corpus, result);
    const transformation = byCorpus.get(one.corpus);
    if (transformation === undefined || transformation.supports?.(one) === false) {
      result.unsupported++;
      continue;
    }
    const verdict = await judge(one, files, transformation);
    const side = isPositive(one) ? result.positive : result.negative;
    if (verdict.passed) {
      result.passed++;
      side.passed++;
      continue;
    }
    result.failed++;
    side.failed++;
    failures.push({ corpus: one.corpus, case: one.name, tag: one.tag, kind: one.kind, ...verdict.why });
  }
  return { corpora: [...results.values()], failures };
}

function emptyResult(corpus: string): CorpusResult {
  return { corpus, passed: 0, failed: 0, unsupported: 0, positive: { passed: 0, failed: 0 }, negative: { passed: 0, failed: 0 } };
}

function isPositive(one: CorpusCase): boolean {
  return one.kind === 'ok' || one.kind === 'warning';
}

async function judge(one: CorpusCase, files: CorpusFiles, transformation: CorpusTransformation): Promise<Verdict> {
  let outputs: readonly CorpusOutput[];
  try {
    outputs = await transformation.run(one, files);
  } catch (error) {
    return isPositive(one) ? failed(describe(error)) : judgeError(one, files, error);
  }
  if (!isPositive(one)) return failed('was accepted but must be refused');
  if (outputs.length === 0) return failed('nothing was compared');
  for (const output of outputs) {
    const wanted = typeof output.expected === 'string' ? files.text(output.expected) : output.expected.text;
    const verdict = compare(wanted, output.actual);
    if (!verdict.passed) return verdict;
  }
  return { passed: true };
}

/** A refusal counts only when it is one of libvirt's errors, with libvirt's text where the corpus has it. */
function judgeError(one: CorpusCase, files: CorpusFiles, error: unknown): Verdict {
  if (!VirError.is(error)) return failed(`crashed instead of refusing: ${describe(error)}`);
  const textFile = one.expected.find((file) => file.endsWith('.err'));
  if (textFile === undefined) return { passed: true };
  return compare(files.text(textFile), error.message);
}

function describe(error: unknown): string {
  if (VirError.is(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' | ') : String(error);
}

/** Whole texts are equal, a missing final newline is forgiven; else the first differing line. */
function compare(expected: string, actual: string): Verdict {
  const wanted = expected.replace(/\n$/, '');
  const got = actual.replace(/\n$/, '');
  if (wanted === got) return { passed: true };
  const wantedLines = wanted.split('\n');
  const gotLines = got.split('\n');
  let at = 0;
  while (wantedLines[at] === gotLines[at]) at++;
  return {
    passed: false,
    why: { reason: 'differs', line: at + 1, expected: wantedLines[at] ?? '(end)', actual: gotLines[at] ?? '(end)' },
  };
}

function failed(reason: string): Verdict {
  return { passed: false, why: { reason } };
}
