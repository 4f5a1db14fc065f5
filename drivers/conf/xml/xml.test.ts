import { describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { parseXml } from './parse-xml.ts';
import { serializeXml } from './serialize-xml.ts';

const url = '(domain_definition)';
const complaint = (text: string): string => {
  try {
    parseXml(text, { url });
  } catch (error) {
    if (VirError.is(error, 'xml-detail')) return error.message;
    throw error;
  }
  return '';
};

describe('parseXml', () => {
  it('gives the same bytes back', () => {
    const text = `<?xml version="1.0"?>\n<!-- c -->\n<a x = '1'\n  y:z="&lt;&#65;">t &amp;\n <b/> <c ></c ><![CDATA[<&]]><?pi x?></a>\n<!-- end -->`;
    const document = parseXml(text);
    expect(serializeXml(document)).toBe(text.replace('</c >', '</c>'));
    expect(document.root.attribute('y:z')).toBe('<A');
    expect(document.root.text).toBe('t &\n  <&');
  });

  it('rewrites only what was changed', () => {
    const { root } = parseXml(`<a  x='1'><!--k--><b  y="2"/></a>`);
    root.setAttribute('x', `a"b`);
    expect(serializeXml(root)).toBe(`<a x="a&quot;b"><!--k--><b  y="2"/></a>`);
  });

  it.each([
    ['<a><b></a>', ':1: Opening and ending tag mismatch: b line 1 and a\n<a><b></a>\n----------^'],
    ['<a>\n  <b>\n</a>', ':3: Opening and ending tag mismatch: b line 2 and a\n</a>\n----^'],
    ['<domain>', ':1: Premature end of data in tag domain line 1\n<domain>\n--------^'],
    ['hello', ":1: Start tag expected, '<' not found\nhello\n^"],
    ['<domain>\n', ':2: Premature end of data in tag domain line 1\n(null)\n^'],
    ['', ':1: Document is empty\n(null)\n^'],
    ['<a b=c/>', ':1: AttValue: " or \' expected\n<a b=c/>\n-----^'],
    ['<a b/>', ':1: Specification mandates value for attribute b\n<a b/>\n----^'],
    ['<a b="1" b="2"/>', ':1: Attribute b redefined\n<a b="1" b="2"/>\n--------------^'],
    ['<a>&foo;</a>', ":1: Entity 'foo' not defined\n<a>&foo;</a>\n--------^"],
    ['<a>& b</a>', ':1: xmlParseEntityRef: no name\n<a>& b</a>\n----^'],
    ['<a/><b/>', ':1: Extra content at the end of the document\n<a/><b/>\n----^'],
    ['<1a/>', ':1: StartTag: invalid element name\n<1a/>\n-^'],
    ['<a b="<"/>', ":1: Unescaped '<' not allowed in attributes values\n<a b=\"<\"/>\n------^"],
    ['<a b="x', ":1: AttValue: ' expected\n<a b=\"x\n-------^"],
    ['<a><!-- foo</a>', ':1: Comment not terminated\n<a><!-- foo</a>\n---------------^'],
    ['<a></a', ":1: expected '>'\n<a></a\n------^"],
    ['<a "c"/>', ':1: error parsing attribute name\n<a "c"/>\n---^'],
    ['<a x="&amp"/>', ":1: EntityRef: expecting ';'\n<a x=\"&amp\"/>\n----------^"],
  ])('words its complaint about %j as libvirt does', (text, message) => {
    expect(complaint(text)).toBe(url + message);
  });

  it('refuses document types, deep nesting and huge texts', () => {
    expect(complaint('<!DOCTYPE a [<!ENTITY x "y">]><a/>')).toContain('document type declarations are not accepted');
    expect(complaint('<a>'.repeat(300))).toContain('Excessive depth in document');
    expect(() => parseXml('<a/>'.padEnd(101), { maxLength: 100 })).toThrow('Huge input lookup');
  });
});
