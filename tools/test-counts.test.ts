import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as counts from './lib/test-counts.mjs';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'vireo-counts-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function file(content: object): Promise<string> {
  const name = path.join(dir, `${Math.random()}.json`);
  await writeFile(name, JSON.stringify(content));
  return name;
}

describe('counting of tests', () => {
  it('counts vitest’s tests, and a file that could not be loaded', async () => {
    const one = { fullName: 'a', status: 'passed' };
    const report = {
      testResults: [
        { status: 'passed', assertionResults: [one, { fullName: 'b', status: 'skipped' }, { fullName: 'c', status: 'passed', failureMessages: ['x'] }] },
        { status: 'failed', name: 'bad.test.ts', message: 'it does not load', assertionResults: [] },
      ],
    };
    expect(counts.readVitest(await file(report))).toEqual({ passed: 2, failed: 1, skipped: 1, skippedNames: ['b'], secondTries: ['c'], failures: ['bad.test.ts: it does not load'] });
  });

  it('takes what a second run says of a file, and names what passed only there', async () => {
    const test = (fullName: string, status: string): object => ({ fullName, status });
    const first = await file({
      testResults: [
        { name: 'good', status: 'passed', assertionResults: [test('a', 'passed')] },
        { name: 'late', status: 'failed', assertionResults: [test('b', 'failed'), test('c', 'passed')] },
        { name: 'bad', status: 'failed', assertionResults: [test('d', 'failed')] },
      ],
    });
    expect(counts.failedFiles(first)).toEqual(['late', 'bad']);
    const again = await file({
      testResults: [
        { name: 'late', status: 'passed', assertionResults: [test('b', 'passed'), test('c', 'passed')] },
        { name: 'bad', status: 'failed', assertionResults: [test('d', 'failed')] },
      ],
    });
    expect(counts.readVitest(first, again)).toEqual({ passed: 3, failed: 1, skipped: 0, skippedNames: [], secondTries: ['b'], failures: ['d'] });
    expect(counts.readVitest(first, path.join(dir, 'none')).failed).toBe(2);
  });

  it('counts Playwright’s tests, second tries named', async () => {
    const suites = [{ title: 'x.spec.ts', specs: [{ title: 't', tests: [{ status: 'flaky' }] }, { title: 'u', tests: [{ status: 'skipped' }] }, { title: 'v', tests: [{ status: 'unexpected', results: [{ error: { message: '\u001b[31mno\u001b[0m\n\n  such page' } }] }] }] }];
    const report = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 }, suites, errors: [] };
    expect(counts.readPlaywright(await file(report))).toEqual({ passed: 4, failed: 1, skipped: 1, skippedNames: ['x.spec.ts › u'], secondTries: ['x.spec.ts › t'], failures: ['x.spec.ts › v: no | such page'] });
  });

  it('takes a missing report and a run that ended badly as failures', () => {
    expect(counts.readVitest(path.join(dir, 'none')).failed).toBe(1);
    expect(counts.readPlaywright(path.join(dir, 'none')).failed).toBe(1);
    expect(counts.withOutcome({ ok: false }, counts.NONE).failed).toBe(1);
    expect(counts.withOutcome({ ok: true }, counts.NONE).failed).toBe(0);
  });
});
