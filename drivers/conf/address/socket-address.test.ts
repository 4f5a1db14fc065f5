import { describe, expect, it } from 'vitest';
import { effectivePrefix, formatSocketAddress, maskByPrefix, netmaskBits, parseSocketAddress, socketAddress } from './socket-address.ts';

describe('socket addresses', () => {
  it.each([
    ['192.168.1.1', '192.168.1.1'],
    ['10.1', '10.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::', '::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['fe80::1:0:0', 'fe80::1:0:0'],
  ])('reads %s', (text, canonical) => {
    expect(formatSocketAddress(socketAddress(text))).toBe(canonical);
  });

  it.each(['', '1.2.3.256', '1.2.3.4.5', '1:2', ':::', '1::2::3', 'g::', '1.2.3.x', '09.1.1.1'])('refuses %j', (text) => {
    expect(parseSocketAddress(text)).toBeUndefined();
  });

  it('masks and counts bits', () => {
    expect(formatSocketAddress(maskByPrefix(socketAddress('10.1.255.3'), 20))).toBe('10.1.240.0');
    expect(netmaskBits(socketAddress('255.255.240.0'))).toBe(20);
    expect(netmaskBits(socketAddress('255.0.255.0'))).toBeUndefined();
    expect(effectivePrefix(socketAddress('192.168.1.1'))).toBe(24);
    expect(effectivePrefix(socketAddress('fd00::1'))).toBe(64);
  });
});
