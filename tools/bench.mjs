// `npm run bench [-- NAME …]`: measures Vireo against its peers (docs/benchmarks.md). Names: cli latency conf rpc transfer far hung ssh hosts start live display esx embed fuzz.
import { fileURLToPath } from 'node:url';
import { checkNode, ensureBuilt, ensureInstalled } from './lib/setup.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

checkNode();
await ensureInstalled(ROOT, say);
await ensureBuilt(ROOT, say);
const { createServer } = await import('vite');
// A server that serves nobody: it loads TypeScript, also what is imported later.
const loader = await createServer({ root: ROOT, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
const module = await loader.ssrLoadModule(fileURLToPath(new URL('../e2e/bench/bench.ts', import.meta.url)));
process.exit(await module.bench(process.argv.slice(2)));
