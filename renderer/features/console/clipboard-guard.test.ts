import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { guardCutText, MOST_CLIPBOARD_BYTES, unpackText, type CutTextSource } from './clipboard-guard.ts';

const PROVIDE_TEXT = (1 << 28) | 1;

function message(length: number, ...rest: readonly Uint8Array[]): Uint8Array {
  const head = new Uint8Array(7);
  new DataView(head.buffer).setInt32(3, length);
  return Buffer.concat([head, ...rest]);
}
const flags = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0);
  return bytes;
};
function packed(text: string | Uint8Array, claims?: number): Uint8Array {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(`${text}\0`) : text;
  return deflateSync(Buffer.concat([flags(claims ?? bytes.length), bytes]));
}
const provide = (body: Uint8Array): Uint8Array => message(-(4 + body.length), flags(PROVIDE_TEXT), body);

/** Feeds bytes to the guard as noVNC would, and tells what it did. */
function feed(bytes: Uint8Array): { readonly told: string[]; readonly left: () => number; readonly result: boolean } {
  let at = 0;
  const told: string[] = [];
  const source: CutTextSource = {
    rQlen: () => bytes.length - at,
    rQwait: (_, length) => bytes.length - at < length,
    rQpeekBytes: (length) => bytes.slice(at, at + length),
    rQskipBytes: (length) => { at += length; },
    rQshiftBytes: (length) => bytes.slice(at, (at += length)),
  };
  const result = guardCutText({ source, own: () => { told.push('own'); return true; }, isDeaf: () => false, onText: (text) => told.push(`text ${text}`), fail: () => told.push('fail') });
  return { told, left: () => bytes.length - at, result };
}

describe('the clipboard of a machine that is not trusted', () => {
  it('leaves short texts and what is about the extension to noVNC', () => {
    expect(feed(message(5, Buffer.from('hello'))).told).toEqual(['own']);
    expect(feed(message(-8, flags((1 << 24) | 1), flags(0))).told).toEqual(['own']);
    expect(feed(new Uint8Array(3)).told).toEqual(['own']);
  });

  it('unpacks a text that is given, in UTF-8', async () => {
    const { told, left, result } = feed(provide(packed('ä€\r\n😀')));
    expect([result, left()]).toEqual([true, 0]);
    await expect.poll(() => told).toEqual(['text ä€\n😀']);
  });

  it('waits for all of a message', () => {
    const whole = provide(packed('text'));
    const part = feed(whole.slice(0, whole.length - 1));
    expect([part.result, part.told]).toEqual([false, []]);
  });

  it('passes over what is too long, and does not wait for what is absurd', () => {
    const long = feed(message(MOST_CLIPBOARD_BYTES + 1, new Uint8Array(MOST_CLIPBOARD_BYTES + 1)));
    expect([long.told, long.left(), long.result]).toEqual([[], 0, true]);
    expect(feed(message(0x7fff_ffff)).told).toEqual(['fail']);
    expect(feed(message(-0x8000_0000)).told).toEqual(['fail']);
  });

  it('unpacks no further than the limit, whatever is claimed', async () => {
    const bomb = packed(new Uint8Array(16 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(MOST_CLIPBOARD_BYTES);
    expect(await unpackText(bomb)).toBeUndefined();
    expect(await unpackText(packed(new Uint8Array(16 * 1024 * 1024).fill(65), 3))).toBe('AAA');
    expect(await unpackText(packed('short', 0xffff_ffff))).toBeUndefined();
    expect(await unpackText(packed('short', 100))).toBeUndefined();
    expect(await unpackText(Buffer.from('no zlib at all'))).toBeUndefined();
  });
});
