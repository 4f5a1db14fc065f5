import type { VirErrorCode } from '../api/errors.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';

/** An error about CPUs, worded as libvirt words it. */
export function cpuError(code: VirErrorCode, detail: string | undefined): VirError {
  return libvirtError('cpu', code, detail);
}
