import type { VirErrorCode } from '../api/errors.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';

/** A .vmx file says something it must not, or lacks something: `internal-error` in libvirt's words. */
export function vmxError(detail: string, code: VirErrorCode = 'internal-error'): VirError {
  return libvirtError('none', code, detail);
}

/** It makes sense, but cannot be said in the other form. */
export function vmxUnsupported(detail: string): VirError {
  return vmxError(detail, 'config-unsupported');
}
