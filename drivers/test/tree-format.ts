import { escapeXml } from '../conf/xml/xml-escape.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';

/** Writes an element the way libvirt does: two spaces a level, single quotes. Known children come in this order. */
export function formatTree(element: XmlElement, order: readonly string[] = [], indent = ''): string {
  const attributes = element.attributes.map(({ name, value }) => ` ${name}='${escapeXml(value)}'`).join('');
  const children = element.elements();
  if (children.length === 0) {
    const text = element.text.trim();
    return text === '' ? `${indent}<${element.name}${attributes}/>\n` : `${indent}<${element.name}${attributes}>${escapeXml(text)}</${element.name}>\n`;
  }
  const rank = (child: XmlElement): number => (order.includes(child.name) ? order.indexOf(child.name) : order.length);
  const sorted = order.length === 0 ? children : children.map((child, at) => ({ child, at })).sort((a, b) => rank(a.child) - rank(b.child) || a.at - b.at).map(({ child }) => child);
  const inner = sorted.map((child) => formatTree(child, [], `${indent}  `)).join('');
  return `${indent}<${element.name}${attributes}>\n${inner}${indent}</${element.name}>\n`;
}
