import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Argv } from './run.ts';

/**
 * The argument vector that runs one function of one of our sources in a process of its own, for what must run in another
 * namespace. What the function answers is printed as JSON.
 */
export function runModule(file: URL, call: string, ...args: readonly string[]): Argv {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const vite = pathToFileURL(`${root}/node_modules/vite/dist/node/index.js`).href;
  // A server that serves nobody: unlike a single import, it also loads what is imported later.
  const code = `const { createServer } = await import(${JSON.stringify(vite)});
    const loader = await createServer({ root: ${JSON.stringify(root)}, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
    const module = await loader.ssrLoadModule(${JSON.stringify(fileURLToPath(file))});
    console.log(JSON.stringify(await module.${call}(${args.map((arg) => JSON.stringify(arg)).join(', ')})));
    process.exit(0);`;
  return [process.execPath, '--input-type=module', '--eval', code];
}
