import { serializeXml } from '../conf/xml/serialize-xml.ts';
import { XmlElement, type XmlNode } from '../conf/xml/xml-tree.ts';

/** Writes a foreign element as libxml2 does with formatting on: indented, unless there is text among its children. */
export function formatNode(element: XmlElement): string {
  return serializeXml(indented(element, '\n'));
}

function indented(element: XmlElement, newline: string): XmlElement {
  const meaningful = element.children.filter((node) => !isBlank(node));
  const attributes = element.attributes.map((attribute) => ({ ...attribute }));
  if (meaningful.some((node) => node.kind === 'text' || node.kind === 'cdata')) {
    return new XmlElement(element.name, attributes, element.children);
  }
  const children = meaningful.flatMap((node): XmlNode[] => [
    { kind: 'text', raw: `${newline}  ` },
    node.kind === 'element' ? indented(node, `${newline}  `) : node,
  ]);
  if (children.length > 0) children.push({ kind: 'text', raw: newline });
  return new XmlElement(element.name, attributes, children);
}

function isBlank(node: XmlNode): boolean {
  return node.kind === 'text' && node.raw.trim() === '';
}
