import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { DuplexChannel } from '../byte-channel.ts';
import { systemError } from '../system-error.ts';
import { TextTail, type CommandHost, type ProcessChannel, type ProcessExit } from './process-channel.ts';

/** What a local process may be given besides its arguments. */
export interface LocalProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Starts a program of this computer, without any shell.
 *
 * @throws system-error when it cannot be started.
 */
export async function spawnHere(argv: readonly string[], options: LocalProcessOptions = {}): Promise<ProcessChannel> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], shell: false, windowsHide: true, ...options });
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
  const tail = new TextTail();
  child.stderr.on('data', tail.add);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(systemError(error, { message: `Cannot find '${program}' in path`, step: 'connect', subject: program }));
    });
  });
  const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
  const channel = new DuplexChannel(duplex, { description: program });
  const dispose = (): void => {
    channel.dispose();
    child.stderr.destroy();
    child.kill('SIGTERM');
  };
  channel.onDidClose(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  });
  return { channel, stderrTail: tail.get, exited, dispose };
}

/** This computer, for code that runs commands here or elsewhere alike. */
export const thisComputer: CommandHost = { description: 'this computer', spawn: (argv) => spawnHere(argv) };
