import type { DocumentKind } from '../../../drivers/conf/document-kind.ts';
import { helpOf } from '../../../drivers/conf/help.ts';
import { validateAgainstSchema } from '../../../drivers/conf/schema/validate-schema.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { DocumentCheck, DocumentProblem } from '../../contract/documents.ts';
import { parseDocument } from './document-text.ts';

/** Judges a document: whether it is one, by libvirt's schema where that is installed, and by the names that we know. */
export async function checkDocument(kind: DocumentKind, xml: string): Promise<DocumentCheck> {
  const root = readOrProblem(xml);
  if (!('name' in root)) return { problems: [root], schema: true };
  const unknown = helpOf(kind).unknownNames(root).map(({ line, path, attribute }): DocumentProblem => ({ line, source: 'unknown', text: attribute === undefined ? (path.split('/').at(-1) ?? path) : `@${attribute}` }));
  const verdict = await validateAgainstSchema(xml, kind);
  const schema = verdict.available ? verdict.problems.map(({ line, message }): DocumentProblem => ({ line, source: 'schema', text: message })) : [];
  return { problems: [...unknown, ...schema].sort((a, b) => a.line - b.line), schema: verdict.available };
}

function readOrProblem(xml: string): XmlElement | DocumentProblem {
  try {
    return parseDocument(xml).root;
  } catch (error) {
    if (!VirError.is(error)) throw error;
    const found = /^\([^)]*\):(\d+): (.*)/.exec(error.message);
    return { line: Number(found?.[1] ?? 1), source: 'xml', text: found?.[2] ?? error.message };
  }
}
