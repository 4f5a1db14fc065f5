import { writeSync } from 'node:fs';
import type { Connection, PromptHandler } from '../../drivers/api/connection.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { parseCommandLine, UsageFault, type GlobalOptions } from './command-line.ts';
import { findCommand } from './groups.ts';
import { openConnection } from './open-connection.ts';
import { parseCommand, splitLine, SyntaxFault, type ParsedCommand } from './shell/parse-command.ts';
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

async function main(argv: readonly string[]): Promise<boolean> {
  const options = parseCommandLine(argv);
  if (options.show !== undefined) {
    const { aboutText } = await import('./about.ts');
    streams.out(aboutText(options.show));
    return true;
  }
  if (options.rest.length === 0) throw new UsageFault('a command is needed. See --help.');
  const shell: Shell = new Shell(options, streams, () => open(shell, options));
  const lines = options.rest.length === 1 ? splitLine(options.rest[0] ?? '') : [options.rest];
  const commands = lines.map((words) => parseCommand(words, findCommand));
  // A host that was named must be there before anything is done; the default is connected to when a command needs it.
  if (options.uri !== undefined && !(await connect(shell))) return false;
  let ok = true;
  for (const command of commands) ok = await runOne(shell, command);
  await shell.close();
  return ok;
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

async function runOne(shell: Shell, { def, args }: ParsedCommand): Promise<boolean> {
  // Not performance.now(): loading it costs more than a command.
  const started = process.hrtime.bigint();
  let ok = false;
  try {
    if (def.noConnect !== true) await shell.connection();
    ok = await def.run(shell, args);
  } catch (error) {
    if (!VirError.is(error)) throw error;
    shell.report(error);
  }
  if (shell.options.timing) shell.print(`\n(Time: ${(Number(process.hrtime.bigint() - started) / 1e6).toFixed(3)} ms)\n\n`);
  else if (!shell.options.json) shell.printExtra('\n');
  return ok;
}

/** Loaded when first asked: most connections ask nothing. */
const askOnTerminal: PromptHandler = async (prompt, signal) => {
  const { terminalPrompt } = await import('./terminal/terminal-prompt.ts');
  return terminalPrompt(prompt, signal);
};

async function open(shell: Shell, options: GlobalOptions): Promise<Connection> {
  try {
    const connection = await openConnection({ uri: options.uri, readOnly: options.readOnly, prompt: askOnTerminal });
    if (connection.warning !== undefined) streams.err(`warning: ${connection.warning}\n`);
    return connection;
  } catch (error) {
    shell.error('failed to connect to the hypervisor');
    throw error;
  }
}

main(process.argv.slice(2)).then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    if (error instanceof SyntaxFault || error instanceof UsageFault) streams.err(`error: ${error.message}\n`);
    else streams.err(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
