import { defineConfig } from 'vitest/config';

// Quick tests that need no daemon, no display and no network. Those that need real peers: e2e/lab/vitest.config.ts; those that are
// not quick: tools/vitest.slow.config.ts.
export default defineConfig({
  test: {
    include: ['{drivers,main,renderer,electron,tools}/**/*.test.{ts,tsx}', 'e2e/host/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '**/*.lab.test.ts', '**/*.slow.test.ts'],
    setupFiles: ['drivers/testing/fail-on-leaks.ts'],
    // Files share what they import: half of the time went into importing it anew for each.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000, interval: 10 } },
  },
});
