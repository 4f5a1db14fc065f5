import type { VirErrorCode } from '../../api/errors.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';

/** An error of this driver in libvirt's words. */
export function qemuError(code: VirErrorCode, detail: string, more: { readonly subject?: string; readonly cause?: unknown } = {}): VirError {
  return libvirtError('qemu', code, detail, more);
}

/** An error of the layer below the driver, as libvirt's own checks of arguments and states give it. */
export function domainError(code: VirErrorCode, detail: string): VirError {
  return libvirtError('domain', code, detail);
}
