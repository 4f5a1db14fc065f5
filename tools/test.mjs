// `npm test`: sets itself up and runs everything that this machine can run; says aloud what it could not, and the one
// command that would enable it. VIREO_LAB=required makes a missing peer a failure.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './check.mjs';
import { checkNode, ensureBuilt, ensureInstalled } from './lib/setup.mjs';
import { step } from './lib/steps.mjs';
import { addCounts, NONE, printCounts, readPlaywright, readVitest, withOutcome } from './lib/test-counts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => path.join(ROOT, 'node_modules/.bin', name);
const say = (line) => process.stderr.write(`${line}\n`);
const required = process.env.VIREO_LAB === 'required';
const shared = path.resolve(ROOT, process.env.VIREO_SHARED ?? '../shared');
const env = { ...process.env, ...(existsSync(shared) ? { VIREO_SHARED: shared } : {}) };
const remarks = [];

async function realPeers() {
  const file = path.join(ROOT, 'test-results/lab.json');
  const args = ['run', '--config', 'e2e/lab/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return withOutcome(await step('real peers', bin('vitest'), args, { cwd: ROOT, env }), readVitest(file));
}

async function slowTests() {
  const file = path.join(ROOT, 'test-results/slow.json');
  const args = ['run', '--config', 'tools/vitest.slow.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return withOutcome(await step('slow unit tests', bin('vitest'), args, { cwd: ROOT, env }), readVitest(file));
}

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
for (const name of counts.secondTries) say(`passed only at the second try: ${name}`);
for (const failure of counts.failures) say(`failed: ${failure}`);
for (const remark of remarks) say(remark);
printCounts(counts);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
