/**
 * DES in one direction, one block at a time (FIPS 46-3): what RFB's password challenge needs. OpenSSL 3 keeps DES in its
 * legacy provider, which Node does not load. Not for anything else: DES has been broken since 1998.
 */
export function desEncryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  const keys = roundKeys(bitsOf(key));
  const start = permute(bitsOf(block), INITIAL);
  let left = start.slice(0, 32);
  let right = start.slice(32);
  for (const roundKey of keys) {
    const mixed = round(right, roundKey);
    [left, right] = [right, left.map((bit, i) => bit ^ (mixed[i] ?? 0))];
  }
  return bytesOf(permute([...right, ...left], FINAL));
}

type Bits = readonly number[];

function round(half: Bits, key: Bits): Bits {
  const wide = permute(half, EXPANSION).map((bit, i) => bit ^ (key[i] ?? 0));
  const out: number[] = [];
  SUBSTITUTION.forEach((box, i) => {
    const six = wide.slice(i * 6, i * 6 + 6);
    const row = (six[0] ?? 0) * 2 + (six[5] ?? 0);
    const column = six.slice(1, 5).reduce((sum, bit) => sum * 2 + bit, 0);
    const value = Number.parseInt(box.charAt(row * 16 + column), 16);
    out.push((value >> 3) & 1, (value >> 2) & 1, (value >> 1) & 1, value & 1);
  });
  return permute(out, AFTER);
}

function roundKeys(key: Bits): readonly Bits[] {
  const chosen = permute(key, KEY_CHOICE_1);
  let c = chosen.slice(0, 28);
  let d = chosen.slice(28);
  return ROTATIONS.map((count) => {
    c = [...c.slice(count), ...c.slice(0, count)];
    d = [...d.slice(count), ...d.slice(0, count)];
    return permute([...c, ...d], KEY_CHOICE_2);
  });
}

function permute(bits: Bits, table: Bits): number[] {
  return table.map((position) => bits[position - 1] ?? 0);
}

function bitsOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1));
}

function bytesOf(bits: Bits): Uint8Array {
  return Uint8Array.from({ length: bits.length / 8 }, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
}

// The standard's tables; positions count from 1, substitution boxes as four rows of sixteen hexadecimal digits.
const INITIAL = [2, 4, 6, 8, 1, 3, 5, 7].flatMap((start) => [7, 6, 5, 4, 3, 2, 1, 0].map((row) => row * 8 + start));
const FINAL = Array.from({ length: 64 }, (_, i) => INITIAL.indexOf(i + 1) + 1);
const EXPANSION = Array.from({ length: 8 }, (_, i) => [0, 1, 2, 3, 4, 5].map((j) => ((i * 4 + j + 31) % 32) + 1)).flat();
const AFTER = [16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25];
const KEY_CHOICE_1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const KEY_CHOICE_2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const ROTATIONS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
const SUBSTITUTION = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
];
