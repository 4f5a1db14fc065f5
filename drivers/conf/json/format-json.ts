import { assertNever } from '../../core/assert.ts';
import type { JsonValue } from './json-value.ts';

/**
 * JSON text. Compact: no space at all. Pretty: two spaces a level, and a final newline; an empty object or array
 * takes two line breaks then, as the C library's generator writes it.
 */
export function formatJson(value: JsonValue, pretty = false): string {
  return pretty ? `${prettyJson(value, '')}\n` : compactJson(value);
}

function compactJson(value: JsonValue): string {
  switch (value.type) {
    case 'array':
      return `[${value.items.map(compactJson).join(',')}]`;
    case 'object':
      return `{${[...value.pairs].map(([key, inner]) => `${quote(key)}:${compactJson(inner)}`).join(',')}}`;
    default:
      return scalar(value);
  }
}

function prettyJson(value: JsonValue, indent: string): string {
  const inner = `${indent}  `;
  switch (value.type) {
    case 'array':
      return `[\n${value.items.map((item) => `${inner}${prettyJson(item, inner)}`).join(',\n')}\n${indent}]`;
    case 'object': {
      const pairs = [...value.pairs].map(([key, item]) => `${inner}${quote(key)}: ${prettyJson(item, inner)}`);
      return `{\n${pairs.join(',\n')}\n${indent}}`;
    }
    default:
      return scalar(value);
  }
}

function scalar(value: Exclude<JsonValue, { readonly type: 'array' | 'object' }>): string {
  switch (value.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.text;
    case 'string':
      return quote(value.value);
    default:
      return assertNever(value);
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
