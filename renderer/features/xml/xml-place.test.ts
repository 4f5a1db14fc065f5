import { xml } from '@codemirror/lang-xml';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { xmlPlace, type XmlPlace } from './xml-place.ts';

/** The place at the mark `|`. */
function at(text: string, side: -1 | 1 = -1): XmlPlace | undefined {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', ''), extensions: [xml()] });
  ensureSyntaxTree(state, state.doc.length, 1000);
  return xmlPlace(state, pos, side);
}

describe('where one is in an XML text', () => {
  it.each<[string, Partial<XmlPlace>]>([
    ['<domain>\n  <|\n</domain>', { kind: 'element', path: [], closing: false }],
    ['<domain>\n  <dev|\n</domain>', { kind: 'element', path: [] }],
    ['<domain><devices><dis|k/></devices></domain>', { kind: 'element', path: ['devices'] }],
    ['<domain><devices><|</devices></domain>', { kind: 'element', path: ['devices'] }],
    ["<domain><devices><disk type='file' |/></devices></domain>", { kind: 'attribute', path: ['devices', 'disk'], present: ['type'] }],
    ["<domain><devices><disk type='file' de|></disk></devices></domain>", { kind: 'attribute', path: ['devices', 'disk'], present: ['type'] }],
    ["<domain><devices><disk type='file' |", { kind: 'attribute', path: ['devices', 'disk'], present: ['type'] }],
    ["<domain><devices><disk type='fi|le'/></devices></domain>", { kind: 'value', path: ['devices', 'disk'], attribute: 'type' }],
    ["<domain><devices><disk type='|'/></devices></domain>", { kind: 'value', path: ['devices', 'disk'], attribute: 'type' }],
    ['<domain><on_crash>|</on_crash></domain>', { kind: 'text', path: ['on_crash'] }],
    ['<domain><on_crash>des|</on_crash></domain>', { kind: 'text', path: ['on_crash'] }],
    ['<domain><os/>|</domain>', { kind: 'text', path: [] }],
    ['<domain><os></|', { kind: 'element', closing: true }],
  ])('%s', (text, expected) => {
    expect(at(text)).toMatchObject(expected);
  });

  it('gives the whole of what is completed', () => {
    expect(at("<domain><disk type='fi|le'/></domain>")).toMatchObject({ from: 20, to: 24 });
    expect(at('<domain><dis|k/></domain>')).toMatchObject({ from: 9, to: 13 });
  });
});
