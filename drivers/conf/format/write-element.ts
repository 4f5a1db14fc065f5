import { XmlWriter } from '../lens/xml-writer.ts';

/** A value that may stand in an attribute or an element; undefined leaves it out. */
export type XmlScalar = string | number | bigint | undefined;

/** Attributes in the order they are written; undefined ones are left out. */
export type XmlAttributes = Readonly<Record<string, XmlScalar>>;

/** Content: a value, children written by a function, or nothing. */
export type XmlContent = XmlScalar | ((writer: XmlWriter) => void);

/** A whole document by one function. */
export function writeDocument(write: (writer: XmlWriter) => void): string {
  const writer = new XmlWriter();
  write(writer);
  return writer.toString();
}

/** An element that is always written; without children it is `<x/>`. */
export function element(writer: XmlWriter, name: string, attributes: XmlAttributes = {}, content?: XmlContent): void {
  writer.begin(name);
  finish(writer, name, attributes, content);
}

/** An element that is left out when it would have neither attributes nor content. */
export function optional(writer: XmlWriter, name: string, attributes: XmlAttributes = {}, content?: XmlContent): void {
  writer.beginLazy(name);
  finish(writer, name, attributes, content);
}

/** An element around a value; left out when the value is undefined. */
export function text(writer: XmlWriter, name: string, value: XmlScalar, attributes: XmlAttributes = {}): void {
  if (value !== undefined) element(writer, name, attributes, value);
}

/** An element that keeps its start and end tag even without children, as some of libvirt's do. */
export function block(writer: XmlWriter, name: string, attributes: XmlAttributes, children: (writer: XmlWriter) => void): void {
  element(writer, name, attributes, (inner) => {
    inner.raw('');
    children(inner);
  });
}

function finish(writer: XmlWriter, name: string, attributes: XmlAttributes, content: XmlContent): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) writer.attribute(key, String(value));
  }
  if (typeof content === 'function') {
    content(writer);
    writer.end(name);
  } else if (content === undefined) {
    writer.end(name);
  } else {
    writer.endWithText(name, String(content));
  }
}
