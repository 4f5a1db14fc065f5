// Builds everything that runs: the window, the browser host, the command line, the Electron shell.
// `node tools/build.mjs [target …]`; without targets all. Quiet unless something fails.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { markBuilt } from './lib/freshness.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const VERSION = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;

/** What stays outside the bundles: packages with native parts, and what Electron brings itself. */
const EXTERNAL = ['ssh2', 'xmllint-wasm', 'cpu-features', '@napi-rs/keyring', 'electron', 'bufferutil', 'utf-8-validate'];

/** name → entry, output folder, format. An entry that is not there is left out. */
const NODE_TARGETS = {
  host: { entry: { host: 'main/browser-host/main.ts' }, outDir: 'dist/main', format: 'es' },
  // Small, because reading it is a good part of a short command's time.
  cli: { entry: { vireo: 'main/cli/vireo.ts' }, outDir: 'dist/cli', format: 'es', minify: true },
  electron: { entry: { main: 'electron/main.ts' }, outDir: 'dist/electron', format: 'cjs' },
  preload: { entry: { preload: 'electron/preload.ts' }, outDir: 'dist/preload', format: 'cjs' },
};

/** Bundles TypeScript for Node. */
export async function bundleForNode({ entry, outDir, format = 'es', minify = false }) {
  const { build } = await import('vite');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    define: { __VIREO_VERSION__: JSON.stringify(VERSION) },
    build: {
      ssr: true,
      outDir: path.resolve(ROOT, outDir),
      emptyOutDir: true,
      target: 'node20',
      minify,
      sourcemap: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entry).map(([name, file]) => [name, path.resolve(ROOT, file)])),
        external: EXTERNAL,
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: format === 'cjs' ? 'chunks/[name]-[hash].cjs' : 'chunks/[name]-[hash].js',
        },
      },
    },
    ssr: { noExternal: true, external: EXTERNAL },
  });
}

async function buildRenderer() {
  const { build } = await import('vite');
  await build({ configFile: path.join(ROOT, 'renderer/vite.config.ts'), logLevel: 'error' });
}

/** Builds the given targets (all without any) and says what was built. */
export async function buildAll(targets = [], say = () => {}) {
  const wanted = (name) => targets.length === 0 || targets.includes(name);
  for (const [name, target] of Object.entries(NODE_TARGETS)) {
    if (!wanted(name) || !Object.values(target.entry).every((file) => existsSync(path.join(ROOT, file)))) continue;
    say(`building ${name}`);
    await bundleForNode(target);
  }
  if (wanted('renderer') && existsSync(path.join(ROOT, 'renderer/vite.config.ts'))) {
    say('building the window');
    await buildRenderer();
  }
  if (targets.length === 0) markBuilt(ROOT);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = Date.now();
  await buildAll(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`));
  process.stderr.write(`built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
