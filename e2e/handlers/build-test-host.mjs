// Bundles the host with a handler taken out: dist/test-host/host-without.js.
import { bundleForNode } from '../../tools/build.mjs';

await bundleForNode({ entry: { 'host-without': 'e2e/handlers/host-without.ts' }, outDir: 'dist/test-host' });
