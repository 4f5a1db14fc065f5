import path from 'node:path';
import { defineConfig } from 'vitest/config';

// Real daemons and machines: one file after the other, with time. `npm run lab:test` uses it. Suites that need the lab
// stand under e2e/, or beside their code as `x.lab.test.ts`.
export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['e2e/{lab,cli,drivers}/**/*.test.ts', '{drivers,main}/**/*.lab.test.ts'],
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
