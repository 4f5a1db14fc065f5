import type { VirErrorCode } from '../../api/errors.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { isPlainObject, type PlainJson } from '../../conf/json/plain-json.ts';
import { printable } from '../../transport/printable.ts';

/** What QEMU itself said; stands as the cause behind the error that callers see. */
export class QmpErrorReply extends Error {
  readonly errorClass: string;

  constructor(errorClass: string, description: string) {
    super(description);
    this.name = 'QmpErrorReply';
    this.errorClass = errorClass;
  }
}

/** The class QEMU gave an error, behind any number of causes: `GenericError`, `CommandNotFound`, `DeviceNotFound`, `DeviceNotActive`, `KVMMissingCap`. */
export function qmpErrorClass(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof QmpErrorReply) return at.errorClass;
  }
  return undefined;
}

/** What QEMU itself said of an error, without the words around it. */
export function qmpErrorText(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof QmpErrorReply) return at.message;
  }
  return undefined;
}

/** An error in libvirt's words, of the domain `qemu`. */
export function qemuError(code: VirErrorCode, detail: string, cause?: unknown): VirError {
  return libvirtError('qemu', code, detail, cause === undefined ? {} : { cause });
}

/** The error for an `error` object of a reply. */
export function commandError(command: string, error: PlainJson | undefined): VirError {
  const said = isPlainObject(error) ? error : {};
  const errorClass = typeof said['class'] === 'string' ? said['class'] : undefined;
  const description = errorClass !== undefined && typeof said['desc'] === 'string' ? printable(said['desc']) : 'unknown QEMU command error';
  const cause = new QmpErrorReply(errorClass ?? 'GenericError', description);
  return qemuError('internal-error', `unable to execute QEMU command '${command}': ${description}`, cause);
}

/** What QEMU sent is not what the protocol allows. */
export function malformed(what: string): VirError {
  return qemuError('internal-error', what);
}
