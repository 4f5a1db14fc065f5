import { parseXml } from '../xml/parse-xml.ts';
import type { ParseXmlOptions } from '../xml/parse-xml.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { xmlError } from './conf-error.ts';
import type { Lens, LensFormatContext, LensParseContext } from './lens.ts';
import { XmlWriter } from './xml-writer.ts';

/** Reading what does not run. */
export const PARSE_INACTIVE: LensParseContext = { inactive: true };

/** Writing what does not run, without secrets. */
export const FORMAT_INACTIVE: LensFormatContext = { inactive: true, secure: false, migratable: false };

/** Parses a text, or takes an element, and checks the root's name as libvirt does. */
export function readDocument(xml: string | XmlElement, rootName: string, options: ParseXmlOptions = {}): XmlElement {
  const root = typeof xml === 'string' ? parseXml(xml, options).root : xml;
  if (root.name !== rootName) throw xmlError(`expecting root element of '${rootName}', not '${root.name}'`, 'xml');
  return root;
}

/** Reads an element, or its text, through a lens. */
export function parseLens<T>(lens: Lens<T>, xml: string | XmlElement, context: LensParseContext = PARSE_INACTIVE): T {
  return lens.parse(typeof xml === 'string' ? parseXml(xml).root : xml, context, undefined);
}

/** The canonical text of a value; `indent` stands before every line. */
export function formatLens<T>(lens: Lens<T>, name: string, value: T, context: LensFormatContext = FORMAT_INACTIVE, indent = ''): string {
  const out = new XmlWriter(indent);
  lens.format(value, name, out, context);
  return out.toString();
}
