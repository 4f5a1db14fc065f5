import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import { readStaticFile, SECURITY_HEADERS } from '../../main/browser-host/static-files.ts';

const ROOT = fileURLToPath(new URL('../../dist/pictures', import.meta.url));

interface Fixtures {
  /** Opens the made-up window; the query says what is made up (renderer/README.md). */
  readonly openWindow: (query: string) => Promise<Page>;
}

/** Serves the built page with the product's own headers; a test fails on any error of the page's console. */
export const test = base.extend<Fixtures>({
  openWindow: async ({ page }, use) => {
    const server = createServer((request, response) => {
      void readStaticFile(ROOT, new URL(request.url ?? '/', 'http://localhost').pathname).then((file) => {
        response.writeHead(file === undefined ? 404 : 200, { ...SECURITY_HEADERS, 'content-type': file?.type ?? 'text/plain' });
        response.end(file?.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await use(async (query) => {
      await page.goto(`http://127.0.0.1:${port}/dev.html?${query}`);
      // By its class: behind a dialog it has no role.
      await page.locator('.window').waitFor();
      return page;
    });
    server.closeAllConnections();
    server.close();
    expect(errors).toEqual([]);
  },
});

export { expect };
