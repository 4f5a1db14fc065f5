import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { XmlDocument, XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';

/** A machine's document, parsed and kept whole. @throws VirError `xml-detail`. */
export function parseDocument(xml: string): XmlDocument {
  return parseXml(xml, { url: '(domain_definition)' });
}

/** What an element says by itself: its attributes in any order, and its text without the space around it. */
export function ownWords(element: XmlElement): string {
  const attributes = element.attributes.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort();
  const text = element.children.map((node) => (node.kind === 'element' || node.kind === 'comment' || node.kind === 'instruction' ? '' : textOfNode(element, node))).join('').trim();
  return `${element.name} ${attributes.join(' ')} ${JSON.stringify(text)}`;
}

function textOfNode(element: XmlElement, node: XmlElement['children'][number]): string {
  if (element.children.length === 1) return element.text;
  return node.kind === 'text' || node.kind === 'cdata' ? node.raw : '';
}

/**
 * What an element means, to be compared: layout, comments, the order of attributes and of elements with different names do not count. The
 * order of elements of one name does.
 */
export function meaningOf(element: XmlElement): string {
  const children = element.elements();
  if (children.length === 0) return ownWords(element);
  const byName = children.map((each) => ({ name: each.name, meaning: meaningOf(each) })).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return `${ownWords(element)}{${byName.map(({ meaning }) => meaning).join(',')}}`;
}
