import { writeSync } from 'node:fs';
import type { Connection, PromptHandler } from '../../drivers/api/connection.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { parseCommandLine, UsageFault } from './command-line.ts';
import { findCommand, GROUPS } from './groups.ts';
import { openConnection } from './open-connection.ts';
import { parseCommand, splitLine, SyntaxFault } from './shell/parse-command.ts';
import { runCommands } from './shell/run-line.ts';
import { Session, type Target } from './shell/session.ts';
import { Shell } from './shell/shell.ts';

/** Writes everything, also to a pipe that is slow to read. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'EPIPE') process.exit(1);
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

const streams = {
  out: (text: string) => {
    writeAll(1, Buffer.from(text));
  },
  err: (text: string) => {
    writeAll(2, Buffer.from(text));
  },
  bytes: (bytes: Uint8Array) => {
    writeAll(1, bytes);
  },
};

/** @returns the exit code */
async function main(argv: readonly string[]): Promise<number> {
  const options = parseCommandLine(argv);
  if (options.show !== undefined) {
    const { aboutText } = await import('./about.ts');
    streams.out(aboutText(options.show));
    return 0;
  }
  const session = new Session((target) => open(target), options, (text) => {
    streams.err(`error: ${text}\n`);
  });
  const shell = new Shell(options, streams, session);
  const isTyped = options.rest.length === 0;
  const lines = options.rest.length === 1 ? splitLine(options.rest[0] ?? '') : isTyped ? [] : [options.rest];
  const commands = lines.map((words) => parseCommand(words, findCommand));
  // A host that was named must be there before anything is done; the default is connected to when a command needs it.
  const opensItself = !isTyped && commands.every(({ def }) => def.opensItself === true);
  if (options.uri !== undefined && !opensItself && !(await connect(shell))) return 1;
  const ok = isTyped ? await runInteractive(shell) : await runCommands(shell, commands);
  await session.close();
  return ok ? 0 : session.failureCode;
}

async function runInteractive(shell: Shell): Promise<boolean> {
  const { InteractiveShell } = await import('./shell/interactive.ts');
  return new InteractiveShell(shell, { program: 'vireo', kind: 'virtualization' }, GROUPS, findCommand).run();
}

async function connect(shell: Shell): Promise<boolean> {
  try {
    await shell.connection();
    return true;
  } catch (error) {
    if (!VirError.is(error)) throw error;
    shell.report(error);
    return false;
  }
}

/** Loaded when first asked: most connections ask nothing. */
const askOnTerminal: PromptHandler = async (prompt, signal) => {
  const { terminalPrompt } = await import('./terminal/terminal-prompt.ts');
  return terminalPrompt(prompt, signal);
};

async function open({ uri, readOnly }: Target): Promise<Connection> {
  const connect = (): Promise<Connection> => openConnection({ uri, readOnly, prompt: askOnTerminal });
  const connection = await connect().catch(async (error: unknown) => {
    if (!VirError.is(error, 'auth-unavailable')) throw error;
    const { retryWithPolkitAgent } = await import('./terminal/polkit-agent.ts');
    return retryWithPolkitAgent(error, connect);
  });
  if (connection.warning !== undefined) streams.err(`warning: ${connection.warning}\n`);
  return connection;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof SyntaxFault || error instanceof UsageFault) streams.err(`error: ${error.message}\n`);
    else streams.err(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
