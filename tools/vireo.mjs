// `npm run -s vireo -- …`: the command line from a clone, built if stale.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt } from './lib/freshness.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = path.join(ROOT, 'dist/cli/vireo.js');

if (!existsSync(ENTRY) || !isBuilt(ROOT)) {
  const { checkNode, ensureBuilt, ensureInstalled } = await import('./lib/setup.mjs');
  const say = (line) => process.stderr.write(`${line}\n`);
  checkNode();
  await ensureInstalled(ROOT, say);
  await ensureBuilt(ROOT, say);
}
// The caller's folder counts for relative paths, npm's own does not.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import(pathToFileURL(ENTRY).href);
