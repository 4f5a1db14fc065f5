import { escapeText } from '../xml/xml-escape.ts';
import { XmlElement, cloneXml, textOf } from '../xml/xml-tree.ts';
import type { XmlNode } from '../xml/xml-tree.ts';
import type { Lens } from '../lens/lens.ts';

/** `<metadata>`: carried along, one element a namespace, written the way libxml2 indents it. */
export const metadata: Lens<XmlElement> = {
  parse: (xml) => sanitize(xml),
  format(value, name, out) {
    out.foreign(dump(value.name === name ? value : new XmlElement(name, value.attributes, value.children), out.level));
  },
  describe: () => ({ text: undefined, words: [], attributes: [], children: () => [] }),
};

/** Drops children without a namespace, and all but the first of each. */
function sanitize(xml: XmlElement): XmlElement {
  const copy = cloneXml(xml);
  const seen = new Set<string>();
  const kept: XmlNode[] = [];
  for (const node of copy.children) {
    if (node.kind === 'element') {
      const space = namespaceOf(node);
      if (space === undefined || seen.has(space)) continue;
      seen.add(space);
      kept.push(node);
    } else if (node.kind === 'comment') {
      continue;
    }
  }
  return new XmlElement(copy.name, copy.attributes, kept, copy.line);
}

function namespaceOf(node: XmlElement): string | undefined {
  const colon = node.name.indexOf(':');
  if (colon < 0) return node.attribute('xmlns');
  return node.attribute(`xmlns:${node.name.slice(0, colon)}`) ?? node.name.slice(0, colon);
}

function attributesOf(node: XmlElement): string {
  const spaces = node.attributes.filter((each) => each.name === 'xmlns' || each.name.startsWith('xmlns:'));
  const others = node.attributes.filter((each) => !spaces.includes(each));
  return [...spaces, ...others].map(({ name, value }) => ` ${name}="${escapeText(value).replace(/"/g, '&quot;')}"`).join('');
}

function dump(node: XmlElement, depth: number): string {
  const open = `<${node.name}${attributesOf(node)}`;
  const children = node.children.filter((each) => each.kind !== 'text' || each.raw.trim() !== '' || node.children.length === 1);
  if (children.length === 0 || (children.length === 1 && children[0]?.kind === 'text' && children[0].raw.trim() === '')) {
    return `${open}/>`;
  }
  const inline = children.some((each) => each.kind === 'text' || each.kind === 'cdata');
  if (inline) return `${open}>${node.children.map((each) => (each.kind === 'element' ? dump(each, 0) : each.kind === 'text' ? escapeText(textOf(each)) : each.raw)).join('')}</${node.name}>`;
  const pad = '  '.repeat(depth + 1);
  const inner = children.map((each) => `${pad}${each.kind === 'element' ? dump(each, depth + 1) : each.raw}`);
  return [`${open}>`, ...inner, `${'  '.repeat(depth)}</${node.name}>`].join('\n');
}
