import { XmlElement } from '../xml/xml-tree.ts';
import { NAMESPACES } from './namespaces.ts';

const PREFIX_OF: ReadonlyMap<string, string> = new Map(Object.entries(NAMESPACES).map(([prefix, uri]) => [uri, prefix]));

/** Whether a text declares one of the drivers' namespaces under another prefix than libvirt's, or another one under libvirt's. */
const UNUSUAL = /xmlns(?::([\w.-]+))?\s*=\s*(?:'([^']*)'|"([^"]*)")/g;

/** Whether {@link withCanonicalPrefixes} would change anything. */
export function hasUnusualPrefixes(text: string): boolean {
  return [...text.matchAll(UNUSUAL)].some(([, prefix, single, double]) => {
    const known = PREFIX_OF.get(single ?? double ?? '');
    return known === undefined ? prefix !== undefined && prefix in NAMESPACES : known !== prefix;
  });
}

/** The same tree with the drivers' elements under the prefixes that libvirt writes. */
export function withCanonicalPrefixes(root: XmlElement, scope: ReadonlyMap<string, string> = new Map()): XmlElement {
  const inner = new Map(scope);
  for (const { name, value } of root.attributes) {
    if (name === 'xmlns') inner.set('', value);
    else if (name.startsWith('xmlns:')) inner.set(name.slice('xmlns:'.length), value);
  }
  const at = root.name.indexOf(':');
  const prefix = at < 0 ? '' : root.name.slice(0, at);
  const local = root.name.slice(at + 1);
  const uri = inner.get(prefix);
  const canonical = uri === undefined ? undefined : PREFIX_OF.get(uri);
  // What only looks like a driver's element belongs to somebody else.
  const name = canonical !== undefined ? `${canonical}:${local}` : prefix in NAMESPACES && uri !== undefined ? `other-${root.name}` : root.name;
  return new XmlElement(name, root.attributes, root.children.map((child) => (child.kind === 'element' ? withCanonicalPrefixes(child, inner) : child)), root.line);
}
