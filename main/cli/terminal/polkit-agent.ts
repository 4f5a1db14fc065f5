import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { VirError } from '../../../drivers/core/vir-error.ts';

const PROGRAM = '/usr/bin/pkttyagent';
/** As virsh: more than so many wrong passwords are not an accident. */
const MAX_REFUSALS = 5;

/**
 * Connecting failed: where polkit wanted a password and nobody was there to ask for it (no desktop), asks on the terminal with
 * polkit's own agent and connects again.
 *
 * @throws `failure` when that was not it, or no agent can be started here.
 */
export async function retryWithPolkitAgent<T>(failure: unknown, connect: () => Promise<T>, startAgent: () => Promise<boolean> = startTerminalAgent): Promise<T> {
  if (!isOfPolkit(failure, 'auth-unavailable') || !(await startAgent())) throw failure;
  for (let refusals = 1; ; refusals++) {
    try {
      return await connect();
    } catch (error) {
      if (!isOfPolkit(error, 'auth-failed') || refusals >= MAX_REFUSALS) throw error;
    }
  }
}

function isOfPolkit(error: unknown, code: 'auth-unavailable' | 'auth-failed'): boolean {
  return VirError.is(error, code) && error.domain === 'polkit';
}

/** Resolves when the agent stands; false when there is none, or no terminal. It ends with this process. */
function startTerminalAgent(): Promise<boolean> {
  if (!existsSync(PROGRAM) || !hasTerminal()) return Promise.resolve(false);
  // It closes the fourth file when it is ready.
  const child = spawn(PROGRAM, ['--process', String(process.pid), '--notify-fd', '3'], { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] });
  child.unref();
  process.once('exit', () => { child.kill(); });
  return ready(child);
}

function ready(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('error', () => { resolve(false); });
    child.once('exit', () => { resolve(false); });
    const notice = child.stdio[3];
    if (notice === null || notice === undefined || !('resume' in notice)) return;
    notice.once('end', () => { resolve(true); });
    notice.resume();
  });
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r+'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
