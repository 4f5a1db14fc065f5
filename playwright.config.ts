import { defineConfig } from '@playwright/test';

// The window's tests. One worker: they share the lab's daemon and two cores.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  outputDir: 'test-results/window',
  use: { screenshot: 'only-on-failure' },
  projects: [
    { name: 'browser', use: { vireoHost: 'browser' } as object },
    { name: 'electron', use: { vireoHost: 'electron' } as object },
  ],
});
