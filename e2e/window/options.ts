import type { PlaywrightTestConfig } from '@playwright/test';
import { findChromium } from '../fixtures/find-chromium.ts';

type Projects = NonNullable<PlaywrightTestConfig['projects']>;

/** The projects that build the page with the made-up application and test it. */
export function windowAlone(testDir: string): Projects {
  return [
    { name: 'pictures', testDir, testMatch: 'build-pictures.setup.ts' },
    {
      name: 'window',
      testDir,
      dependencies: ['pictures'],
      timeout: 120_000,
      expect: { timeout: 20_000 },
      use: {
        browserName: 'chromium',
        viewport: { width: 1280, height: 800 },
        launchOptions: { executablePath: findChromium(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
      },
    },
  ];
}
