// Electron's binary does not come with its npm package. It is looked for by file: requiring or running
// `electron` would begin a download that may hang.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const FAILURE_KEPT_MS = 24 * 3600 * 1000;
const CONNECT_LIMIT_MS = 5_000;
const TOTAL_LIMIT_MS = 120_000;

/** The path of Electron's binary, or undefined. */
export function findElectron(root, env = process.env) {
  const dir = path.join(root, 'node_modules/electron');
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const pointer = path.join(dir, 'path.txt');
  const name = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : override ? 'electron' : undefined;
  if (name === undefined) return undefined;
  const binary = path.join(override || path.join(dir, 'dist'), name);
  return existsSync(binary) ? binary : undefined;
}

/** Tries to get the binary, once a day at most, never longer than two minutes. */
export async function installElectron(root, cacheDir, say) {
  const mark = path.join(cacheDir, 'electron-install-failed');
  const failed = statSync(mark, { throwIfNoEntry: false });
  if (failed !== undefined && Date.now() - failed.mtimeMs < FAILURE_KEPT_MS) return undefined;
  const script = path.join(root, 'node_modules/electron/install.js');
  if (!existsSync(script)) return undefined;
  say('Fetching Electron (once) …');
  await runLimited(script, root, say);
  const binary = findElectron(root);
  if (binary !== undefined) return binary;
  mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
  writeFileSync(mark, new Date().toISOString());
  say('Electron cannot be had now (tried again tomorrow): Vireo opens in a browser window instead.');
  return undefined;
}

/**
 * Ends the installer when nothing has arrived within five seconds, or after two minutes in all. The download
 * goes to a folder of its own, so that its growth can be seen.
 */
function runLimited(script, root, say) {
  const tmp = mkdtempSync(path.join(os.tmpdir(), 'vireo-electron-'));
  return new Promise((resolve) => {
    const env = { ...process.env, TMPDIR: tmp, TEMP: tmp, TMP: tmp };
    const child = spawn(process.execPath, [script], { cwd: root, stdio: 'ignore', env });
    const started = Date.now();
    let told = 0;
    const watch = setInterval(() => {
      const bytes = sizeOf(tmp);
      const tookMs = Date.now() - started;
      if ((bytes === 0 && tookMs > CONNECT_LIMIT_MS) || tookMs > TOTAL_LIMIT_MS) child.kill('SIGKILL');
      if (bytes - told < 20_000_000) return;
      told = bytes;
      say(`  ${Math.round(bytes / 1e6)} MB`);
    }, 250);
    const end = () => {
      clearInterval(watch);
      rmSync(tmp, { recursive: true, force: true });
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
}

function sizeOf(dir) {
  let bytes = 0;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
