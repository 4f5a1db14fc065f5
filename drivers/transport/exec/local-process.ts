import { spawn, type ChildProcess } from 'node:child_process';
import { DuplexChannel } from '../byte-channel.ts';
import { systemError } from '../system-error.ts';
import { ChildDuplex } from './child-duplex.ts';
import { processEnd, TextTail, type CommandHost, type ProcessChannel, type ProcessExit } from './process-channel.ts';

/** A program whose output has ended gets this long to end by itself. */
const GRACE_MS = 2000;

/** What a local process may be given besides its arguments. */
export interface LocalProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Starts a program of this computer, without any shell. `description` is for messages.
 *
 * @throws system-error when it cannot be started.
 */
export async function spawnHere(argv: readonly string[], options: LocalProcessOptions = {}, description = argv[0] ?? ''): Promise<ProcessChannel> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], shell: false, windowsHide: true, ...options });
  let exit: ProcessExit = { code: undefined, signal: undefined };
  child.once('exit', (code, signal) => {
    exit = { code: code ?? undefined, signal: signal ?? undefined };
  });
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('close', () => { resolve(exit); });
  });
  const tail = new TextTail();
  child.stderr.on('data', tail.add);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(systemError(error, { message: `Cannot find '${program}' in path`, step: 'connect', subject: program }));
    });
  });
  const channel = new DuplexChannel(new ChildDuplex(child), { description, explain: () => processEnd(description, exit, tail.get()) });
  channel.onDidClose(({ kind }) => { endProcess(child, kind === 'client' ? 0 : GRACE_MS); });
  const dispose = (): void => {
    channel.dispose();
    child.stderr.destroy();
    endProcess(child, 0);
  };
  return { channel, stderrTail: tail.get, exited, dispose };
}

/** Asks a process to end after a while, and then makes it. */
function endProcess(child: ChildProcess, graceMs: number): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (graceMs === 0) child.kill('SIGTERM');
  const timers = [graceMs, graceMs + GRACE_MS].map((delayMs, step) => setTimeout(() => child.kill(step === 0 ? 'SIGTERM' : 'SIGKILL'), delayMs));
  child.once('exit', () => {
    for (const timer of timers) clearTimeout(timer);
  });
}

/** This computer, for code that runs commands here or elsewhere alike. */
export const thisComputer: CommandHost = { description: 'this computer', spawn: (argv) => spawnHere(argv) };
