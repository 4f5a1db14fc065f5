// Brings a clone to where it can run: packages, build. Says what it does, does nothing twice.
import { spawn } from 'node:child_process';
import { isBuilt, isInstalled } from './freshness.mjs';

const NEEDED = [20, 19];

/** Stops with a clear sentence when Node is too old. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  process.stderr.write(`Vireo needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

/** Runs a command and gives its exit code; its output goes to our standard error. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32', ...options });
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}

/** Installs packages if the lock file asks for others than are there. */
export async function ensureInstalled(root, say) {
  if (isInstalled(root)) return;
  say('Installing packages (once, about half a minute) …');
  // Only ssh2's optional native speed-ups have install scripts; it works without them.
  const code = await run('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: root });
  if (code !== 0) {
    process.stderr.write('Installing packages failed; the lines above say why. `npm ci` tries again.\n');
    process.exit(code);
  }
}

/** Builds if a source is newer than what is built. */
export async function ensureBuilt(root, say) {
  if (isBuilt(root)) return;
  say('Building …');
  const started = Date.now();
  const code = await run(process.execPath, ['tools/build.mjs'], { cwd: root });
  if (code !== 0) {
    process.stderr.write('Building failed; the lines above say why.\n');
    process.exit(code);
  }
  say(`Built in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
}
