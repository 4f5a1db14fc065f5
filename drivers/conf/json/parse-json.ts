import { libvirtError } from '../../core/error-text.ts';
import { jsonObject, type JsonValue } from './json-value.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly (readonly [string, JsonValue])[] = [
  ['true', { type: 'boolean', value: true }],
  ['false', { type: 'boolean', value: false }],
  ['null', { type: 'null' }],
];
/** Far below what overflows the stack, far above any real document. */
const MAX_DEPTH = 512;

/** Parses one JSON text: `internal-error` with libvirt's wording if it is none, has a key twice, or goes too deep. */
export function parseJson(text: string): JsonValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (!reader.atEnd) reader.fail('trailing garbage');
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  fail(what: string): never {
    throw libvirtError('none', 'internal-error', `cannot parse json ${this.#text.slice(0, 200)}: ${what} at offset ${this.#at}`);
  }

  space(): void {
    while (' \t\r\n'.includes(this.#peek()) && !this.atEnd) this.#at++;
  }

  value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.fail('nested too deeply');
    this.space();
    switch (this.#peek()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return { type: 'string', value: this.#string() };
      default:
        return this.#wordOrNumber();
    }
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(char: string): boolean {
    this.space();
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #object(depth: number): JsonValue {
    this.#at++;
    const pairs = new Map<string, JsonValue>();
    if (this.#take('}')) return jsonObject(pairs);
    for (;;) {
      this.space();
      if (this.#peek() !== '"') this.fail('object key must be a string');
      const key = this.#string();
      if (!this.#take(':')) this.fail('object key and value must be separated by a colon');
      if (pairs.has(key)) this.fail(`duplicate key '${key}'`);
      pairs.set(key, this.value(depth + 1));
      if (this.#take(',')) continue;
      if (this.#take('}')) return jsonObject(pairs);
      this.fail('after key and value, inside map, a comma or } is expected');
    }
  }

  #array(depth: number): JsonValue {
    this.#at++;
    const items: JsonValue[] = [];
    if (this.#take(']')) return { type: 'array', items };
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.#take(',')) continue;
      if (this.#take(']')) return { type: 'array', items };
      this.fail('after array element, a comma or ] is expected');
    }
  }

  #string(): string {
    const start = this.#at;
    this.#at++;
    while (!this.atEnd && this.#peek() !== '"') this.#at += this.#peek() === '\\' ? 2 : 1;
    if (this.atEnd) this.fail('unterminated string');
    this.#at++;
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch (error) {
      this.#at = start;
      return this.fail(`invalid string (${error instanceof Error ? error.message : String(error)})`);
    }
  }

  #wordOrNumber(): JsonValue {
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null) return this.fail('invalid value');
    this.#at += found[0].length;
    return { type: 'number', text: found[0] };
  }
}
