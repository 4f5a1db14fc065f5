import { escapeXml } from '../../../conf/xml/xml-escape.ts';

/** Attributes; those that are undefined are not written. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element as text. */
export function xml(name: string, attributes: Attributes = {}, ...content: readonly (string | undefined)[]): string {
  const head = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}='${escapeXml(String(value))}'`])).join('');
  const inner = content.filter((each) => each !== undefined).join('');
  return inner === '' ? `<${name}${head}/>` : `<${name}${head}>${inner}</${name}>`;
}

/** An element with text in it, or nothing where there is none. */
export function xmlText(name: string, text: string | number | undefined, attributes: Attributes = {}): string | undefined {
  return text === undefined ? undefined : xml(name, attributes, escapeXml(String(text)));
}
