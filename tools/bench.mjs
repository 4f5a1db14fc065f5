// `npm run bench [-- NAME …]`: measures Vireo against its peers (docs/benchmarks.md). Names: cli latency conf rpc transfer far hung start live display fuzz.
import { fileURLToPath } from 'node:url';
import { checkNode, ensureBuilt, ensureInstalled } from './lib/setup.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

checkNode();
await ensureInstalled(ROOT, say);
await ensureBuilt(ROOT, say);
const { runnerImport } = await import('vite');
const { module } = await runnerImport(fileURLToPath(new URL('../e2e/bench/bench.ts', import.meta.url)), { root: ROOT, configFile: false, logLevel: 'error' });
process.exit(await module.bench(process.argv.slice(2)));
