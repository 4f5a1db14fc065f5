import { defineConfig } from 'vitest/config';

// Real daemons and machines: one file after the other, with time. `npm run lab:test` uses it.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['e2e/lab/**/*.test.ts', '{drivers,main,electron,tools,e2e}/**/*.lab.test.ts'],
    setupFiles: ['e2e/lab/revive-daemons.ts'],
    fileParallelism: false,
    maxConcurrency: 2,
    pool: 'forks',
    // Real machines on busy hardware: a second try in CI, which the report names.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
