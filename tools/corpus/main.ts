import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CorpusFiles, parseIndex } from './corpus-case.ts';
import { allTransformations } from './families.ts';
import { runCorpus, type CorpusFailure, type CorpusReport } from './run-corpus.ts';

const USAGE = 'usage: corpus --dir DIR --index FILE [--fallback DIR] [--corpus NAME]... [--json]\n';

/** The command line; returns the exit status: 0 all passed, 1 a case failed, 2 wrong use. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      dir: { type: 'string' },
      index: { type: 'string' },
      fallback: { type: 'string' },
      corpus: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.dir === undefined || values.index === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const wanted = values.corpus;
  const cases = parseIndex(readFileSync(values.index, 'utf8')).filter((one) => wanted?.includes(one.corpus) ?? true);
  const report = await runCorpus(cases, new CorpusFiles(values.dir, values.fallback), allTransformations());
  process.stdout.write(values.json ? asJson(report) : asText(report));
  return report.failures.length === 0 ? 0 : 1;
}

function asJson(report: CorpusReport): string {
  const corpora = report.corpora.map(({ corpus, passed, failed, unsupported, positive, negative }) => ({
    corpus, passed, failed, unsupported, positive, negative,
  }));
  return `${JSON.stringify({ corpora, failures: report.failures })}\n`;
}

function asText(report: CorpusReport): string {
  const lines = report.failures.map(failureText);
  const total = { passed: 0, failed: 0, unsupported: 0 };
  for (const one of report.corpora) {
    total.passed += one.passed;
    total.failed += one.failed;
    total.unsupported += one.unsupported;
    const sides = `positive ${one.positive.passed}/${one.positive.passed + one.positive.failed}, negative ${one.negative.passed}/${one.negative.passed + one.negative.failed}`;
    lines.push(`${one.corpus}: ${one.passed} passed, ${one.failed} failed, ${one.unsupported} unsupported (${sides})`);
  }
  lines.push(`${total.passed} passed, ${total.failed} failed, ${total.unsupported} skipped`);
  return `${lines.join('\n')}\n`;
}

function failureText(one: CorpusFailure): string {
  const head = `FAIL ${one.corpus} ${one.case}${one.tag === '-' ? '' : ` [${one.tag}]`}: ${one.reason}`;
  if (one.line === undefined) return head;
  return `${head} in line ${one.line}\n  expected: ${one.expected ?? ''}\n  actual:   ${one.actual ?? ''}`;
}
