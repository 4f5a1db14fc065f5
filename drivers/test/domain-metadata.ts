import type { DomainMethods } from '../api/facets/domain.ts';
import { DomainMetadataType as Type, DomainModificationImpact as Impact } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import { XmlElement } from '../conf/xml/xml-tree.ts';
import { formatNode } from './node-format.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { ensureChild, removeChildren, setChildText } from './tree-edit.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
const TEXTS = ['description', 'title'] as const;
const NCNAME = /^[A-Za-z_\u00b7-\uffff][-.\w\u00b7-\uffff]*$/;

/** Title, description, and what programs keep with a machine in their own namespaces. */
export const domainMetadata = methodsOf<DomainMethods>()({
  getMetadata(session, dom, type, uri, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainGetMetadata');
    const domain = session.host.domains.require(dom);
    assertType(type);
    const { root } = domain.configFor(flags).config;
    const text = type === Type.ELEMENT ? elementText(root, uri ?? '') : root.child(TEXTS[type] ?? '')?.text;
    if (text === undefined) throw libvirtError('domain', 'no-domain-metadata', 'Requested metadata element is not present');
    return text;
  },
  setMetadata(session, dom, type, metadata, key, uri, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetMetadata');
    const domain = session.host.domains.require(dom);
    domain.editEach(flags, (config) => {
      assertType(type);
      const made = type === Type.ELEMENT && metadata !== undefined ? namespaced(metadata, key ?? '', uri ?? '') : undefined;
      return config.edit((root) => {
        if (type === Type.ELEMENT) setElement(root, made, uri ?? '');
        else setText(root, TEXTS[type] ?? '', metadata);
      });
    });
    session.host.events.domain({ kind: 'metadata-change', dom: domain.ref, type, nsuri: uri });
  },
});

function assertType(type: number): void {
  if (type < 0 || type > Type.ELEMENT) throw libvirtError('domain', 'invalid-arg', `unknown metadata type '${type}'`);
}

function setText(root: XmlElement, name: string, text: string | undefined): void {
  if (text === undefined || text === '') removeChildren(root, name);
  else setChildText(root, name, text);
}

/** The prefix under which an element declares a namespace itself. */
function prefixFor(element: XmlElement, uri: string): string | undefined {
  const declaration = element.attributes.find(({ name, value }) => value === uri && (name === 'xmlns' || name.startsWith('xmlns:')));
  return declaration === undefined ? undefined : declaration.name.slice('xmlns:'.length);
}

function isOf(element: XmlElement, uri: string): boolean {
  const prefix = prefixFor(element, uri);
  return prefix !== undefined && (prefix === '' ? !element.name.includes(':') : element.name.startsWith(`${prefix}:`));
}

/** The element of a namespace, without the namespace. */
function elementText(root: XmlElement, uri: string): string | undefined {
  const found = root.child('metadata')?.elements().find((element) => isOf(element, uri));
  if (found === undefined) return undefined;
  const prefix = prefixFor(found, uri) ?? '';
  const bare = renamed(found, (name) => (prefix !== '' && name.startsWith(`${prefix}:`) ? name.slice(prefix.length + 1) : name));
  bare.removeAttribute(prefix === '' ? 'xmlns' : `xmlns:${prefix}`);
  return formatNode(bare);
}

function setElement(root: XmlElement, made: XmlElement | undefined, uri: string): void {
  const metadata = ensureChild(root, 'metadata');
  for (const old of metadata.elements()) if (isOf(old, uri)) removeChildren(metadata, old.name, (each) => each === old);
  if (made !== undefined) metadata.children.push(made);
  if (metadata.elements().length === 0) removeChildren(root, 'metadata');
}

/** The caller's element, it and all beneath it that has no prefix put into the namespace. */
function namespaced(xml: string, key: string, uri: string): XmlElement {
  const { root } = parseXml(xml, { url: '(metadata_xml)' });
  if (!NCNAME.test(key)) throw libvirtError('none', 'internal-error', 'failed to validate prefix for a new XML namespace');
  const made = renamed(root, (name) => (name.includes(':') ? name : `${key}:${name}`));
  const attributes = [{ name: `xmlns:${key}`, value: uri }, ...made.attributes.map((attribute) => ({ ...attribute }))];
  return new XmlElement(made.name, attributes, made.children);
}

function renamed(element: XmlElement, rename: (name: string) => string): XmlElement {
  const children = element.children.map((node) => (node.kind === 'element' ? renamed(node, rename) : { ...node }));
  return new XmlElement(rename(element.name), element.attributes.map((attribute) => ({ ...attribute })), children);
}
