// Reads what vitest and Playwright write as JSON, and adds it up.
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** Nothing ran. */
export const NONE = { passed: 0, failed: 0, skipped: 0, skippedNames: [], secondTries: [], failures: [] };

/** Adds counts up. */
export function addCounts(...all) {
  return all.reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
      skippedNames: [...sum.skippedNames, ...next.skippedNames],
      secondTries: [...sum.secondTries, ...next.secondTries],
      failures: [...sum.failures, ...next.failures],
    }),
    NONE,
  );
}

/** The files of a vitest JSON report in which something failed; none where it was not written. */
export function failedFiles(file) {
  return existsSync(file) ? readSuites(file).filter((suite) => suite.status === 'failed').map((suite) => suite.name) : [];
}

const readSuites = (file) => JSON.parse(readFileSync(file, 'utf8')).testResults;

/** The counts of a vitest JSON report; one that was not written is one failure. What `againFile`, the report of a second run of some files, says of them counts instead. */
export function readVitest(file, againFile) {
  if (!existsSync(file)) return { ...NONE, failed: 1 };
  const first = readSuites(file);
  const again = againFile === undefined || !existsSync(againFile) ? [] : readSuites(againFile);
  const suites = first.map((suite) => again.find(({ name }) => name === suite.name) ?? suite);
  const failedFirst = new Set(first.flatMap((suite) => suite.assertionResults).filter((test) => test.status === 'failed').map((test) => test.fullName));
  const tests = suites.flatMap((suite) => suite.assertionResults);
  const names = (status) => tests.filter((test) => status.includes(test.status)).map((test) => test.fullName);
  // A file that cannot even be loaded has no tests of its own to count.
  const broken = suites.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
  const failures = tests.filter((test) => test.status === 'failed').map((test) => named(test.fullName, test.failureMessages?.at(-1)));
  return {
    passed: names(['passed']).length,
    failed: names(['failed']).length + broken.length,
    skipped: names(['skipped', 'pending', 'todo']).length,
    skippedNames: names(['skipped', 'pending', 'todo']),
    secondTries: tests.filter((test) => test.status === 'passed' && (failedFirst.has(test.fullName) || (test.failureMessages ?? []).length > 0)).map((test) => test.fullName),
    failures: [...failures, ...broken.map((suite) => named(suite.name, suite.message))],
  };
}

/** The counts of a Playwright JSON report; one that was not written is one failure. */
export function readPlaywright(file) {
  if (!existsSync(file)) return { ...NONE, failed: 1 };
  const { stats, suites, errors } = JSON.parse(readFileSync(file, 'utf8'));
  const skippedNames = [];
  const secondTries = [];
  const failures = [];
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      const name = [...path, suite.title, spec.title].filter(Boolean).join(' › ');
      if (spec.tests.every((test) => test.status === 'skipped')) skippedNames.push(name);
      if (spec.tests.some((test) => test.status === 'flaky')) secondTries.push(name);
      const bad = spec.tests.find((test) => test.status === 'unexpected');
      if (bad !== undefined) failures.push(named(name, bad.results?.at(-1)?.error?.message));
    }
    for (const child of suite.suites ?? []) visit(child, [...path, suite.title]);
  };
  for (const suite of suites) visit(suite, []);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors.length > 0 && stats.unexpected === 0 ? 1 : 0),
    skipped: stats.skipped,
    skippedNames,
    secondTries,
    failures: [...failures, ...errors.map((error) => named('outside any test', error.message))],
  };
}

/** A failure in one line: what failed, and the beginning of what it said. */
function named(name, message = '') {
  const said = stripVTControlCharacters(message).split('\n').map((line) => line.trim()).filter(Boolean).slice(0, 4).join(' | ');
  return said === '' ? name : `${name}: ${said.slice(0, 400)}`;
}

/** A run that ended badly has failed, whatever it counted: an error outside any test, a crash. */
export function withOutcome({ ok }, counts) {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** The closing line. */
export function printCounts({ passed, failed, skipped }) {
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}
