import type { DocumentKind } from '../../../drivers/conf/document-kind.ts';
import { helpOf } from '../../../drivers/conf/help.ts';
import type { ElementHelpFacts } from '../../contract/documents.ts';

/** What may stand in the element at a path below the root of a kind of document. */
export function helpAt(kind: DocumentKind, path: readonly string[]): ElementHelpFacts | undefined {
  const index = helpOf(kind);
  const element = index.element(path);
  if (element === undefined) return undefined;
  return {
    help: element.help,
    words: element.words,
    children: index.children(path).map(({ name, help }) => ({ name, help, words: [], required: false })),
    attributes: index.attributes(path).map(({ name, help, words, required }) => ({ name, help, words, required })),
  };
}
