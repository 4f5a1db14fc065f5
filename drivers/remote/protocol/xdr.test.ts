import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedParameter } from '../../api/records.ts';
import { uuidFromBytes } from '../../core/uuid.ts';
import { XdrReader } from './xdr-reader.ts';
import { XdrWriter } from './xdr-writer.ts';

function written(put: (w: XdrWriter) => void): Buffer {
  const w = new XdrWriter();
  put(w);
  return Buffer.from(w.takeFinished() ?? []);
}

function reading(bytes: Buffer): XdrReader {
  return new XdrReader().reset(bytes, 0, bytes.length);
}

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const param: fc.Arbitrary<TypedParameter> = fc.oneof(
  fc.record({ field: text, type: fc.constant('int' as const), value: fc.integer() }),
  fc.record({ field: text, type: fc.constant('uint' as const), value: fc.nat(0xffff_ffff) }),
  fc.record({ field: text, type: fc.constant('llong' as const), value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }),
  fc.record({ field: text, type: fc.constant('ullong' as const), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
  fc.record({ field: text, type: fc.constant('double' as const), value: fc.double({ noNaN: true }) }),
  fc.record({ field: text, type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ field: text, type: fc.constant('string' as const), value: text }),
);

describe('XDR', () => {
  it('pads texts with zeros to four bytes', () => {
    expect(written((w) => { w.optString('test:///default'); }).toString('hex')).toBe(
      `000000010000000f${Buffer.from('test:///default').toString('hex')}00`,
    );
  });

  it('reads back every text', () => {
    fc.assert(
      fc.property(text, (value) => {
        const bytes = written((w) => { w.string(value); });
        expect(bytes.length % 4).toBe(0);
        expect(reading(bytes).string()).toBe(value);
      }),
    );
  });

  it('reads back typed parameters', () => {
    fc.assert(
      fc.property(fc.array(param, { maxLength: 20 }), (params) => {
        expect(reading(written((w) => { w.params(params, 20); })).params(20)).toEqual(params);
      }),
    );
  });

  it('reads back UUIDs, with and without dashes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const uuid = uuidFromBytes(bytes);
        expect(reading(written((w) => { w.uuid(uuid); })).uuid()).toBe(uuid);
        expect(reading(written((w) => { w.uuid(uuid.replaceAll('-', '').toUpperCase()); })).uuid()).toBe(uuid);
      }),
    );
  });

  it('gives every byte of a char array four', () => {
    const bytes = written((w) => { w.chars(Uint8Array.of(0x41, 0xff), 9); });
    expect(bytes.toString('hex')).toBe('0000000200000041000000ff');
    expect([...reading(bytes).chars(9)]).toEqual([0x41, 0xff]);
  });

  it('keeps what was taken apart from what is written later', () => {
    const w = new XdrWriter();
    w.uint(1);
    const first = w.takeFinished();
    w.opaque(new Uint8Array(100_000).fill(7), 100_000);
    const second = w.takeFinished();
    expect(Buffer.from(first ?? []).toString('hex')).toBe('00000001');
    expect(second).toHaveLength(100_004);
  });

  it.each([
    ['a text that claims more than there is', '00000010', (r: XdrReader) => r.string()],
    ['a text beyond the limit', '00400001', (r: XdrReader) => r.string()],
    ['a list beyond its limit', '00000011', (r: XdrReader) => r.params(16)],
    ['a list that cannot fit', '0000ffff', (r: XdrReader) => r.uhypers(65_536)],
    ['a presence flag of two', '00000002', (r: XdrReader) => r.optString()],
    ['bytes beyond the limit', '00000005', (r: XdrReader) => r.opaque(4)],
    ['too little for a number', '000000', (r: XdrReader) => r.int()],
  ] as const)('refuses %s', (_what, hex, read) => {
    expect(() => read(reading(Buffer.from(hex, 'hex')))).toThrow(expect.objectContaining({ code: 'rpc' }));
  });

  it('tells a parameter of the future from a broken one', () => {
    const bytes = written((w) => { w.string('x'); w.int(8); w.int(0); });
    expect(() => reading(bytes).param()).toThrow(expect.objectContaining({ code: 'no-support' }));
  });

  it.each([
    ['int', (w: XdrWriter) => { w.int(2 ** 31); }],
    ['uint', (w: XdrWriter) => { w.uint(1.5); }],
    ['hyper', (w: XdrWriter) => { w.hyper(2n ** 63n); }],
    ['uhyper', (w: XdrWriter) => { w.uhyper(2n ** 64n); }],
    ['uuid', (w: XdrWriter) => { w.uuid('nonsense'); }],
    ['string', (w: XdrWriter) => { w.string('a\0b'); }],
    ['params', (w: XdrWriter) => { w.params([{ field: 'a', type: 'int', value: 1 }], 0); }],
  ] as const)('does not send an impossible %s', (_type, put) => {
    expect(() => written(put)).toThrow(expect.objectContaining({ code: 'invalid-arg' }));
  });
});
