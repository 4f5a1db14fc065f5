import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';
import { literalTextRule } from './tools/eslint/no-literal-text.mjs';

/** Hypervisors' names: nothing outside drivers/<name> may branch on them. */
const DRIVER_NAMES = '/^(qemu|xen|lxc|bhyve|vz|esx|vpx|vmware|hyperv|vbox|phyp|test|remote|kvm)$/i';

/** The compiler sees their types; lint does not, which halves its time. */
const TESTS_AND_TOOLS = ['**/*.test.{ts,tsx}', 'e2e/**/*.ts', '*.config.ts', 'tools/**/*.ts'];

/** Without types a promise that nobody awaits cannot be seen, but these are known by their names. */
const FORGOTTEN_ASSERTIONS = [
  { selector: 'ExpressionStatement > CallExpression[callee.object.property.name=/^(resolves|rejects)$/]', message: 'Await this assertion.' },
  { selector: 'ExpressionStatement > CallExpression[callee.object.property.name="not"][callee.object.object.property.name=/^(resolves|rejects)$/]', message: 'Await this assertion.' },
  { selector: 'ExpressionStatement > CallExpression[callee.object.callee.property.name="poll"]', message: 'Await this assertion.' },
  { selector: 'ExpressionStatement > CallExpression[callee.property.name=/^(toBeVisible|toBeHidden|toBeFocused|toBeEnabled|toBeDisabled|toBeChecked|toHaveText|toContainText|toHaveCount|toHaveValue|toHaveAttribute|toHaveClass|toPass)$/]', message: 'Await this assertion.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.tsbuild/', '.cache/', '**/*.gen.ts', '**/testdata/**', '**/planted-*/', 'test-results/', 'out/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    // One program for all boxes: each with its own would read and check what they share again and again. What a box may know, tsc says.
    languageOptions: { parserOptions: { project: ['tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'No enums: use a union of string literals.' },
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
      ],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Editors strike them out; asking for each name takes a fifth of lint's time.
      '@typescript-eslint/no-deprecated': 'off',
      // Objects come out of factories too (Electron's windows, Node's sockets).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // We have no enums.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['drivers/api/**/*.ts', 'main/contract/**/*.ts', 'drivers/*/driver.ts', 'drivers/*/index.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        { publicOnly: true, contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'FunctionDeclaration', 'ClassDeclaration', 'ExportNamedDeclaration > VariableDeclaration'] },
      ],
    },
  },
  {
    files: ['main/**/*.ts', 'renderer/**/*.{ts,tsx}', 'electron/**/*.ts', 'drivers/{core,conf,transport,storage,network}/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.test.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'No enums: use a union of string literals.' },
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
        {
          selector: `BinaryExpression[operator=/^[!=]==?$/][left.type="MemberExpression"][left.property.name=/^(driver|scheme|hypervisor)$/][right.value=${DRIVER_NAMES}]`,
          message: "Do not branch on a hypervisor's name: ask what it can (facets, supports()).",
        },
        {
          selector: `BinaryExpression[operator=/^[!=]==?$/][left.type="Identifier"][left.name=/^(driver|scheme|hypervisor)$/i][right.value=${DRIVER_NAMES}]`,
          message: "Do not branch on a hypervisor's name: ask what it can (facets, supports()).",
        },
      ],
    },
  },
  {
    files: ['renderer/{features,kit}/**/*.tsx'],
    ignores: ['**/*.test.tsx'],
    plugins: { vireo: { rules: { 'no-literal-text': literalTextRule } } },
    rules: { 'vireo/no-literal-text': 'error' },
  },
  {
    files: TESTS_AND_TOOLS,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: null } },
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'No enums.' }, ...FORGOTTEN_ASSERTIONS],
    },
  },
);
