import { libvirtError } from '../../core/error-text.ts';
import type { VirConf, VirConfDialect, VirConfEntry, VirConfValue } from './vir-conf.ts';

/** Lists inside lists: more than this is an attack, not a configuration. */
const MAX_DEPTH = 100;

/** Parses a configuration text: `conf-syntax` with `FILE:LINE: reason` where it is wrong. */
export function parseVirConf(text: string, options: { readonly dialect?: VirConfDialect; readonly fileName?: string } = {}): VirConf {
  return new Parser(text, options.dialect ?? 'plain', options.fileName ?? 'memory conf').parse();
}

class Parser {
  readonly #text: string;
  readonly #dialect: VirConfDialect;
  readonly #fileName: string;
  #at = 0;
  #line = 1;

  constructor(text: string, dialect: VirConfDialect, fileName: string) {
    this.#text = text;
    this.#dialect = dialect;
    this.#fileName = fileName;
  }

  parse(): VirConf {
    const entries: VirConfEntry[] = [];
    while (this.#at < this.#text.length) {
      this.#skip(/[ \t\r\n]/);
      entries.push(this.#peek() === '#' ? { comment: this.#comment() } : this.#assignment());
      this.#separator();
    }
    return { entries };
  }

  #assignment(): VirConfEntry {
    const name = this.#name();
    this.#skip(/[ \t]/);
    if (this.#peek() !== '=') this.#fail('expecting an assignment');
    this.#at++;
    this.#skip(/[ \t]/);
    const value = this.#value(0);
    this.#skip(/[ \t]/);
    return this.#peek() === '#' ? { name, value, comment: this.#comment() } : { name, value };
  }

  #comment(): string {
    this.#at++;
    return this.#skip(/[^\r\n]/);
  }

  #separator(): void {
    this.#skip(/[ \t]/);
    if (this.#at >= this.#text.length) return;
    if (this.#peek() === ';') this.#at++;
    else if (!/[\r\n]/.test(this.#peek())) this.#fail('expecting a separator');
    this.#skip(/[ \t\r\n]/);
  }

  #name(): string {
    const first = this.#dialect === 'vmx' ? /[A-Za-z.]/ : /[A-Za-z]/;
    if (!first.test(this.#peek())) this.#fail('expecting a name');
    switch (this.#dialect) {
      case 'plain':
        return this.#skip(/[A-Za-z0-9_]/);
      case 'vmx':
        return this.#skip(/[A-Za-z0-9_:.-]/);
      case 'lxc':
        return this.#skip(/[A-Za-z0-9_.]/);
    }
  }

  #value(depth: number): VirConfValue {
    if (depth > MAX_DEPTH) this.#fail('lists are nested too deeply');
    this.#skip(/[ \t]/);
    const char = this.#peek();
    if (char === '') this.#fail('expecting a value');
    if (char === '"' || char === "'") return { type: 'string', value: this.#string(char) };
    // LXC has no comments behind a value, so the whole rest of the line is the value.
    if (this.#dialect === 'lxc') return { type: 'string', value: this.#skip(/[^\r\n]/) };
    if (char === '[') return this.#list(depth);
    if (/[0-9+-]/.test(char)) return this.#number();
    return this.#fail('expecting a value');
  }

  #string(quote: string): string {
    if (this.#text.startsWith('"""', this.#at) && this.#at + 6 < this.#text.length) {
      const end = this.#text.indexOf('"""', this.#at + 3);
      if (end === -1) this.#fail('unterminated string');
      return this.#until(end, 3);
    }
    const line = /[\r\n]|$/.exec(this.#text.slice(this.#at));
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end === -1 || end > this.#at + (line?.index ?? 0)) this.#fail('unterminated string');
    return this.#until(end, 1);
  }

  #until(end: number, quoteLength: number): string {
    const value = this.#text.slice(this.#at + quoteLength, end);
    this.#line += value.split('\n').length - 1;
    this.#at = end + quoteLength;
    return value;
  }

  #list(depth: number): VirConfValue {
    if (this.#dialect === 'vmx') this.#fail('lists not allowed in VMX format');
    this.#at++;
    const items: VirConfValue[] = [];
    for (;;) {
      this.#skip(/[ \t\r\n]/);
      if (this.#peek() === ']') break;
      if (this.#peek() === '') this.#fail('list is not closed with ]');
      if (items.length > 0) {
        if (this.#peek() !== ',') this.#fail('expecting a separator in list');
        this.#at++;
        this.#skip(/[ \t\r\n]/);
        if (this.#peek() === ']') break;
      }
      items.push(this.#value(depth + 1));
    }
    this.#at++;
    return { type: 'list', items };
  }

  #number(): VirConfValue {
    if (this.#dialect === 'vmx') this.#fail('numbers not allowed in VMX format');
    const sign = this.#peek();
    if (sign === '-' || sign === '+') this.#at++;
    const digits = this.#skip(/[0-9]/);
    if (digits === '') this.#fail('unterminated number');
    return { type: 'number', value: sign === '-' ? -BigInt(digits) : BigInt(digits) };
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #skip(chars: RegExp): string {
    const start = this.#at;
    while (this.#at < this.#text.length && chars.test(this.#peek())) {
      if (this.#peek() === '\n') this.#line++;
      this.#at++;
    }
    return this.#text.slice(start, this.#at);
  }

  #fail(info: string): never {
    throw libvirtError('conf', 'conf-syntax', `${this.#fileName}:${this.#line}: ${info}`);
  }
}
