import type { DocumentPart } from '../../../main/contract/documents.ts';
import type { Translator } from '../../i18n/translator.ts';

const MOST_NAMED = 6;

/** Parts of a document in a sentence: each once, the first few by name. */
export function partWords({ t }: Translator, parts: readonly DocumentPart[]): string {
  const names = [...new Set(parts.map(({ path }) => (path === '' ? t('xml.root') : path)))];
  const rest = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(rest > 0 ? [t('xml.more', { count: rest })] : [])].join(', ');
}
