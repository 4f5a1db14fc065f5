import type { ConnectStep, VirErrorCode, VirErrorDetails, VirErrorDomain, VirErrorInfo } from '../api/errors.ts';

const BRAND: unique symbol = Symbol.for('vireo.VirError') as never;

/** What {@link VirError} is made of; `cause` may be any thrown thing. */
export interface VirErrorInit {
  readonly code: VirErrorCode;
  readonly domain: VirErrorDomain;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly step?: ConnectStep | undefined;
  readonly cause?: unknown;
  readonly details?: VirErrorDetails | undefined;
}

/**
 * The one error class: libvirt's code and domain as words, one sentence, and what it is about.
 *
 * Recognise it with {@link VirError.is}, not `instanceof`: two copies of this module may be loaded.
 */
export class VirError extends Error {
  readonly [BRAND] = true;
  readonly code: VirErrorCode;
  readonly domain: VirErrorDomain;
  readonly subject: string | undefined;
  readonly step: ConnectStep | undefined;
  readonly details: VirErrorDetails | undefined;

  constructor(init: VirErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'VirError';
    this.code = init.code;
    this.domain = init.domain;
    this.subject = init.subject;
    this.step = init.step;
    this.details = init.details;
  }

  /** Whether a caught thing is a VirError, and of that code if one is given. */
  static is(thing: unknown, code?: VirErrorCode): thing is VirError {
    if (typeof thing !== 'object' || thing === null || !(BRAND in thing)) return false;
    return code === undefined || (thing as VirError).code === code;
  }

  /** Any caught thing as a VirError; what is not one becomes `internal-error` with its cause kept. */
  static from(thing: unknown, fallback: Partial<VirErrorInit> = {}): VirError {
    if (VirError.is(thing)) return thing;
    const message = thing instanceof Error ? thing.message : String(thing);
    return new VirError({ code: 'internal-error', domain: 'none', message, ...fallback, cause: thing });
  }

  /** As plain data, causes included. Stacks stay behind. */
  toInfo(): VirErrorInfo {
    return {
      code: this.code,
      domain: this.domain,
      message: this.message,
      ...(this.subject === undefined ? {} : { subject: this.subject }),
      ...(this.step === undefined ? {} : { step: this.step }),
      ...(this.details === undefined ? {} : { details: this.details }),
      ...causeInfo(this),
    };
  }

  /** The way back from {@link toInfo}. */
  static fromInfo(info: VirErrorInfo): VirError {
    return new VirError({ ...info, cause: info.cause === undefined ? undefined : VirError.fromInfo(info.cause) });
  }
}

/** What stands behind an error. A foreign error that was only wrapped says the same once more and is left out. */
function causeInfo(error: Error, depth = 0): { readonly cause?: VirErrorInfo } {
  const { cause } = error;
  if (cause === undefined || cause === null || depth > 8) return {};
  if (VirError.is(cause)) return { cause: cause.toInfo() };
  if (!(cause instanceof Error)) {
    const message = textOf(cause);
    return message === error.message ? {} : { cause: { code: 'internal-error', domain: 'none', message } };
  }
  if (cause.message === error.message) return causeInfo(cause, depth + 1);
  return { cause: { code: 'internal-error', domain: 'none', message: cause.message, ...causeInfo(cause, depth + 1) } };
}

function textOf(thing: unknown): string {
  return String(thing);
}
