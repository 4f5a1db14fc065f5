import { element as writeElement, text } from '../format/write-element.ts';
import { parseDomainXml, writeDomain, type DomainDef, type DomainParseContext } from '../domain/domain-def.ts';
import type { XmlWriter } from '../lens/xml-writer.ts';
import { XmlElement } from '../xml/xml-tree.ts';

/** Reads the machine that a snapshot or checkpoint keeps; it was valid once, so it is not judged again. */
export function parseEmbeddedDomain(xml: XmlElement, context: DomainParseContext): DomainDef {
  const root = xml.name === 'domain' ? xml : new XmlElement('domain', xml.attributes, xml.children, xml.line);
  return parseDomainXml(root, { ...context, inactive: true, skipValidate: true });
}

/** Writes the kept machine, or at least which one it was. */
export function writeEmbeddedDomain(out: XmlWriter, name: string, domain: DomainDef | undefined, uuid: string | undefined, secure: boolean): void {
  if (domain !== undefined) {
    writeDomain(domain, name, out, { inactive: true, secure });
  } else if (uuid !== undefined) {
    writeElement(out, name, {}, () => {
      text(out, 'uuid', uuid);
    });
  }
}
