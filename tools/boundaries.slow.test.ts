import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/** A rule, the file that breaks it, and files that it needs. */
interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

/** One violation for each rule of .dependency-cruiser.cjs. */
const IMPORTS: readonly Planted[] = [
  { rule: 'api-imports-nothing', file: 'drivers/api/bad.ts', text: "import type { x } from '../core/target.ts'; export type Y = typeof x;" },
  { rule: 'drivers-import-drivers-only', file: 'drivers/core/bad.ts', text: "import { x } from '../../main/target.ts'; export const y = x;" },
  { rule: 'contract-imports-api-only', file: 'main/contract/bad.ts', text: "import { x } from '../target.ts'; export const y = x;" },
  { rule: 'main-imports-drivers-and-contract', file: 'main/bad.ts', text: "import { x } from '../renderer/target.ts'; export const y = x;" },
  { rule: 'renderer-imports-contract-only', file: 'renderer/bad.ts', text: "import { x } from '../main/target.ts'; export const y = x;" },
  { rule: 'electron-imports-main-only', file: 'electron/bad.ts', text: "import { x } from '../renderer/target.ts'; export const y = x;" },
  { rule: 'contract-takes-only-types-from-drivers', file: 'main/contract/bad2.ts', text: "import { x } from '../../drivers/api/target.ts'; export const y = x;" },
  { rule: 'renderer-takes-only-types-from-drivers', file: 'renderer/bad2.ts', text: "import { x } from '../drivers/api/target.ts'; export const y = x;" },
  { rule: 'api-is-types-only', file: 'drivers/api/bad2.ts', text: "import { x } from './target.ts'; export const y = x;" },
  { rule: 'shared-driver-code-knows-no-hypervisor', file: 'drivers/core/bad2.ts', text: "import { x } from '../test/target.ts'; export const y = x;" },
  { rule: 'driver-islands', file: 'drivers/remote/bad.ts', text: "import { x } from '../test/target.ts'; export const y = x;" },
  { rule: 'kit-knows-no-contract', file: 'renderer/kit/bad.ts', text: "import { x } from '../../main/contract/target.ts'; export const y = x;" },
  { rule: 'electron-only-in-electron', file: 'main/bad2.ts', text: "import { app } from 'electron'; export const y = app;" },
  { rule: 'no-node-in-renderer-or-contract', file: 'renderer/bad3.ts', text: "import { readFile } from 'node:fs'; export const y = readFile;" },
  { rule: 'no-circular', file: 'drivers/core/ring-a.ts', text: "import { b } from './ring-b.ts'; export const a = () => b;" },
];

const TARGETS = ['drivers/api', 'drivers/core', 'drivers/test', 'drivers/remote', 'main', 'main/contract', 'renderer', 'renderer/kit', 'electron'];

/** One violation for each thing that only the compiler can see: it must not compile in that project. */
const COMPILES_NOT: readonly { readonly what: string; readonly project: string; readonly file: string; readonly text: string; readonly error: string }[] = [
  { what: 'the DOM in a driver', project: 'drivers', file: 'drivers/core/bad.ts', text: 'export const y = document.title;', error: 'TS2584' },
  { what: 'Node in the window', project: 'renderer', file: 'renderer/bad.ts', text: 'export const y = process.pid;', error: 'TS2591' },
  { what: 'Node in the contract', project: 'main/contract', file: 'main/contract/bad.ts', text: 'export const y = process.pid;', error: 'TS2591' },
  { what: 'the window in main', project: 'main', file: 'main/bad.ts', text: "import { x } from '../renderer/target.ts'; export const y = x;", error: 'TS6307' },
  { what: 'a driver in the window', project: 'renderer', file: 'renderer/bad.ts', text: "import { x } from '../drivers/core/target.ts'; export const y = x;", error: 'TS6307' },
];

let tree = '';

function run(command: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(path.join(ROOT, 'node_modules/.bin', command), args, { cwd: tree, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

async function plant(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), text);
}

/** A tree with our walls and next to nothing inside. */
beforeAll(async () => {
  tree = await mkdtemp(path.join(os.tmpdir(), 'vireo-walls-'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) await symlink(path.join(ROOT, file), path.join(tree, file));
  for (const dir of ['drivers/api', 'drivers', 'main/contract', 'main', 'renderer', 'electron']) {
    await mkdir(path.join(tree, dir), { recursive: true });
    await symlink(path.join(ROOT, dir, 'tsconfig.json'), path.join(tree, dir, 'tsconfig.json'));
  }
  for (const dir of TARGETS) await plant(`${dir}/target.ts`, 'export const x = 1;\n');
  await plant('drivers/core/ring-b.ts', "import { a } from './ring-a.ts'; export const b = () => a;\n");
});

afterAll(async () => {
  await rm(tree, { recursive: true, force: true });
});

describe('the walls of the house', () => {
  it('lets a clean tree through, and sees each planted import', async () => {
    await plant('drivers/core/ring-a.ts', 'export const a = 1;\n');
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'drivers', 'main', 'renderer', 'electron'];
    const clean = await run('depcruise', args);
    expect(violations(clean.output)).toEqual([]);
    for (const { file, text } of IMPORTS) await plant(file, text);
    const found = violations((await run('depcruise', args)).output);
    for (const { rule, file } of IMPORTS) expect(found, `${rule} in ${file}`).toContainEqual(`${rule} ${file}`);
    for (const { file } of IMPORTS) await rm(path.join(tree, file));
  }, 60_000);

  it('has a planted violation for each rule', async () => {
    const { default: config } = (await import(path.join(ROOT, '.dependency-cruiser.cjs'))) as { default: { forbidden: readonly { name: string }[] } };
    expect(config.forbidden.map((rule) => rule.name).sort()).toEqual(IMPORTS.map((planted) => planted.rule).sort());
  });

  it.each(COMPILES_NOT)('does not compile $what', async ({ project, file, text, error }) => {
    await plant('drivers/core/ring-a.ts', 'export const a = 1;\n');
    await plant(file, text);
    const { code, output } = await run('tsc', ['-b', project]);
    await rm(path.join(tree, file));
    expect(code).not.toBe(0);
    expect(output).toContain(error);
  }, 60_000);
});

function violations(output: string): readonly string[] {
  const json = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as {
    readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[] };
  };
  return json.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}
