import { escapeXml } from '../xml/xml-escape.ts';

/** Writes libvirt's canonical form: two spaces a level, single quotes, one element or text a line. */
export class XmlWriter {
  private out = '';
  private indent: string;
  /** The start tag is not closed yet. */
  private open = false;
  /** Elements asked for that have nothing in them yet. */
  private readonly pending: string[] = [];

  constructor(indent = '') {
    this.indent = indent;
  }

  /** Starts an element that appears even if it stays empty. */
  begin(name: string): void {
    if (this.pending.length > 0) this.flush();
    this.start(name);
  }

  /** Starts an element that appears only once it has an attribute or content. */
  beginLazy(name: string): void {
    this.pending.push(name);
  }

  attribute(name: string, value: string): void {
    if (this.pending.length > 0) this.flush();
    this.out += ` ${name}='${escapeXml(value)}'`;
  }

  /** Ends the innermost element; `expand` gives it an end tag even if it is empty. */
  end(name: string, expand = false): void {
    if (this.pending.length > 0) {
      this.pending.pop();
      return;
    }
    this.indent = this.indent.slice(2);
    if (this.open) {
      this.out += expand ? `>\n${this.indent}</${name}>\n` : '/>\n';
      this.open = false;
    } else {
      this.out += `${this.indent}</${name}>\n`;
    }
  }

  /** The text content of the innermost element, which ends here. */
  endWithText(name: string, text: string): void {
    if (this.pending.length > 0) this.flush();
    this.indent = this.indent.slice(2);
    this.out += `>${escapeXml(text)}</${name}>\n`;
    this.open = false;
  }

  /** An element of nothing but text. */
  textElement(name: string, text: string): void {
    if (this.pending.length > 0) this.flush();
    this.closeStart();
    this.out += `${this.indent}<${name}>${escapeXml(text)}</${name}>\n`;
  }

  /** Lines that are XML already; each is indented. */
  raw(xml: string): void {
    if (this.pending.length > 0) this.flush();
    this.closeStart();
    for (const line of xml.split('\n')) if (line !== '') this.out += `${this.indent}${line}\n`;
  }

  /** XML that was laid out for this level by somebody else. */
  foreign(xml: string): void {
    if (this.pending.length > 0) this.flush();
    this.closeStart();
    this.out += `${this.indent}${xml}\n`;
  }

  toString(): string {
    return this.out;
  }

  /** How many levels deep the next line is. */
  get level(): number {
    return this.indent.length / 2;
  }

  private start(name: string): void {
    this.closeStart();
    this.out += `${this.indent}<${name}`;
    this.indent += '  ';
    this.open = true;
  }

  private closeStart(): void {
    if (!this.open) return;
    this.out += '>\n';
    this.open = false;
  }

  private flush(): void {
    const names = this.pending.splice(0);
    for (const name of names) this.start(name);
  }
}
