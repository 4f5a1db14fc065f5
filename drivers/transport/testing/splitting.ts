/** How a peer cuts what it sends: as a whole, byte by byte, or at seeded random points. */
export type Splitting = 'whole' | 'bytes' | 'random';

/** Every transport test runs with each of these. */
export const SPLITTINGS: readonly Splitting[] = ['whole', 'bytes', 'random'];

/** A small seeded generator (mulberry32), so that a failing split can be seen again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Cuts bytes into the pieces that are to be sent one after the other. */
export function splitBytes(bytes: Uint8Array, splitting: Splitting, random: () => number): readonly Uint8Array[] {
  switch (splitting) {
    case 'whole':
      return [bytes];
    case 'bytes':
      return Array.from(bytes, (_byte, index) => bytes.subarray(index, index + 1));
    case 'random': {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = 1 + Math.floor(random() ** 3 * 4096);
        pieces.push(bytes.subarray(at, at + size));
        at += size;
      }
      return pieces;
    }
  }
}
