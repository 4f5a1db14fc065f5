import type { DomainRef } from '../../../../drivers/api/refs.ts';
import { BlockJob } from '../../../../drivers/core/block-job.ts';
import { DomainBlockJobAbortFlags as Abort } from '../../../../drivers/core/constants.ts';
import { explaining } from '../../attempt.ts';
import { callDomain } from '../../domain-inputs.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { scaledOr, timeoutMs } from '../../shell/inputs.ts';
import { fault } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { printProgress } from '../../terminal/watch-job.ts';

/** How a block job is waited for, as the options say. */
export interface BlockWait {
  /** For the progress: `Block commit`. */
  readonly label: string;
  readonly verbose: boolean;
  readonly async: boolean;
  readonly timeoutMs: number | undefined;
}

/** What a started job has come to. */
export type BlockOutcome = 'started' | 'ready' | 'completed' | 'failed' | 'canceled';

/** The `--wait`-like options together. @throws fault when they do not fit together. */
export function readWait(args: CommandArgs, label: string, waiting: boolean, others?: string): { readonly wait: BlockWait | undefined; readonly abortFlags: number } {
  const limitMs = timeoutMs(args);
  const isWaiting = waiting || limitMs !== undefined;
  if (!isWaiting && others !== undefined) {
    for (const name of ['verbose', 'async']) if (args.has(name)) throw fault(`--${name} requires at least one of --timeout, --wait, --pivot, or ${others}`);
  }
  const abortFlags = args.has('async') ? Abort.ASYNC : 0;
  return { wait: isWaiting ? { label, verbose: args.has('verbose'), async: args.has('async'), timeoutMs: limitMs } : undefined, abortFlags };
}

/** Starts a job on a disk and, if that is wanted, waits until it is ready or over. Ctrl-C and the time-out give it up. */
export async function runBlockJob(shell: Shell, domain: DomainRef, path: string, wait: BlockWait | undefined, start: () => Promise<void>): Promise<BlockOutcome> {
  if (wait === undefined) {
    await start();
    return 'started';
  }
  const job = await BlockJob.begin(await shell.connection(), domain, path);
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    interrupt.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    await start();
    let last = '';
    const status = await job.wait({
      ...(wait.timeoutMs === undefined ? {} : { timeoutMs: wait.timeoutMs }),
      signal: interrupt.signal,
      onProgress: () => {
        const { info } = job;
        if (!wait.verbose || info === undefined || `${info.cur}/${info.end}` === last) return;
        last = `${info.cur}/${info.end}`;
        printProgress(shell, wait.label, info.end - info.cur, info.end);
      },
    });
    if (status === undefined) {
      await explaining(shell, `failed to abort job for disk '${path}'`, () => callDomain(shell, 'blockJobAbort', domain, path, wait.async ? Abort.ASYNC : 0));
      return 'canceled';
    }
    if (wait.verbose && (status === 'completed' || status === 'ready')) printProgress(shell, wait.label, 0n, 1n);
    return status === 'running' ? 'ready' : status;
  } finally {
    process.off('SIGINT', onInterrupt);
    await job.end();
  }
}

/** `--bandwidth`: MiB/s, or bytes/s with `--bytes`; with a unit it says itself. @throws fault. */
export function bandwidth(args: CommandArgs): bigint {
  const given = args.text('bandwidth');
  if (given === undefined) return 0n;
  if (/^\s*[+-]?\d+$/.test(given)) {
    const value = BigInt(given.trim().replace('+', ''));
    if (value >= -0xffff_ffff_ffff_ffffn && value <= 0xffff_ffff_ffff_ffffn) return BigInt.asUintN(64, value);
  }
  const bytes = scaledOr(`Scaled numeric value '${given}' for <--bandwidth> option is malformed or out of range`, given, 1n);
  return args.has('bytes') ? bytes : bytes >> 20n;
}
