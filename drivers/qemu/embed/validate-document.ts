import { DOCUMENT_KINDS, type DocumentKind } from '../../conf/document-kind.ts';
import { validateAgainstSchema } from '../../conf/schema/validate-schema.ts';
import { domainError } from './qemu-error.ts';

/**
 * Judges a document by libvirt's schema, for calls that ask for that. Where libvirt's schemas are not installed there is nothing to
 * judge by, and every document passes: the reading that follows refuses what it does not understand.
 *
 * @throws xml-invalid-schema with all that is wrong.
 * @libvirt virXMLValidateAgainstSchema
 */
export async function assertValid(xml: string, kind: DocumentKind, folders?: readonly string[]): Promise<void> {
  const verdict = await validateAgainstSchema(xml, kind, folders === undefined ? {} : { folders });
  if (!verdict.available || verdict.problems.length === 0) return;
  const lines = verdict.problems.map(({ line, message }) => `line ${line}: ${message}`);
  throw domainError('xml-invalid-schema', `Unable to validate doc against ${DOCUMENT_KINDS[kind].schema}\n${lines.join('\n')}`);
}
