import { SaxesParser } from 'saxes';
import { libvirtError } from '../../core/error-text.ts';

/** An element of an answer, with its names resolved: what prefix the host chose does not matter. */
export interface SoapNode {
  readonly name: string;
  /** The local part of its `xsi:type`. */
  readonly xsiType: string | undefined;
  /** Its `type`, which references to managed objects have. */
  readonly moType: string | undefined;
  readonly children: readonly SoapNode[];
  readonly text: string;
}

interface Building extends SoapNode {
  readonly children: Building[];
  text: string;
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** No answer of the API nests deeper; snapshot trees have at most 32 levels. */
const MAX_DEPTH = 256;

/**
 * Reads an answer. DOCTYPE is refused.
 *
 * @throws internal-error when it is no XML.
 */
export function parseSoap(text: string): SoapNode {
  const parser = new SaxesParser({ xmlns: true });
  const root: Building = { name: '', xsiType: undefined, moType: undefined, children: [], text: '' };
  const stack: Building[] = [root];
  parser.on('doctype', () => {
    throw libvirtError('esx', 'internal-error', 'the answer of the host has a DOCTYPE');
  });
  parser.on('error', (error) => {
    throw libvirtError('esx', 'internal-error', `the answer of the host is no XML: ${error.message}`, { cause: error });
  });
  parser.on('opentag', (tag) => {
    let xsiType: string | undefined;
    let moType: string | undefined;
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.local !== 'type') continue;
      if (attribute.uri === XSI) xsiType = localPart(attribute.value);
      else if (attribute.uri === '') moType = attribute.value;
    }
    const node: Building = { name: tag.local, xsiType, moType, children: [], text: '' };
    stack.at(-1)?.children.push(node);
    stack.push(node);
    if (stack.length > MAX_DEPTH) throw libvirtError('esx', 'internal-error', 'the answer of the host nests too deep');
  });
  parser.on('text', (piece) => {
    const top = stack.at(-1);
    if (top !== undefined && stack.length > 1) top.text += piece;
  });
  parser.on('cdata', (piece) => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += piece;
  });
  parser.on('closetag', () => {
    stack.pop();
  });
  parser.write(text).close();
  const [first] = root.children;
  if (first === undefined) throw libvirtError('esx', 'internal-error', 'the answer of the host is empty');
  return first;
}

/** The first child of that name. */
export function childOf(node: SoapNode | undefined, name: string): SoapNode | undefined {
  return node?.children.find((child) => child.name === name);
}

/** `xsd:string` → `string` */
export function localPart(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

/** Text as it may stand in an element or an attribute. Characters that XML does not have are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t\r]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
