import type { VirErrorCode, VirErrorDetails, VirErrorDomain } from '../../api/errors.ts';
import { DOMAIN_NUMBERS, ERROR_NUMBERS } from '../../core/error-numbers.ts';
import { errorText } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { RemoteErrorPayload } from '../protocol/records.ts';

const CODES = byNumber<VirErrorCode>(ERROR_NUMBERS);
const DOMAINS = byNumber<VirErrorDomain>(DOMAIN_NUMBERS);

/**
 * A peer's error as ours, kept whole. Numbers of the future become `internal-error` and `none`, the
 * number itself stays readable in `details`.
 */
export function errorOfPayload(payload: RemoteErrorPayload): VirError {
  const known = CODES.get(payload.code);
  const message = payload.message ?? errorText(known ?? 'internal-error');
  const subject = payload.dom?.name ?? payload.net?.name;
  // A daemon that does not know a call says so in words only.
  const unknownCall = payload.domain === DOMAIN_NUMBERS.rpc && message.startsWith('unknown procedure');
  const code = unknownCall ? 'no-support' : (known ?? 'internal-error');
  return new VirError({ code, domain: DOMAINS.get(payload.domain) ?? 'none', message, subject, details: details(payload, known) });
}

/** The way back, for the daemon's side. */
export function payloadOfError(error: VirError): RemoteErrorPayload {
  const { str1, str2, str3, int1, int2, level } = error.details ?? {};
  return {
    code: ERROR_NUMBERS[error.code],
    domain: DOMAIN_NUMBERS[error.domain],
    message: error.message,
    level: level ?? 2,
    dom: undefined,
    str1,
    str2,
    str3,
    int1: int1 ?? 0,
    int2: int2 ?? 0,
    net: undefined,
  };
}

function details(payload: RemoteErrorPayload, known: VirErrorCode | undefined): VirErrorDetails {
  const { str1, str2, str3, int1, int2, level } = payload;
  return {
    level,
    ...(str1 === undefined ? {} : { str1 }),
    ...(str2 === undefined ? {} : { str2 }),
    ...(str3 === undefined ? {} : { str3 }),
    int1: known === undefined ? payload.code : int1,
    int2,
  };
}

function byNumber<W extends string>(numbers: { readonly [word in W]: number }): ReadonlyMap<number, W> {
  return new Map((Object.entries(numbers) as [W, number][]).map(([word, number]) => [number, word]));
}
