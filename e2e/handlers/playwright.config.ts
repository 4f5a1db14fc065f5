import { defineConfig } from '@playwright/test';

// The specs of the window, to see them fail: they shall not wait as long as they do for real machines.
export default defineConfig({
  workers: 1,
  retries: 0,
  reporter: 'line',
  outputDir: '../../test-results/handlers-out',
  timeout: 60_000,
  expect: { timeout: 5000 },
  projects: [{ name: 'browser', testDir: '../specs', use: { vireoHost: 'browser', actionTimeout: 10_000 } as object }],
});
