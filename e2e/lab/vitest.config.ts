import { defineConfig } from 'vitest/config';

// Real daemons and machines: one file after the other, with time. `npm run lab:test` uses it.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
