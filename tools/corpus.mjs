#!/usr/bin/env node
// Entry of `npm run corpus`: bundles tools/corpus (TypeScript) once per change and runs it in this process.
import fs from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { build } from 'vite';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// One folder a process: two runs at once must not read each other's half-written bundle.
const outDir = path.join(root, '.cache', `corpus-${process.pid}`);
await mkdir(outDir, { recursive: true });
process.on('exit', () => fs.rmSync(outDir, { recursive: true, force: true }));

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: path.join(root, 'tools/corpus/main.ts'),
    outDir,
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    sourcemap: 'inline',
    rolldownOptions: { output: { entryFileNames: 'corpus.mjs' } },
  },
});
const { main } = await import(pathToFileURL(path.join(outDir, 'corpus.mjs')).href);
process.exitCode = await main(process.argv.slice(2));
