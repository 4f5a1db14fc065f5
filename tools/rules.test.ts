import { ESLint } from 'eslint';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as docs from './check-docs.mjs';
import * as sizes from './check-sizes.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Rules that need no types, so that a file can be planted that no project knows. */
async function lint(file: string, text: string): Promise<readonly string[]> {
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfig: [{ files: ['**/*.{ts,tsx}'], languageOptions: { parserOptions: { projectService: false, project: null } } }],
    ruleFilter: ({ ruleId }) => ['no-restricted-syntax', 'vireo/no-literal-text', 'jsdoc/require-jsdoc', 'max-lines-per-function'].includes(ruleId),
  });
  const [result] = await eslint.lintText(text, { filePath: path.join(ROOT, file) });
  return result?.messages.map((message) => message.ruleId ?? message.message) ?? [];
}

describe('lint', () => {
  it.each([
    ['a branch on a driver’s name', 'main/services/x.ts', "export const f = (c: { driver: string }): boolean => c.driver === 'QEMU';", 'no-restricted-syntax'],
    ['a branch on a scheme', 'drivers/core/x.ts', "export const f = (scheme: string): boolean => scheme !== 'esx';", 'no-restricted-syntax'],
    ['an enum', 'main/x.ts', 'export enum Colour { Red }', 'no-restricted-syntax'],
    ['a default export', 'main/x.ts', 'export default 1;', 'no-restricted-syntax'],
    ['words in a component', 'renderer/features/x/x.tsx', 'export const X = () => <b>Start machine</b>;', 'vireo/no-literal-text'],
    ['words in a tool tip', 'renderer/kit/x.tsx', 'export const X = () => <b title="Start" />;', 'vireo/no-literal-text'],
    ['an undocumented entry of the contract', 'main/contract/x.ts', 'export const x = 1;', 'jsdoc/require-jsdoc'],
    ['an undocumented type of the driver interface', 'drivers/api/x.ts', 'export interface X { readonly a: number }', 'jsdoc/require-jsdoc'],
    ['an assertion that nobody awaits', 'main/x.test.ts', "expect(f()).rejects.toMatchObject({ code: 'no-domain' });", 'no-restricted-syntax'],
    ['a negative one', 'main/x.test.ts', 'expect(f()).resolves.not.toThrow();', 'no-restricted-syntax'],
    ['one of a page', 'e2e/specs/x.spec.ts', "expect(page.getByText('x')).toBeVisible();", 'no-restricted-syntax'],
    ['one that is repeated', 'e2e/specs/x.spec.ts', 'expect.poll(() => 1).toBe(1);', 'no-restricted-syntax'],
    ['a function of 90 lines', 'main/x.ts', `export function f(): void {\n${'  void 0;\n'.repeat(90)}}`, 'max-lines-per-function'],
  ])('refuses %s', async (_what, file, text, rule) => {
    expect(await lint(file, text)).toContain(rule);
  });

  it('lets clean files pass', async () => {
    expect(await lint('main/services/x.ts', "export const f = (kind: string): boolean => kind === 'esx';")).toEqual([]);
    expect(await lint('e2e/specs/x.spec.ts', "await expect(page.getByText('x')).toBeVisible(); await expect(f()).rejects.toThrow(); expect(1).toBe(1);")).toEqual([]);
    expect(await lint('renderer/features/x/x.tsx', 'export const X = ({ t }: { t: string }) => <b title={t}>{t} – 3</b>;')).toEqual([]);
  });
});

describe('sizes and documents', () => {
  const check = { ...docs, ...sizes };

  it('refuses a file of 601 lines unless it is a table or generated', () => {
    expect(check.sizeFault('a.ts', 'x\n'.repeat(601))).toContain('601 lines');
    expect(check.sizeFault('a.ts', 'x\n'.repeat(600))).toBeUndefined();
    expect(check.sizeFault('a.gen.ts', 'x\n'.repeat(900))).toBeUndefined();
    expect(check.sizeFault('a.ts', `/** Data table: x */\n${'x\n'.repeat(900)}`)).toBeUndefined();
  });

  it('refuses documents that name what is not there, and changes without a kind', () => {
    expect(check.deadPaths(ROOT, 'README.md', 'see `main/nowhere.ts` and `main/router.ts`')).toEqual(['README.md: names main/nowhere.ts, which does not exist']);
    expect(check.changelogFaults('## Unreleased\n* [New] a\n* something')).toHaveLength(1);
  });
});
