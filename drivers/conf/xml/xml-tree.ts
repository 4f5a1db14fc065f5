import { escapeText, unescapeXml } from './xml-escape.ts';

/** An attribute, its value decoded. */
export interface XmlAttribute {
  readonly name: string;
  value: string;
}

/** Character data as it stands in the source: `raw` keeps its entities, {@link textOf} reads it. */
export interface XmlText {
  readonly kind: 'text';
  raw: string;
}

/** Anything that is carried along untouched: comments, CDATA sections, processing instructions. */
export interface XmlVerbatim {
  readonly kind: 'comment' | 'cdata' | 'instruction';
  /** The whole source of the node, delimiters included. */
  readonly raw: string;
}

/** A node of the retained tree. */
export type XmlNode = XmlElement | XmlText | XmlVerbatim;

/** An element. While it is unchanged it is written back exactly as it was read. */
export class XmlElement {
  readonly kind = 'element';
  readonly name: string;
  /** In source order. Change them with {@link setAttribute} and {@link removeAttribute}. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: XmlNode[];
  /** Line of the start tag, from 1; 0 for an element made here. */
  readonly line: number;
  /** The start tag's source, while the attributes are as they were read. */
  openSource: string | undefined;

  constructor(name: string, attributes: readonly XmlAttribute[] = [], children: XmlNode[] = [], line = 0, openSource?: string) {
    this.name = name;
    this.attributes = attributes;
    this.children = children;
    this.line = line;
    this.openSource = openSource;
  }

  attribute(name: string): string | undefined {
    for (const attribute of this.attributes) if (attribute.name === name) return attribute.value;
    return undefined;
  }

  setAttribute(name: string, value: string): void {
    const present = this.attributes.find((attribute) => attribute.name === name);
    if (present?.value === value) return;
    this.openSource = undefined;
    if (present !== undefined) present.value = value;
    else (this.attributes as XmlAttribute[]).push({ name, value });
  }

  removeAttribute(name: string): void {
    const index = this.attributes.findIndex((attribute) => attribute.name === name);
    if (index < 0) return;
    this.openSource = undefined;
    (this.attributes as XmlAttribute[]).splice(index, 1);
  }

  /** The first child element of that name. */
  child(name: string): XmlElement | undefined {
    for (const node of this.children) if (node.kind === 'element' && node.name === name) return node;
    return undefined;
  }

  /** The first element down a path of names. */
  find(...path: readonly string[]): XmlElement | undefined {
    return path.reduce<XmlElement | undefined>((at, name) => at?.child(name), this);
  }

  /** All child elements, or those of that name. */
  elements(name?: string): XmlElement[] {
    const found: XmlElement[] = [];
    for (const node of this.children) {
      if (node.kind === 'element' && (name === undefined || node.name === name)) found.push(node);
    }
    return found;
  }

  /** All character data beneath, as XPath's string() gives it. */
  get text(): string {
    return textOf(this);
  }
}

/** A whole document: what stands before and after the root element is kept too. */
export interface XmlDocument {
  readonly kind: 'document';
  readonly prolog: readonly XmlNode[];
  readonly root: XmlElement;
  readonly epilog: readonly XmlNode[];
}

/** The decoded character data of a node and everything beneath it. */
export function textOf(node: XmlNode): string {
  switch (node.kind) {
    case 'text':
      return node.raw.includes('&') ? unescapeXml(node.raw) : node.raw;
    case 'cdata':
      return node.raw.slice('<![CDATA['.length, -']]>'.length);
    case 'comment':
    case 'instruction':
      return '';
    case 'element': {
      const [only] = node.children;
      if (only === undefined) return '';
      if (node.children.length === 1) return textOf(only);
      return node.children.map(textOf).join('');
    }
  }
}

/** A text node of the given (decoded) text. */
export function xmlText(text: string): XmlText {
  return { kind: 'text', raw: escapeText(text) };
}

/** A deep copy that shares nothing with the original. */
export function cloneXml(element: XmlElement): XmlElement {
  const children = element.children.map((node): XmlNode => (node.kind === 'element' ? cloneXml(node) : { ...node }));
  const attributes = element.attributes.map((attribute) => ({ ...attribute }));
  return new XmlElement(element.name, attributes, children, element.line, element.openSource);
}
