import { VirError } from '../../core/vir-error.ts';
import { decodeReference } from './xml-escape.ts';
import { XmlElement } from './xml-tree.ts';
import type { XmlAttribute, XmlDocument, XmlNode } from './xml-tree.ts';

/** Options of {@link parseXml}. */
export interface ParseXmlOptions {
  /** What the errors call the document; libvirt says `(domain_definition)` and the like. */
  readonly url?: string;
  /** Longest text accepted, in UTF-16 units; 64 Mi by default. */
  readonly maxLength?: number;
  /** Deepest nesting accepted; 256 by default. */
  readonly maxDepth?: number;
}

const NAME = /[A-Za-z_:\u00b7-\uffff][-.:\w\u00b7-\uffff]*/y;
const SPACE = /[ \t\r\n]*/y;
 
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * Parses a document into the retained tree.
 *
 * @throws VirError `xml-detail` of domain `xml`, worded and placed as libvirt does (`(url):LINE: reason`, the line, a pointer).
 */
export function parseXml(text: string, options: ParseXmlOptions = {}): XmlDocument {
  return new Scanner(text, options).document();
}

class Scanner {
  private readonly text: string;
  private readonly url: string | undefined;
  private readonly maxDepth: number;
  private at = 0;
  private line = 1;
  private nextBreak: number | undefined;

  constructor(text: string, options: ParseXmlOptions) {
    this.text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    this.url = options.url;
    this.maxDepth = options.maxDepth ?? 256;
    if (text.length > (options.maxLength ?? 64 * 1024 * 1024)) throw this.error('Huge input lookup', 0);
    if (FORBIDDEN.test(this.text)) {
      const index = this.text.search(FORBIDDEN);
      throw this.error(`PCDATA invalid Char value ${this.text.charCodeAt(index)}`, index);
    }
  }

  document(): XmlDocument {
    if (this.text.length === 0) throw this.error('Document is empty\n', 0);
    const prolog = this.misc();
    if (this.text[this.at] !== '<') {
      throw this.error("Start tag expected, '<' not found\n", this.at);
    }
    const root = this.tree();
    const epilog = this.misc();
    if (this.at < this.text.length) throw this.error('Extra content at the end of the document\n', this.at);
    return { kind: 'document', prolog, root, epilog };
  }

  /** Space, comments and instructions outside the root element. */
  private misc(): XmlNode[] {
    const nodes: XmlNode[] = [];
    for (;;) {
      SPACE.lastIndex = this.at;
      SPACE.test(this.text);
      if (SPACE.lastIndex > this.at) nodes.push({ kind: 'text', raw: this.text.slice(this.at, SPACE.lastIndex) });
      this.at = SPACE.lastIndex;
      if (this.text[this.at] !== '<') return nodes;
      const next = this.text[this.at + 1];
      if (next !== '!' && next !== '?') return nodes;
      nodes.push(this.verbatim());
    }
  }

  /** The root element and all beneath it. A loop, not recursion: depth is data. */
  private tree(): XmlElement {
    const stack: XmlElement[] = [];
    let { element: current, empty } = this.startTag();
    const root = current;
    if (empty) return root;
    for (;;) {
      const start = this.at;
      const lt = this.text.indexOf('<', start);
      if (lt < 0) throw this.unfinished(current);
      if (lt > start) current.children.push({ kind: 'text', raw: this.characterData(start, lt) });
      this.at = lt;
      const next = this.text.charCodeAt(lt + 1);
      if (next === 0x2f) {
        this.endTag(current);
        const parent = stack.pop();
        if (parent === undefined) return root;
        current = parent;
      } else if (next === 0x21 || next === 0x3f) {
        current.children.push(this.verbatim());
      } else {
        const opened = this.startTag();
        current.children.push(opened.element);
        empty = opened.empty;
        if (empty) continue;
        stack.push(current);
        current = opened.element;
        if (stack.length >= this.maxDepth) throw this.error(`Excessive depth in document: ${this.maxDepth} use XML_PARSE_HUGE option\n`, this.at);
      }
    }
  }

  private characterData(start: number, end: number): string {
    const raw = this.text.slice(start, end);
    if (raw.includes('&')) this.checkReferences(raw, start);
    const bad = raw.indexOf(']]>');
    if (bad >= 0) throw this.error("Sequence ']]>' not allowed in content\n", start + bad);
    return raw;
  }

  private startTag(): { element: XmlElement; empty: boolean } {
    const start = this.at;
    NAME.lastIndex = start + 1;
    if (!NAME.test(this.text)) throw this.error('StartTag: invalid element name\n', start + 1);
    this.at = NAME.lastIndex;
    const name = this.text.slice(start + 1, this.at);
    const line = this.lineAt(start);
    const attributes: XmlAttribute[] = [];
    for (;;) {
      const before = this.at;
      this.space();
      const code = this.text.charCodeAt(this.at);
      if (code === 0x3e || (code === 0x2f && this.text.charCodeAt(this.at + 1) === 0x3e)) {
        const empty = code === 0x2f;
        this.at += empty ? 2 : 1;
        return { element: new XmlElement(name, attributes, [], line, this.text.slice(start, this.at)), empty };
      }
      if (before === this.at && this.at < this.text.length) {
        throw this.error(attributes.length > 0 ? 'attributes construct error\n' : `Couldn't find end of Start Tag ${name} line ${line}\n`, this.at);
      }
      attributes.push(this.attributeOf(name, line, attributes));
    }
  }

