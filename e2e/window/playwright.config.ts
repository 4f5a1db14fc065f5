import { defineConfig } from '@playwright/test';
import { windowAlone } from './options.ts';

// The window alone, on a made-up application: quick, needs Chromium and nothing else.
//   npx playwright test -c e2e/window/playwright.config.ts
export default defineConfig({ workers: 1, reporter: 'list', outputDir: '../../test-results/window-alone', projects: windowAlone('.') });
