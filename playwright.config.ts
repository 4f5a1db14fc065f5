import { defineConfig } from '@playwright/test';
import { windowAlone } from './e2e/window/options.ts';

// The window's tests. One worker: they share the lab's daemon and two cores.
export default defineConfig({
  workers: 1,
  // Real machines on busy hardware: more tries in CI, which `npm test` names.
  retries: process.env['CI'] === undefined ? 0 : 2,
  reporter: 'list',
  outputDir: 'test-results/window',
  use: { screenshot: 'only-on-failure' },
  projects: [
    // The whole application on real hypervisors, in each of its hosts.
    { name: 'browser', testDir: 'e2e/specs', timeout: 180_000, expect: { timeout: 20_000 }, use: { vireoHost: 'browser' } as object },
    { name: 'electron', testDir: 'e2e/specs', timeout: 180_000, expect: { timeout: 20_000 }, grepInvert: /@one-host/, use: { vireoHost: 'electron' } as object },
    // What only the Electron shell has.
    { name: 'shell', testDir: 'e2e/electron', timeout: 60_000, expect: { timeout: 20_000 } },
    // The window alone.
    ...windowAlone('e2e/window'),
  ],
});
