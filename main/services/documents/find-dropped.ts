import { pairElements } from '../../../drivers/conf/lens/pair-elements.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlElement, XmlNode } from '../../../drivers/conf/xml/xml-tree.ts';
import type { DroppedPart } from '../../contract/documents.ts';

const SHOWN = 2000;

/** What a document said and the host's reading of it no longer says: elements, attributes and comments. Changed values are no loss. */
export function findDropped(wanted: XmlElement, kept: XmlElement): readonly DroppedPart[] {
  const found: DroppedPart[] = [];
  collect(wanted, kept, [], found);
  const comments = new Set(commentsIn(kept).map(({ raw }) => raw));
  for (const { raw, line } of commentsIn(wanted)) if (!comments.has(raw)) found.push({ path: '#comment', line, xml: raw.slice(0, SHOWN) });
  return found;
}

function collect(wanted: XmlElement, kept: XmlElement, path: readonly string[], found: DroppedPart[]): void {
  for (const { name, value } of wanted.attributes) {
    // A number that only what runs has.
    const passing = path.length === 0 && name === 'id';
    if (kept.attribute(name) === undefined && !passing) found.push({ path: `${path.join('/')}@${name}`, line: wanted.line, xml: `${name}="${value}"`.slice(0, SHOWN) });
  }
  // What the host adds to an element makes it no other one.
  const pairs = pairElements(wanted.elements(), kept.elements(), 0);
  for (const each of wanted.elements()) {
    const twin = pairs.get(each);
    const at = [...path, each.name];
    if (twin === undefined) found.push({ path: at.join('/'), line: each.line, xml: serializeXml(each).slice(0, SHOWN) });
    else collect(each, twin, at, found);
  }
}

function commentsIn(element: XmlElement): readonly { readonly raw: string; readonly line: number }[] {
  return element.children.flatMap((node: XmlNode) => (node.kind === 'comment' ? [{ raw: node.raw, line: element.line }] : node.kind === 'element' ? commentsIn(node) : []));
}
