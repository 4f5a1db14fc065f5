import { escapeText } from './xml-escape.ts';
import type { XmlDocument, XmlElement, XmlNode } from './xml-tree.ts';

/** Writes a node back, exactly as it was read where it has not been changed. */
export function serializeXml(node: XmlDocument | XmlNode): string {
  const out: string[] = [];
  if (node.kind === 'document') {
    for (const each of [...node.prolog, node.root, ...node.epilog]) write(each, out);
  } else {
    write(node, out);
  }
  return out.join('');
}

function write(node: XmlNode, out: string[]): void {
  if (node.kind === 'element') writeElement(node, out);
  else out.push(node.raw);
}

function writeElement(element: XmlElement, out: string[]): void {
  const source = element.openSource;
  const empty = element.children.length === 0;
  if (source === undefined) {
    out.push('<', element.name);
    for (const { name, value } of element.attributes) out.push(' ', name, `="`, escapeText(value).replace(/"/g, '&quot;').replace(/\n/g, '&#10;').replace(/\t/g, '&#9;'), '"');
    out.push(empty ? '/>' : '>');
    if (empty) return;
  } else if (source.endsWith('/>')) {
    if (empty) {
      out.push(source);
      return;
    }
    out.push(source.slice(0, -2).trimEnd(), '>');
  } else {
    out.push(source);
  }
  for (const child of element.children) write(child, out);
  out.push('</', element.name, '>');
}
