// Runs the application's `--self-test` in a real Electron and keeps its report: `node tools/self-test.mjs unpackaged|packaged`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from './lib/electron-binary.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The program that packaging has made. */
function findPackaged() {
  const out = path.join(ROOT, 'out');
  const names = ['vireo', 'vireo.exe', 'Vireo.app/Contents/MacOS/vireo'];
  const candidates = existsSync(out) ? readdirSync(out).flatMap((dir) => names.map((name) => path.join(out, dir, name))) : [];
  return candidates.find((file) => existsSync(file));
}

const kind = process.argv[2] === 'packaged' ? 'packaged' : 'unpackaged';
const binary = process.env.ELECTRON_EXECUTABLE ?? (kind === 'packaged' ? findPackaged() : findElectron(ROOT));
if (binary === undefined) {
  process.stderr.write(`There is no ${kind} Electron to test.\n`);
  process.exit(1);
}
const args = [...(kind === 'packaged' ? [] : ['.']), '--self-test'];
const command = process.platform === 'linux' && !process.env.DISPLAY && !process.env.ELECTRON_EXECUTABLE ? ['xvfb-run', '-a', binary, ...args] : [binary, ...args];
const { stdout, status, error } = spawnSync(command[0], command.slice(1), { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 120_000 });
if (error !== undefined) process.stderr.write(`${error.message}\n`);
const report = (stdout ?? '').slice((stdout ?? '').indexOf('{'));
process.stdout.write(report);
mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
writeFileSync(path.join(ROOT, `test-results/self-test-${kind}.json`), report);
let ok = false;
try {
  ok = JSON.parse(report).ok === true && status === 0;
} catch (parseError) {
  process.stderr.write(`The self-test printed no report: ${parseError.message}\n`);
}
process.exit(ok ? 0 : 1);
