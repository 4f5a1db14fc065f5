// `npm test`: sets itself up and runs everything that this machine can run; says aloud what it could not, and the one
// command that would enable it. VIREO_LAB=required makes a missing peer a failure.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './check.mjs';
import { checkNode, ensureBuilt, ensureInstalled } from './lib/setup.mjs';
import { step } from './lib/steps.mjs';
import { addCounts, failedFiles, NONE, printCounts, readPlaywright, readVitest, withOutcome } from './lib/test-counts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => path.join(ROOT, 'node_modules/.bin', name);
const say = (line) => process.stderr.write(`${line}\n`);
const required = process.env.VIREO_LAB === 'required';
const shared = path.resolve(ROOT, process.env.VIREO_SHARED ?? '../shared');
const env = { ...process.env, ...(existsSync(shared) ? { VIREO_SHARED: shared } : {}) };
const remarks = [];

/** More files than these that fail are no accident of a busy machine. */
const MOST_AGAIN = 4;

/** Runs a configuration of vitest. In CI files that failed run once more, alone and from their beginning; what passes only then is named. */
async function vitest(name, config, result) {
  const run = (title, output, files) =>
    step(title, bin('vitest'), ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${output}`, ...files], { cwd: ROOT, env });
  const file = path.join(ROOT, `test-results/${result}.json`);
  const first = await run(name, file, []);
  const failed = failedFiles(file);
  if (env.CI === undefined || failed.length === 0 || failed.length > MOST_AGAIN) return withOutcome(first, readVitest(file));
  const againFile = path.join(ROOT, `test-results/${result}-again.json`);
  rmSync(againFile, { force: true });
  return withOutcome(await run(`${name}, what failed once more`, againFile, failed), readVitest(file, againFile));
}

const realPeers = () => vitest('real peers', 'e2e/lab/vitest.config.ts', 'lab');
const slowTests = () => vitest('slow unit tests', 'tools/vitest.slow.config.ts', 'slow');

/** No Debian packages libvirt's modular daemons: they are built from its source, which takes minutes, so only where every peer must be there. */
async function slowPeers() {
  if (!required) return NONE;
  const { ok } = await step('libvirt in modules', process.execPath, ['tools/lab.mjs', 'modular'], { cwd: ROOT, env });
  return { ...NONE, failed: ok ? 0 : 1 };
}

async function windowTests() {
  const { findAppBrowser } = await import('./lib/find-chromium.mjs');
  if ((await findAppBrowser(env)) === undefined) {
    remarks.push('The window was not tested: no Chromium on this machine. `npm run lab:install` gets it (or set CHROMIUM to one).');
    return { ...NONE, failed: required ? 1 : 0, skipped: required ? 0 : 1 };
  }
  const file = path.join(ROOT, 'test-results/window.json');
  const reporters = { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  return withOutcome(await step('the window', bin('playwright'), ['test', '--reporter=line,json'], { cwd: ROOT, env: reporters }), readPlaywright(file));
}

checkNode();
await ensureInstalled(ROOT, say);
await ensureBuilt(ROOT, say);
mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
if (!existsSync(shared)) remarks.push('The conformance corpus was not run: set VIREO_SHARED to the folder that holds corpus/.');
Object.assign(process.env, env);
const basics = await check(ROOT);
const counts = addCounts(basics.counts, { ...NONE, failed: basics.failedSteps }, await slowTests(), await slowPeers(), await realPeers(), await windowTests());
for (const name of counts.skippedNames) say(`skipped: ${name}`);
for (const name of counts.secondTries) say(`passed only at another try: ${name}`);
for (const failure of counts.failures) say(`failed: ${failure}`);
for (const remark of remarks) say(remark);
printCounts(counts);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
