import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt, explaining } from './attempt.ts';
import type { Shell } from './shell/shell.ts';

/** A list, with the words for what can go wrong. */
export interface Listing<T> {
  readonly list: () => Promise<readonly T[]>;
  readonly failed: string;
  /** How many there are: what virsh asks a host that cannot list. */
  readonly count: () => Promise<number>;
  readonly uncounted: string;
}

/** The list; of a host that cannot list, the error that it cannot even count. */
export async function listOrCount<T>(shell: Shell, { list, failed, count, uncounted }: Listing<T>): Promise<readonly T[]> {
  const found = await attempt(list);
  if (!VirError.is(found)) return found;
  if (found.code === 'no-support') await explaining(shell, uncounted, count);
  shell.error(failed);
  throw found;
}
