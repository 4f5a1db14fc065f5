import { describe, expect, it } from 'vitest';
import { formatPlainJson, parsePlainJson } from './plain-json.ts';

describe('plain JSON', () => {
  it('keeps integers that a number cannot hold', () => {
    const text = '{"small":1,"max":18446744073709551615,"least":-9223372036854775808,"part":0.5,"list":[9007199254740993,null,true]}';
    expect(parsePlainJson(text)).toEqual({ small: 1, max: 18446744073709551615n, least: -9223372036854775808n, part: 0.5, list: [9007199254740993n, null, true] });
    expect(formatPlainJson(parsePlainJson(text))).toBe(text);
  });

  it('leaves out what is undefined, and keeps the order', () => {
    expect(formatPlainJson({ b: 1, gone: undefined, a: { deep: undefined } })).toBe('{"b":1,"a":{}}');
  });

  it('takes no prototype from a peer', () => {
    const value = parsePlainJson('{"__proto__":{"polluted":1},"long":12345678901234567890}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'long']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each(['', '{', '{"a":1}x', '[1,]', 'nothing'])('refuses %j', (text) => {
    expect(() => parsePlainJson(text)).toThrow(/cannot parse json/);
  });
});
