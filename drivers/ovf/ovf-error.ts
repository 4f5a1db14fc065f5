import type { VirErrorCode } from '../api/errors.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';

/** An appliance that is damaged, dishonest, or none. */
export function badAppliance(detail: string, subject?: string): VirError {
  return ovfError('invalid-arg', `appliance: ${detail}`, subject);
}

/** An appliance that may be good, but holds something nobody here can do. */
export function unsupportedAppliance(detail: string, subject?: string): VirError {
  return ovfError('config-unsupported', `appliance: ${detail}`, subject);
}

function ovfError(code: VirErrorCode, detail: string, subject: string | undefined): VirError {
  return libvirtError('none', code, detail, subject === undefined ? {} : { subject });
}
