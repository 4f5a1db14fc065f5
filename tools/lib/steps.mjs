// Runs commands as steps of a check: their output is shown only when they fail, with how long each took.
import { spawn } from 'node:child_process';

/** Runs a command; gives whether it succeeded, its output and the seconds it took. */
export function runStep(command, args, { cwd, env = process.env, timeoutMs = 3_600_000 } = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const timer = setTimeout(() => {
      output += `\nstopped after ${timeoutMs / 1000} s\n`;
      child.kill('SIGKILL');
    }, timeoutMs);
    const end = (ok) => {
      clearTimeout(timer);
      resolve({ ok, output, seconds: (Date.now() - started) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

/** Runs a named step and prints one line for it, or all its output when it fails. */
export async function step(name, command, args, options) {
  const result = await runStep(command, args, options);
  process.stdout.write(`${result.ok ? '✓' : '✗'} ${name} (${result.seconds.toFixed(1)} s)\n`);
  if (!result.ok) process.stdout.write(`${result.output.trimEnd()}\n`);
  return result;
}
