import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// Inside the tree, where the tests of the project are looked for.
const dir = mkdtempSync(path.join(ROOT, 'drivers/testing/planted-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Runs one test file by itself, with the project's settings. */
function run(name: string, body: string): { readonly ok: boolean; readonly output: string } {
  const file = path.join(dir, `${name}.test.ts`);
  writeFileSync(file, `import { it } from 'vitest';\nimport { DisposableStore } from '../../core/lifecycle.ts';\nit('keeps', () => { ${body} });\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', file], { cwd: ROOT, encoding: 'utf8' });
  return { ok: status === 0, output: stdout + stderr };
}

it('fails a test file that leaves a disposable behind, and says where it was made', () => {
  const { ok, output } = run('leaky', 'new DisposableStore();');
  expect(ok).toBe(false);
  expect(output).toContain('1 disposables were never disposed');
  expect(output).toContain('leaky.test.ts:3');
  expect(run('tidy', 'new DisposableStore().dispose();')).toMatchObject({ ok: true });
});
