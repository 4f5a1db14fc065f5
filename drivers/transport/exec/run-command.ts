import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { CallOptions } from '../../api/records.ts';
import { DialBudget } from '../dial-budget.ts';
import type { CommandHost, CommandResult, Script, ScriptResult } from './process-channel.ts';

const DEFAULT_DEADLINE_MS = 30_000;
/** What a command may write. */
export const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

/** What a command is given. */
export interface RunOptions extends CallOptions {
  readonly input?: Uint8Array;
}

/**
 * Runs a command to its end and gives all it wrote. A code other than 0 is an answer, not an error.
 *
 * @throws operation-timeout, operation-aborted; overflow when it writes more than 16 MiB.
 */
export async function runCommand(host: CommandHost, argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { bytes, ...rest } = await runCommandBytes(host, argv, options);
  return { code: rest.code, signal: rest.signal, stdout: bytes.toString('utf8'), stderr: rest.stderr };
}

/** As {@link runCommand}, for output that is no text. */
export async function runCommandBytes(host: CommandHost, argv: readonly string[], options: RunOptions = {}): Promise<Omit<CommandResult, 'stdout'> & { readonly bytes: Buffer }> {
  const budget = new DialBudget(`${argv[0] ?? ''} on ${host.description}`, options, DEFAULT_DEADLINE_MS);
  try {
    const running = await budget.race(host.spawn(argv), (late) => { late.dispose(); });
    const pieces: Uint8Array[] = [];
    let received = 0;
    const finished = new Promise<void>((resolve, reject) => {
      running.channel.consume((piece) => {
        received += piece.length;
        if (received > MOST_OUTPUT_BYTES) reject(libvirtError('rpc', 'overflow', `${argv[0] ?? ''} wrote more than ${MOST_OUTPUT_BYTES} bytes`));
        else pieces.push(piece);
      });
      running.channel.onDidClose(() => { resolve(); });
    });
    if (options.input !== undefined) running.channel.write(options.input);
    running.channel.end();
    try {
      await budget.race(finished);
      const exit = await budget.race(running.exited);
      const error = running.channel.closeReason?.error;
      if (exit.code === undefined && exit.signal === undefined && error !== undefined) throw VirError.fromInfo(error);
      return { ...exit, bytes: Buffer.concat(pieces), stderr: running.stderrTail() };
    } finally {
      running.dispose();
    }
  } finally {
    budget.dispose();
  }
}

/** Runs a script that answers quickly, in a shell that is kept where there is one. @throws as {@link runCommand}. */
export async function runScript(host: CommandHost, script: Script, options: CallOptions = {}): Promise<ScriptResult> {
  if (host.script !== undefined) return host.script(script, options);
  const { text, args, input } = script;
  return runCommandBytes(host, ['sh', '-c', text, 'sh', ...args], { ...options, ...(input === undefined ? {} : { input }) });
}
