// Bundles the stub, when a source of it is newer than the bundle.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const HERE = import.meta.dirname;
const bundle = path.resolve(HERE, '../../../dist/electron-stub/stub.cjs');
const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (readdirSync(HERE).some((name) => name.endsWith('.ts') && statSync(path.join(HERE, name)).mtimeMs > built)) {
  const { bundleForNode } = await import('../../../tools/build.mjs');
  await bundleForNode({ entry: { stub: path.join(HERE, 'stub.ts') }, outDir: path.dirname(bundle), format: 'cjs' });
}
