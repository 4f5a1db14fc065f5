import { describe, expect, it } from 'vitest';
import { desEncryptBlock } from './des.ts';
import { vncResponse } from './rfb-security.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

describe('desEncryptBlock', () => {
  // NBS Special Publication 500-20 and the classic worked example.
  it.each([
    ['133457799bbcdff1', '0123456789abcdef', '85e813540f0ab405'],
    ['0000000000000000', '0000000000000000', '8ca64de9c1b123a7'],
    ['ffffffffffffffff', 'ffffffffffffffff', '7359b2163e4edc58'],
    ['0123456789abcdef', '4e6f772069732074', '3fa40e8a984d4815'],
    ['7ca110454a1a6e57', '01a1d6d039776742', '690f5b0d9a26939b'],
    ['0131d9619dc1376e', '5cd54ca83def57da', '7a389d10354bd271'],
    ['07a1133e4a0b2686', '0248d43806f67172', '868ebb51cab4599a'],
  ])('key %s, block %s', (key, block, cipher) => {
    expect(hex(desEncryptBlock(bytes(key), bytes(block)))).toBe(cipher);
  });
});

describe('vncResponse', () => {
  it('uses the first eight bytes of the password, each with its bits reversed', () => {
    const challenge = bytes('000102030405060708090a0b0c0d0e0f');
    expect(hex(vncResponse('secret12', challenge)).slice(0, 16)).toBe('adcd997f8e16fee5');
    expect(hex(vncResponse('secret12', challenge))).toBe(hex(vncResponse('secret12 and more', challenge)));
    expect(hex(vncResponse('', bytes('00'.repeat(16))))).toBe('8ca64de9c1b123a7'.repeat(2));
  });
});
