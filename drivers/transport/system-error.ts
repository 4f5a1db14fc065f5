import { getSystemErrorMap } from 'node:util';
import type { ConnectStep } from '../api/errors.ts';
import { VirError } from '../core/vir-error.ts';

/** The C library's words, where Node's differ in more than the first letter. */
const C_LIBRARY_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ECONNABORTED: 'Software caused connection abort',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EPIPE: 'Broken pipe',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENOTSOCK: 'Socket operation on non-socket',
  EPROTOTYPE: 'Protocol wrong type for socket',
  ENAMETOOLONG: 'File name too long',
  EMFILE: 'Too many open files',
  EAGAIN: 'Resource temporarily unavailable',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
};

/** Failures to resolve a name, as getaddrinfo words them. */
const RESOLVER_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Name or service not known',
  EAI_NONAME: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  ENODATA: 'No address associated with hostname',
  EAI_NODATA: 'No address associated with hostname',
};

/** The symbolic name of a system error (`ENOENT`), if it is one. */
export function errnoName(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What went wrong, as the C library's strerror says it. */
export function errnoWords(error: unknown): string {
  const name = errnoName(error);
  const words = name === undefined ? undefined : (C_LIBRARY_WORDS[name] ?? RESOLVER_WORDS[name]);
  if (words !== undefined) return words;
  if (error instanceof AggregateError && error.errors.length > 0) return errnoWords(error.errors.at(-1));
  const node = name === undefined ? undefined : [...getSystemErrorMap().values()].find(([key]) => key === name)?.[1];
  if (node !== undefined) return node.charAt(0).toUpperCase() + node.slice(1);
  return error instanceof Error ? error.message : String(error);
}

/** Whether the name of a host could not be resolved. */
export function isResolverError(error: unknown): boolean {
  const name = errnoName(error);
  return name !== undefined && name in RESOLVER_WORDS;
}

/** What a {@link systemError} is about. */
export interface SystemErrorInit {
  readonly message: string;
  readonly step: ConnectStep;
  readonly subject?: string | undefined;
  /** The next step for people, shown below the message. */
  readonly hint?: VirError | undefined;
}

/** libvirt's `virReportSystemError`: the message, a colon, and the C library's words. */
export function systemError(error: unknown, init: SystemErrorInit): VirError {
  const errno: unknown = typeof error === 'object' && error !== null && 'errno' in error ? error.errno : undefined;
  return new VirError({
    code: 'system-error',
    domain: 'rpc',
    message: `${init.message}: ${errnoWords(error)}`,
    subject: init.subject,
    step: init.step,
    cause: init.hint ?? error,
    ...(typeof errno === 'number' ? { details: { level: 2, int1: Math.abs(errno), int2: -1 } } : {}),
  });
}
