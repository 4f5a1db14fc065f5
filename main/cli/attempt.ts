import { VirError } from '../../drivers/core/vir-error.ts';
import type { Shell } from './shell/shell.ts';

/** The answer, or libvirt's error as a value: virsh goes on after most. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | VirError> {
  try {
    return await call();
  } catch (error) {
    if (VirError.is(error)) return error;
    throw error;
  }
}

/** Says what failed before the error itself is reported, as virsh does. */
export async function explaining<T>(shell: Shell, words: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (VirError.is(error)) shell.error(words);
    throw error;
  }
}
