import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ROUNDS = 5000;
const SIZE = 64;
/** Which bytes of the digest make each group of four letters. */
const GROUPS = [[0, 21, 42], [22, 43, 1], [44, 2, 23], [3, 24, 45], [25, 46, 4], [47, 5, 26], [6, 27, 48], [28, 49, 7], [50, 8, 29], [9, 30, 51], [31, 52, 10], [53, 11, 32], [12, 33, 54], [34, 55, 13], [56, 14, 35], [15, 36, 57], [37, 58, 16], [59, 17, 38], [18, 39, 60], [40, 61, 19], [62, 20, 41]];

/** Hashes a password for `/etc/shadow`: `$6$SALT$HASH`. @see "Unix crypt using SHA-256 and SHA-512", crypt(5) */
export function sha512Crypt(password: string, salt = randomSalt()): string {
  const key = Buffer.from(password, 'utf8');
  const seed = Buffer.from(salt.slice(0, 16), 'latin1');
  const inner = digest(key, seed, key);
  const mixed = createHash('sha512').update(key).update(seed).update(stretched(inner, key.length));
  for (let bits = key.length; bits > 0; bits >>= 1) mixed.update((bits & 1) === 1 ? inner : key);
  let current = mixed.digest();
  const keys = createHash('sha512');
  for (let i = 0; i < key.length; i++) keys.update(key);
  const p = stretched(keys.digest(), key.length);
  const seeds = createHash('sha512');
  for (let i = 0; i < 16 + (current[0] ?? 0); i++) seeds.update(seed);
  const s = stretched(seeds.digest(), seed.length);
  for (let round = 0; round < ROUNDS; round++) {
    const isOdd = (round & 1) === 1;
    current = digest(isOdd ? p : current, round % 3 === 0 ? Buffer.alloc(0) : s, round % 7 === 0 ? Buffer.alloc(0) : p, isOdd ? current : p);
  }
  return `$6$${seed.toString('latin1')}$${letters(current)}`;
}

function digest(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** A digest over and over, to a length. */
function stretched(bytes: Buffer, length: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(length / SIZE) }, () => bytes)).subarray(0, length);
}

function letters(bytes: Buffer): string {
  const at = (index: number | undefined): number => (index === undefined ? 0 : (bytes[index] ?? 0));
  const text = (value: number, count: number): string => Array.from({ length: count }, (_, i) => ALPHABET[(value >> (6 * i)) & 63]).join('');
  return GROUPS.map(([a, b, c]) => text((at(a) << 16) | (at(b) << 8) | at(c), 4)).join('') + text(at(63), 2);
}

function randomSalt(): string {
  return Array.from(randomBytes(16), (byte) => ALPHABET[byte & 63]).join('');
}
