import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the page with the made-up application into dist/pictures. */
export async function buildPictures(): Promise<void> {
  const configFile = fileURLToPath(new URL('../../renderer/vite.config.ts', import.meta.url));
  await build({ configFile, mode: 'pictures', logLevel: 'error' });
}
