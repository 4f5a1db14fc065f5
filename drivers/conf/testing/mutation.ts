import fc from 'fast-check';
import { VirError } from '../../core/vir-error.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { serializeXml } from '../xml/serialize-xml.ts';
import { cloneXml, type XmlElement } from '../xml/xml-tree.ts';

/** A change of a text. */
export type Mutation = (source: string) => string;

/** Some small damage: bytes lost, doubled or swapped, values replaced by strange ones. */
export function mutation(): fc.Arbitrary<Mutation> {
  const strange = fc.constantFrom('', '0', '-1', '18446744073709551616', '1e9', '٣', 'yes', '../..', '\u0000', 'ffff:ff:1f.9', '0xffffffff', '1-', '0-4294967295', 'a'.repeat(5000));
  return fc.oneof(
    fc.tuple(fc.nat(), fc.nat(40)).map(([from, length]) => (source: string) => cut(source, from % source.length, length, '')),
    fc.tuple(fc.nat(), fc.nat(60)).map(([from, length]) => (source: string) => {
      const at = from % source.length;
      return cut(source, at, 0, source.slice(at, at + length));
    }),
    fc.tuple(fc.nat(), strange).map(([from, value]) => (source: string) => replaceValue(source, from, value)),
    fc.tuple(fc.nat(), fc.nat()).map(([one, other]) => (source: string) => duplicateElement(source, one, other)),
  );
}

function cut(source: string, at: number, length: number, insert: string): string {
  return source.slice(0, at) + insert + source.slice(at + length);
}

function replaceValue(source: string, which: number, value: string): string {
  const found = [...source.matchAll(/=(['"])[^'"]*\1|>[^<>\s]+</g)];
  const match = found[which % Math.max(found.length, 1)];
  if (match === undefined) return source;
  const [whole] = match;
  return cut(source, match.index, whole.length, whole.startsWith('=') ? `='${value}'` : `>${value}<`);
}

function duplicateElement(source: string, from: number, to: number): string {
  const root = rootOf(source);
  if (root === undefined) return source;
  const all: XmlElement[] = [];
  const walk = (element: XmlElement): void => {
    all.push(element);
    for (const each of element.elements()) walk(each);
  };
  walk(root);
  const [model, target] = [all[from % all.length], all[to % all.length]];
  if (model !== undefined && target !== undefined) target.children.push(cloneXml(model));
  return serializeXml(root);
}

function rootOf(source: string): XmlElement | undefined {
  try {
    return parseXml(source).root;
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}
