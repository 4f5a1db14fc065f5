import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainJobType } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt } from '../attempt.ts';
import type { Shell } from '../shell/shell.ts';

const POLL_MS = 500;

/** How far something is, on standard error, over what stood there: `Migration: [ 42 %]`. */
export function printProgress(shell: Shell, label: string, remaining: bigint, total: bigint): void {
  const done = remaining === 0n ? 100 : Math.min(99, Math.trunc(100 - (Number(remaining) * 100) / Number(total)));
  shell.printError(`\r${label}: [${String(done).padStart(3)} %]`);
}

/** How a long call is watched. */
export interface Watch {
  readonly domain: DomainRef;
  readonly label: string;
  readonly verbose: boolean;
  /** What to do when it takes longer. */
  readonly timeout?: { readonly afterMs: number; readonly act: () => Promise<void> };
}

/**
 * Makes a call that takes long while its progress is shown, as virsh does for save, dump and migrate. Ctrl-C asks the host to give
 * the job up; the call then ends with the host's error.
 */
export async function watchJob<T>(shell: Shell, watch: Watch, call: () => Promise<T>): Promise<T> {
  const watcher = new Watcher(shell, watch);
  try {
    const value = await call();
    if (watch.verbose) printProgress(shell, watch.label, 0n, 1n);
    return value;
  } finally {
    watcher.dispose();
  }
}

class Watcher {
  readonly #shell: Shell;
  readonly #watch: Watch;
  readonly #poll: NodeJS.Timeout;
  readonly #timeout: NodeJS.Timeout | undefined;
  #isAsking = false;
  #isOver = false;
  readonly #onInterrupt = (): void => {
    void this.#quietly(async () => requireMethod(await this.#shell.connection(), 'domain', 'abortJob')(this.#watch.domain));
  };

  constructor(shell: Shell, watch: Watch) {
    this.#shell = shell;
    this.#watch = watch;
    process.on('SIGINT', this.#onInterrupt);
    this.#poll = setInterval(() => {
      void this.#look();
    }, POLL_MS);
    const { timeout } = watch;
    if (timeout === undefined) return;
    this.#timeout = setTimeout(() => {
      void this.#quietly(timeout.act);
    }, timeout.afterMs);
  }

  dispose(): void {
    this.#isOver = true;
    clearInterval(this.#poll);
    clearTimeout(this.#timeout);
    process.off('SIGINT', this.#onInterrupt);
  }

  async #look(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const info = await attempt(async () => requireMethod(await this.#shell.connection(), 'domain', 'getJobInfo')(this.#watch.domain));
    this.#isAsking = false;
    if (this.#isOver || VirError.is(info)) return;
    if (this.#watch.verbose && info.dataTotal > 0n) printProgress(this.#shell, this.#watch.label, info.dataRemaining, info.dataTotal);
    const hasBegun = info.type === DomainJobType.BOUNDED || info.type === DomainJobType.UNBOUNDED;
    if (hasBegun && !this.#watch.verbose) clearInterval(this.#poll);
  }

  /** What fails here shows in the job itself. */
  async #quietly(act: () => Promise<void>): Promise<void> {
    await attempt(act);
  }
}
