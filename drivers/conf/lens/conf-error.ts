import type { VirErrorCode, VirErrorDomain } from '../../api/errors.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';

/** An error of a document, worded as libvirt words it: the code's prefix, then the detail. */
export function confError(code: VirErrorCode, detail: string | undefined, domain: VirErrorDomain = 'domain'): VirError {
  return libvirtError(domain, code, detail);
}

/** `VIR_ERR_XML_ERROR`: the document says something that has no meaning. */
export function xmlError(detail: string, domain: VirErrorDomain = 'domain'): VirError {
  return confError('xml-error', detail, domain);
}

/** `VIR_ERR_CONFIG_UNSUPPORTED`: it has a meaning, but not one that can be had. */
export function unsupported(detail: string, domain: VirErrorDomain = 'domain'): VirError {
  return confError('config-unsupported', detail, domain);
}
