import { escapeText } from '../../drivers/conf/xml/xml-escape.ts';
import { textOf, type XmlElement } from '../../drivers/conf/xml/xml-tree.ts';

/** An element as libxml2 writes it: double quotes, white space as it was. */
export function libxmlText({ name, attributes, children }: XmlElement): string {
  const open = `<${name}${attributes.map((one) => ` ${one.name}="${escapeAttribute(one.value)}"`).join('')}`;
  if (children.length === 0) return `${open}/>`;
  const inner = children.map((child) => (child.kind === 'element' ? libxmlText(child) : child.kind === 'text' ? escapeText(textOf(child)) : child.raw));
  return `${open}>${inner.join('')}</${name}>`;
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
