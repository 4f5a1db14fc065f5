import type { VirErrorInfo } from '../../../drivers/api/errors.ts';
import type { Translator } from '../../i18n/translator.ts';

/** An error for people, and all of it to copy. */
export interface ErrorWords {
  readonly text: string;
  readonly details: string;
}

function detailLines(error: VirErrorInfo): readonly string[] {
  const own = [
    error.message,
    `code: ${error.code} (${error.domain})`,
    ...(error.subject === undefined ? [] : [`subject: ${error.subject}`]),
    ...(error.step === undefined ? [] : [`step: ${error.step}`]),
    ...Object.entries(error.details ?? {}).map(([name, value]) => `${name}: ${String(value)}`),
  ];
  return error.cause === undefined ? own : [...own, '', ...detailLines(error.cause)];
}

/** Everything an error says, to copy. */
export const errorDetails = (error: VirErrorInfo): string => detailLines(error).join('\n');

function infoOf(error: unknown): VirErrorInfo | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('domain' in error) || !('message' in error)) return undefined;
  return typeof error.code === 'string' && typeof error.domain === 'string' && typeof error.message === 'string' ? (error as VirErrorInfo) : undefined;
}

/** Words for whatever a call was rejected with. */
export function describeError(tr: Translator, error: unknown): ErrorWords {
  const info = infoOf(error);
  if (info !== undefined) return { text: info.message, details: errorDetails(info) };
  if (error instanceof Error) return { text: error.message || tr.t('error.unexpected'), details: error.stack ?? error.message };
  return { text: tr.t('error.unexpected'), details: String(error) };
}
