import { describe, expect, it } from 'vitest';
import { snapshotBytes, type ReadImage } from './qcow2-snapshots.ts';

const CLUSTER = 65_536;
const readOf = (image: Uint8Array): ReadImage => (offset, length) => Promise.resolve(image.slice(offset, offset + length));

/** An image of one cluster each: header, refcount table, counts, snapshots, the disk's tables, the snapshot's, and from cluster 8 on data. */
function image(change: (words: DataView) => void = () => undefined): Uint8Array {
  const bytes = new Uint8Array(16 * CLUSTER);
  const words = new DataView(bytes.buffer);
  const at = (cluster: number): bigint => BigInt(cluster * CLUSTER);
  for (const [place, value] of [[0, 0x514649fb], [4, 3], [20, 16], [36, 1], [56, 1], [60, 1], [96, 4], [100, 104]] as const) words.setUint32(place, value);
  for (const [place, cluster] of [[40, 4], [48, 1], [64, 3]] as const) words.setBigUint64(place, at(cluster));
  words.setBigUint64(CLUSTER, at(2));
  // Clusters 8 and 9 are the snapshot's alone, 10 is the disk's, too.
  for (const [cluster, users] of [[6, 1], [7, 1], [8, 1], [9, 1], [10, 2], [11, 1]] as const) words.setUint16(2 * CLUSTER + cluster * 2, users);
  const entry = 3 * CLUSTER;
  words.setBigUint64(entry, at(5));
  words.setUint32(entry + 8, 1);
  words.setUint16(entry + 12, 1);
  words.setUint16(entry + 14, 4);
  words.setUint32(entry + 36, 16);
  bytes.set(new TextEncoder().encode('1name'), entry + 56);
  for (const [l1, l2] of [[4, 6], [5, 7]] as const) words.setBigUint64(l1 * CLUSTER, at(l2));
  for (const [place, cluster] of [[0, 11], [8, 10]] as const) words.setBigUint64(6 * CLUSTER + place, at(cluster));
  for (const [place, cluster] of [[0, 8], [8, 10], [16, 9]] as const) words.setBigUint64(7 * CLUSTER + place, at(cluster));
  change(words);
  return bytes;
}

describe('what an internal snapshot takes', () => {
  it('is what only it leads to', async () => {
    expect(await snapshotBytes(readOf(image()))).toEqual(new Map([['name', 3 * CLUSTER]]));
  });

  it('is its memory at least, and nothing where its table is the disk’s', async () => {
    expect(await snapshotBytes(readOf(image((words) => { words.setBigUint64(3 * CLUSTER + 40, 9_000_000n); })))).toEqual(new Map([['name', 9_000_000]]));
    expect(await snapshotBytes(readOf(image((words) => { words.setUint16(2 * CLUSTER + 14, 2); })))).toEqual(new Map([['name', 0]]));
  });

  it('has packed pieces that the disk does not have', async () => {
    // Two sectors at cluster 8 and one at 9; the disk has the second, too.
    const [mine, shared] = [(1n << 62n) | (1n << 54n) | BigInt(8 * CLUSTER), (1n << 62n) | BigInt(9 * CLUSTER)];
    const packed = image((words) => {
      for (const [table, place, piece] of [[7, 0, mine], [7, 16, shared], [6, 16, shared]] as const) words.setBigUint64(table * CLUSTER + place, piece);
    });
    expect(await snapshotBytes(readOf(packed))).toEqual(new Map([['name', CLUSTER + 1024]]));
  });

  it('is unknown where the image is none, of another kind, too large or damaged', async () => {
    const changes: readonly ((words: DataView) => void)[] = [
      (words) => { words.setUint32(0, 0); },
      (words) => { words.setUint32(4, 9); },
      (words) => { words.setUint32(20, 40); },
      (words) => { words.setBigUint64(72, 4n); },
      (words) => { words.setUint32(60, 5000); },
      (words) => { words.setBigUint64(48, 1n << 60n); },
      (words) => { words.setUint32(3 * CLUSTER + 8, 0xffff_ffff); },
      (words) => { words.setUint32(3 * CLUSTER + 36, 0xffff_fff0); },
    ];
    for (const change of changes) expect(await snapshotBytes(readOf(image(change))), String(change)).toBeUndefined();
    expect(await snapshotBytes(readOf(new Uint8Array(10)))).toBeUndefined();
    // One table that a first-level table of a million names again and again.
    const again = image((words) => {
      words.setUint32(3 * CLUSTER + 8, 8192);
      for (let at = 0; at < CLUSTER; at += 8) words.setBigUint64(5 * CLUSTER + at, BigInt(7 * CLUSTER));
    });
    expect(await snapshotBytes(readOf(again))).toBeUndefined();
  });

  it('never breaks over noise', async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const bytes = image();
      for (let count = 0; count < 40; count++) bytes[random(3) === 0 ? random(112) : random(8) * CLUSTER + random(64)] = random(256);
      const found = await snapshotBytes(readOf(bytes));
      expect(found === undefined || found instanceof Map).toBe(true);
    }
  });
});
