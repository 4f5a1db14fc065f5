// `npm start`: installs what is missing, builds if stale, opens the application.
//   npm start                 the window (Electron if its binary is there, else a browser window)
//   npm start -- --no-open    only serve, and print the address on a line of its own
// VIREO_HOST=electron|browser forces one of the two.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron, installElectron } from './lib/electron-binary.mjs';
import { checkNode, ensureBuilt, ensureInstalled } from './lib/setup.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

/** The program to run and its arguments. */
async function chooseHost(args) {
  const forced = process.env.VIREO_HOST;
  const browser = [process.execPath, ['--disable-warning=ExperimentalWarning', 'dist/main/host.js', ...args]];
  if (forced === 'browser' || args.includes('--no-open')) return browser;
  const cacheDir = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'vireo');
  const binary = process.env.ELECTRON_EXECUTABLE || findElectron(ROOT) || (await installElectron(ROOT, cacheDir, say));
  if (binary) return [binary, ['.', ...args]];
  if (forced === 'electron') {
    say('Electron was asked for (VIREO_HOST=electron), but its binary is not there.');
    process.exit(1);
  }
  return browser;
}

checkNode();
await ensureInstalled(ROOT, say);
await ensureBuilt(ROOT, say);
const [command, args] = await chooseHost(process.argv.slice(2));
const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  say(`Starting ${command} failed: ${error.message}`);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
