import { confError } from '../lens/conf-error.ts';
import { readDocument } from '../lens/document.ts';
import { editXml } from '../lens/edit-xml.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { serializeXml } from '../xml/serialize-xml.ts';
import type { DomainParseContext } from './domain-context.ts';
import { cloneDomainDef, formatDomainXml, parseDomainXml } from './domain-def.ts';
import type { DomainDef } from './domain-def.ts';
import { domainLens } from './domain-shape.ts';

/**
 * Changes a domain's document through its typed form. Comments, order, layout and everything no lens knows stay as they are, and so does
 * every element that the change does not concern.
 *
 * @param edit changes the definition it is given
 */
export function editDomainXml(xml: string, context: DomainParseContext, edit: (def: DomainDef) => void): string {
  const root = readDocument(xml, 'domain', { url: '(domain_definition)' });
  const def = parseDomainXml(root, context);
  const changed = cloneDomainDef(def);
  edit(changed);
  const before = canonical(def);
  const after = canonical(changed);
  if (before === after) return xml;
  const relaxed = { ...context, skipValidate: true };
  const meanings = [after, canonical(parseDomainXml(after, relaxed))];
  for (const explicit of [false, true]) {
    const source = parseXml(xml);
    editXml(source.root, parseXml(before).root, parseXml(after).root, domainLens.describe(), { explicit });
    const text = serializeXml(source);
    const meaning = maskRandom(canonical(parseDomainXml(text, relaxed)), text);
    if (meanings.some((each) => maskRandom(each, text) === meaning)) return text;
  }
  throw confError('operation-failed', 'The change cannot be made without losing parts of the document');
}

/** Leaves out the identifiers that were made up while reading: they are other ones each time. */
function maskRandom(meaning: string, text: string): string {
  return meaning.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{2}(:[0-9a-f]{2}){5}/g, (made) => (text.includes(made) ? made : '?'));
}

function canonical(def: DomainDef): string {
  return formatDomainXml(def, { inactive: true, secure: true });
}
