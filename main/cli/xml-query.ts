import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import type { XmlElement } from '../../drivers/conf/xml/xml-tree.ts';

/** Reads a document that a host has sent. */
export function readDocument(xml: string): XmlElement {
  return parseXml(xml).root;
}

/** The devices of a kind: `disk` gives every disk. */
export function devicesOf(domain: XmlElement, kind: string): readonly XmlElement[] {
  return domain.child('devices')?.elements(kind) ?? [];
}

/** The first of several attributes that an element has, in the order of the document; undefined when it is empty. */
export function firstAttribute(element: XmlElement | undefined, names: readonly string[]): string | undefined {
  const found = element?.attributes.find(({ name }) => names.includes(name))?.value;
  return found === '' ? undefined : found;
}
