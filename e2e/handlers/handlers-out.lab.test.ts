import { beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../fixtures/find-chromium.ts';
import { checkLab, run } from '../lab/index.ts';
import { GROUPS } from './groups.ts';

/** The window's specs are worth something: without the handler that does the work, they fail. */
const check = checkLab(['libvirtd', 'guest', 'privateLibvirtd']);
const chosen = GROUPS.filter(({ also }) => also !== true || process.env['VIREO_HANDLERS'] === 'all');

describe.skipIf(check.skip)(check.title('one handler taken out'), () => {
  beforeAll(async () => {
    findChromium();
    await run([process.execPath, 'e2e/handlers/build-test-host.mjs']);
  });

  // Most of their time is waiting for what does not come: two at a time.
  it.concurrent.each(chosen.map((group) => [group.handler, group] as const))('without %s its spec fails', async (handler, { spec, test }) => {
    const { status, stdout, stderr } = await run(['node_modules/.bin/playwright', 'test', '-c', 'e2e/handlers/playwright.config.ts', '--output', `test-results/handlers-out/${handler}`, spec, '-g', test], {
      check: false,
      timeoutMs: 200_000,
      env: { VIREO_TEST_HOST: 'dist/test-host/host-without.js', VIREO_WITHOUT: handler },
    });
    // It came as far as the handler, and failed for want of it.
    expect(`${stdout}${stderr}`).toContain(`taken out: ${handler}`);
    expect(stdout).toMatch(/^\s*1 failed$/m);
    expect(status).not.toBe(0);
  }, 210_000);
});
