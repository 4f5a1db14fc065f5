// `npm run generate`: makes every generated file anew. Each generator's own test writes what it would otherwise compare.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = path.join(root, 'node_modules/.bin/vitest');
const env = { ...process.env, REGENERATE_GOLDEN: '1' };
const { status } = spawnSync(vitest, ['run', 'tools/generate-'], { cwd: root, env, stdio: 'inherit' });
process.exit(status ?? 1);
