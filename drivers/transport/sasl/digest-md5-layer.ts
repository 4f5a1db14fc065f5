import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { libvirtError } from '../../core/error-text.ts';
import { Rc4 } from './rc4.ts';
import type { SaslLayer } from './sasl-types.ts';

/** A cipher of DIGEST-MD5 by the name that the server offers. */
export type DigestCipher = '3des' | 'rc4' | 'rc4-56';

/**
 * The ciphers, the one liked best first, with their strength in bits. As libvirt's own library, rc4 before 3des: daemons over
 * OpenSSL 3 offer 3des and then fail to start it.
 */
export const DIGEST_CIPHERS: ReadonlyMap<DigestCipher, number> = new Map([['rc4', 128], ['3des', 112], ['rc4-56', 56]]);

const MAC_BYTES = 10;
const TRAILER_BYTES = 6;
const BLOCK_BYTES = 8;
/** As libvirt: the longest piece that either side takes. */
export const MAX_BUFFER_BYTES = 65_536;
/** What libvirt's library leaves free for the MAC, padding and trailer. */
const OVERHEAD_BYTES = MAC_BYTES + TRAILER_BYTES + BLOCK_BYTES + 1;

/** What the two sides have agreed upon. */
export interface DigestLayerInit {
  /** H(A1), 16 bytes. */
  readonly secret: Uint8Array;
  /** Undefined: pieces are signed, not encrypted. */
  readonly cipher: DigestCipher | undefined;
  /** What the peer can take. */
  readonly peerMaxBytes: number;
  /** Whose end this is; a client's by default. */
  readonly end?: 'client' | 'server';
}

/** Encrypts or decrypts what comes next; the chain goes on from piece to piece. */
interface Sealer {
  readonly blockBytes: number;
  readonly update: (bytes: Uint8Array) => Uint8Array;
}

/**
 * The protection that DIGEST-MD5 agrees upon (RFC 2831, 2.3 and 2.4).
 *
 * ```
 * signed    message | HMAC-MD5(Ki, seq | message)[0..9] | 00 01 | u32 seq
 * sealed    CIPHER(Kc, message | padding | HMAC-MD5(Ki, seq | message)[0..9]) | 00 01 | u32 seq
 * ```
 */
export function digestLayer({ secret, cipher, peerMaxBytes, end = 'client' }: DigestLayerInit): SaslLayer {
  const [out, back] = end === 'client' ? (['client-to-server', 'server-to-client'] as const) : (['server-to-client', 'client-to-server'] as const);
  const signOut = md5(secret, `Digest session key to ${out} signing key magic constant`);
  const signIn = md5(secret, `Digest session key to ${back} signing key magic constant`);
  const sealOut = cipher === undefined ? undefined : sealer(cipher, sealingKey(secret, cipher, out), 'seal');
  const sealIn = cipher === undefined ? undefined : sealer(cipher, sealingKey(secret, cipher, back), 'open');
  let sent = 0;
  let received = 0;
  return {
    strengthBits: cipher === undefined ? 1 : (DIGEST_CIPHERS.get(cipher) ?? 0),
    maxPlainBytes: Math.max(1, Math.min(peerMaxBytes, MAX_BUFFER_BYTES) - OVERHEAD_BYTES),
    maxSealedBytes: MAX_BUFFER_BYTES,
    encode: (plain) => {
      const mac = signature(signOut, sent, plain);
      const body = sealOut === undefined ? Buffer.concat([plain, mac]) : sealOut.update(Buffer.concat([plain, padding(plain.length, sealOut), mac]));
      return Buffer.concat([body, trailer(sent++)]);
    },
    decode: (sealed) => {
      const split = sealed.length - TRAILER_BYTES;
      if (split < MAC_BYTES || !trailer(received).equals(sealed.subarray(split))) throw tampered();
      const body = sealIn === undefined ? sealed.subarray(0, split) : open(sealIn, sealed.subarray(0, split));
      const plain = unpadded(body.subarray(0, body.length - MAC_BYTES), sealIn);
      if (!timingSafeEqual(signature(signIn, received, plain), body.subarray(body.length - MAC_BYTES))) throw tampered();
      received++;
      return plain;
    },
  };
}

function open(sealer: Sealer, sealed: Uint8Array): Uint8Array {
  if (sealer.blockBytes > 1 && sealed.length % sealer.blockBytes !== 0) throw tampered();
  return sealer.update(sealed);
}

function padding(length: number, { blockBytes }: Sealer): Uint8Array {
  if (blockBytes === 1) return new Uint8Array(0);
  const count = blockBytes - ((length + MAC_BYTES) % blockBytes);
  return new Uint8Array(count).fill(count);
}

function unpadded(message: Uint8Array, sealer: Sealer | undefined): Uint8Array {
  if (sealer === undefined || sealer.blockBytes === 1) return message;
  const count = message.at(-1) ?? 0;
  if (count === 0 || count > sealer.blockBytes || count > message.length) throw tampered();
  return message.subarray(0, message.length - count);
}

function signature(key: Uint8Array, sequence: number, message: Uint8Array): Uint8Array {
  return createHmac('md5', key).update(uint32(sequence)).update(message).digest().subarray(0, MAC_BYTES);
}

function trailer(sequence: number): Buffer {
  return Buffer.concat([Uint8Array.of(0, 1), uint32(sequence)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function sealingKey(secret: Uint8Array, cipher: DigestCipher, direction: string): Uint8Array {
  const used = cipher === 'rc4-56' ? secret.subarray(0, 7) : secret;
  return md5(used, `Digest H(A1) to ${direction} sealing key magic constant`);
}

function sealer(cipher: DigestCipher, key: Uint8Array, way: 'seal' | 'open'): Sealer {
  if (cipher !== '3des') {
    const rc4 = new Rc4(key);
    return { blockBytes: 1, update: (bytes) => rc4.update(bytes) };
  }
  const keys = Buffer.concat([desKey(key.subarray(0, 7)), desKey(key.subarray(7, 14))]);
  const initial = key.subarray(8, 16);
  const engine = way === 'seal' ? createCipheriv('des-ede-cbc', keys, initial) : createDecipheriv('des-ede-cbc', keys, initial);
  engine.setAutoPadding(false);
  return { blockBytes: BLOCK_BYTES, update: (bytes) => engine.update(bytes) };
}

/** DES wants seven bits in a byte, the eighth is parity that nobody looks at. */
function desKey(seven: Uint8Array): Uint8Array {
  const bits = [...seven].reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  return Uint8Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1);
}

function md5(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function tampered(): Error {
  return libvirtError('rpc', 'auth-failed', 'what the daemon sent was changed on its way', { step: 'rpc-auth' });
}
