import { describe, expect, it } from 'vitest';
import { formatJson, isJsonObject, jsonMember } from './json-text.ts';

describe('JSON as the monitor sends it', () => {
  it('keeps every digit', () => {
    expect(formatJson('{ "a" : 18446744073709551615, "b": [1.50, "x,}\\""] }', false)).toBe('{"a":18446744073709551615,"b":[1.50,"x,}\\""]}');
  });

  it('is written on several lines', () => {
    expect(formatJson('{"a":{"b":[1,2]}}', true)).toBe('{\n  "a": {\n    "b": [\n      1,\n      2\n    ]\n  }\n}');
  });

  it('gives one member, not that of an inner object', () => {
    expect(jsonMember('{"id":"x","in":{"return":1},"return":{"a":[1]}}', 'return')).toBe('{"a":[1]}');
    expect(jsonMember('{"error":{}}', 'return')).toBeUndefined();
  });

  it('knows an object when it sees one', () => {
    expect([isJsonObject('{}'), isJsonObject('[]'), isJsonObject('query-status')]).toEqual([true, false, false]);
  });
});