  private attributeOf(element: string, line: number, seen: readonly XmlAttribute[]): XmlAttribute {
    NAME.lastIndex = this.at;
    if (!NAME.test(this.text)) {
      throw this.error(this.at < this.text.length ? 'error parsing attribute name\n' : `Couldn't find end of Start Tag ${element} line ${line}\n`, this.at);
    }
    const name = this.text.slice(this.at, NAME.lastIndex);
    this.at = NAME.lastIndex;
    this.space();
    if (this.text[this.at] !== '=') throw this.error(`Specification mandates value for attribute ${name}\n`, this.at);
    this.at++;
    this.space();
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") throw this.error('AttValue: " or \' expected\n', this.at);
    const end = this.text.indexOf(quote, this.at + 1);
    const raw = this.text.slice(this.at + 1, end < 0 ? this.text.length : end);
    const lt = raw.indexOf('<');
    if (lt >= 0) throw this.error("Unescaped '<' not allowed in attributes values\n", this.at + 1 + lt);
    if (end < 0) throw this.error("AttValue: ' expected\n", this.text.length);
    if (seen.some((attribute) => attribute.name === name)) throw this.error(`Attribute ${name} redefined\n`, end + 1);
    const value = this.attributeValue(raw);
    this.at = end + 1;
    return { name, value };
  }

  private attributeValue(raw: string): string {
    const normal = /[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw;
    if (!normal.includes('&')) return normal;
    this.checkReferences(raw, this.at + 1);
    return normal.replace(/&([^;]*);/g, (_, name: string) => decodeReference(name) ?? '');
  }

  private checkReferences(raw: string, offset: number): void {
    for (let i = raw.indexOf('&'); i >= 0; i = raw.indexOf('&', i + 1)) {
      const match = /^&(#x[0-9a-fA-F]+|#[0-9]+|[A-Za-z_:][-.:\w]*)/.exec(raw.slice(i, i + 256));
      const name = match?.[1];
      if (name === undefined) throw this.error('xmlParseEntityRef: no name\n', offset + i + 1);
      if (raw[i + name.length + 1] !== ';') throw this.error("EntityRef: expecting ';'\n", offset + i + name.length + 1);
      if (decodeReference(name) !== undefined) continue;
      const reason = name.startsWith('#') ? `xmlParseCharRef: invalid xmlChar value ${name.slice(1)}\n` : `Entity '${name}' not defined\n`;
      throw this.error(reason, offset + i + name.length + 2);
    }
  }

  private endTag(open: XmlElement): void {
    NAME.lastIndex = this.at + 2;
    const named = NAME.test(this.text);
    const end = named ? NAME.lastIndex : this.at + 2;
    const name = this.text.slice(this.at + 2, end);
    this.at = end;
    this.space();
    const closed = this.text[this.at] === '>';
    if (!closed) throw this.error("expected '>'\n", this.at);
    this.at++;
    if (name !== open.name) throw this.error(`Opening and ending tag mismatch: ${open.name} line ${open.line} and ${name}\n`, this.at);
  }

  private verbatim(): XmlNode {
    const start = this.at;
    if (this.text.startsWith('<!--', start)) return { kind: 'comment', raw: this.until('-->', 4, 'Comment not terminated\n') };
    if (this.text.startsWith('<![CDATA[', start)) return { kind: 'cdata', raw: this.until(']]>', 9, 'CData section not finished\n') };
    if (this.text.startsWith('<?', start)) return { kind: 'instruction', raw: this.until('?>', 2, 'ParsePI: PI not closed\n') };
    if (this.text.startsWith('<!DOCTYPE', start)) throw this.error('document type declarations are not accepted\n', start);
    throw this.error('StartTag: invalid element name\n', start + 1);
  }

  private until(end: string, skip: number, reason: string): string {
    const start = this.at;
    const index = this.text.indexOf(end, start + skip);
    if (index < 0) throw this.error(reason, this.text.length);
    this.at = index + end.length;
    return this.text.slice(start, this.at);
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d) return;
      this.at++;
    }
  }

  private lineAt(offset: number): number {
    this.nextBreak ??= this.breakFrom(0);
    while (this.nextBreak < offset) {
      this.line++;
      this.nextBreak = this.breakFrom(this.nextBreak + 1);
    }
    return this.line;
  }

  /** Where the next line ends; beyond the text when it is the last. */
  private breakFrom(offset: number): number {
    const found = this.text.indexOf('\n', offset);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }

  private unfinished(open: XmlElement): VirError {
    return this.error(`Premature end of data in tag ${open.name} line ${open.line}\n`, this.text.length);
  }

  private error(reason: string, offset: number): VirError {
    let from = offset;
    while (from > 0 && /[\r\n]/.test(this.text[from] ?? '')) from--;
    while (from > 0 && !/[\r\n]/.test(this.text[from] ?? '')) from--;
    if (/[\r\n]/.test(this.text[from] ?? '')) from++;
    const context = /[^\r\n]*/.exec(this.text.slice(from))?.[0] ?? '';
    const shown = context === '' ? '(null)' : context;
    const pointer = context.slice(0, Math.max(0, offset - from)).replace(/[^\t]/g, '-');
    const line = this.text.slice(0, offset).split('\n').length;
    const place = this.url === undefined ? `at line ${line}` : `${this.url}:${line}`;
    return new VirError({ code: 'xml-detail', domain: 'xml', message: `${place}: ${reason}${shown}\n${pointer}^` });
  }
}
