import type { LongCallOptions } from '../api/extras.ts';
import { libvirtError } from '../core/error-text.ts';
import type { CommandHost, ProcessExit } from '../transport/exec/process-channel.ts';

const MOST_OUTPUT_CHARACTERS = 64 * 1024;

/** What a long command gave. */
export interface LongResult extends ProcessExit {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command that may take hours: without a deadline unless one was asked for. Percentages that it prints, as qemu-img does, are
 * told as progress.
 *
 * @throws operation-aborted by the signal, operation-timeout by the deadline; the command is ended then.
 */
export async function runLong(host: CommandHost, argv: readonly string[], { signal, deadlineMs, onProgress }: LongCallOptions = {}): Promise<LongResult> {
  const name = argv[0] ?? '';
  if (signal?.aborted === true) throw libvirtError('rpc', 'operation-aborted', 'cancelled by the caller');
  const running = await host.spawn(argv);
  let stop: ((error: Error) => void) | undefined;
  const stopped = new Promise<never>((_resolve, reject) => { stop = reject; });
  const cancel = (): void => stop?.(libvirtError('rpc', 'operation-aborted', 'cancelled by the caller'));
  signal?.addEventListener('abort', cancel);
  const timer = deadlineMs === undefined ? undefined : setTimeout(() => stop?.(libvirtError('rpc', 'operation-timeout', `${name} on ${host.description}`)), deadlineMs);
  let stdout = '';
  try {
    running.channel.consume((piece) => {
      const text = Buffer.from(piece).toString('utf8');
      const percent = [...text.matchAll(/\((\d+(?:\.\d+)?)\/100%\)/g)].at(-1)?.[1];
      if (percent !== undefined) onProgress?.(Number(percent), 100);
      stdout = (stdout + text).slice(-MOST_OUTPUT_CHARACTERS);
    });
    running.channel.end();
    const exit = await Promise.race([running.exited, stopped]);
    return { ...exit, stdout, stderr: running.stderrTail() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    running.dispose();
  }
}
