import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{drivers,main,renderer,electron,tools}/**/*.test.{ts,tsx}', 'e2e/host/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
