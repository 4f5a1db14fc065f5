import { escapeText } from '../xml/xml-escape.ts';
import { textOf, type XmlElement, type XmlNode } from '../xml/xml-tree.ts';

/**
 * A subtree re-indented the way libxml2 prints one whose blanks were dropped: elements on their own lines unless
 * text stands beside them, double quotes, namespaces before the other attributes. The first line is not indented.
 */
export function prettyXml(element: XmlElement, depth: number): string {
  return printElement(element, depth, true);
}

function printElement(element: XmlElement, depth: number, indent: boolean): string {
  const head = `<${element.name}${printAttributes(element)}`;
  const nodes = element.children.filter((node) => !isBlank(node, element));
  if (nodes.length === 0) return `${head}/>`;
  const breaks = indent && !nodes.some((node) => node.kind === 'text' || node.kind === 'cdata');
  const inner = nodes.map((node) => printNode(node, depth + 1, breaks));
  if (!breaks) return `${head}>${inner.join('')}</${element.name}>`;
  const pad = '  '.repeat(depth);
  return `${head}>\n${inner.map((line) => `${pad}  ${line}\n`).join('')}${pad}</${element.name}>`;
}

function printNode(node: XmlNode, depth: number, indent: boolean): string {
  switch (node.kind) {
    case 'element':
      return printElement(node, depth, indent);
    case 'text':
      return escapeText(textOf(node));
    case 'comment':
    case 'cdata':
    case 'instruction':
      return node.raw;
  }
}

/** White space between elements is layout; the only child of an element is content. */
function isBlank(node: XmlNode, parent: XmlElement): boolean {
  return node.kind === 'text' && node.raw.trim() === '' && parent.children.some((other) => other !== node && other.kind !== 'text');
}

function printAttributes(element: XmlElement): string {
  const isNamespace = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:');
  const ordered = [...element.attributes.filter((one) => isNamespace(one.name)), ...element.attributes.filter((one) => !isNamespace(one.name))];
  return ordered.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join('');
}

function escapeAttribute(value: string): string {
  const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };
  return value.replace(/[&<>"\n\r\t]/g, (char) => escapes[char] ?? char);
}
