import { defineConfig } from 'vitest/config';

// Unit tests that take many seconds each: `npm test` runs them, `npm run check` leaves them out.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['{drivers,main,renderer,electron,tools}/**/*.slow.test.ts', 'e2e/host/**/*.slow.test.ts'],
    setupFiles: ['drivers/testing/fail-on-leaks.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
