// `npm run check`: types, lint, boundaries, sizes, documents, generated files, unit tests. One command, under two minutes; what takes longer runs with `npm test`.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode, ensureInstalled } from './lib/setup.mjs';
import { step } from './lib/steps.mjs';
import { printCounts, readVitest, withOutcome } from './lib/test-counts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => path.join(ROOT, 'node_modules/.bin', name);

/** Runs everything; gives the counts of the unit tests and whether all steps succeeded. */
export async function check(root = ROOT) {
  const options = { cwd: root };
  // Syntax trees are many small things that live for a while: with more room for new ones the collector runs less, a fifth of the time.
  const roomy = { ...options, env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=128`.trim() } };
  const results = path.join(root, 'test-results');
  mkdirSync(results, { recursive: true });
  const unitFile = path.join(results, 'unit.json');
  // Lint takes one core all the time, the others share the second.
  const lint = step('lint', bin('eslint'), ['--cache', '--cache-location', 'node_modules/.cache/eslint/', '--max-warnings', '0', '.'], roomy);
  const early = [
    await step('types', bin('tsc'), ['-b'], roomy),
    await step('boundaries', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'drivers', 'main', 'electron', 'renderer'], options),
    await step('sizes', process.execPath, ['tools/check-sizes.mjs'], options),
    await step('documents', process.execPath, ['tools/check-docs.mjs'], options),
  ];
  const unit = await step('unit tests', bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitFile}`], options);
  const late = [await lint, unit];
  return { ok: [...early, ...late].every((result) => result.ok), counts: withOutcome(late[1], readVitest(unitFile)), failedSteps: [...early, late[0]].filter((result) => !result.ok).length };
}

if (path.resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  checkNode();
  await ensureInstalled(ROOT, (line) => process.stderr.write(`${line}\n`));
  const { ok, counts } = await check();
  printCounts(counts);
  process.exit(ok ? 0 : 1);
}
