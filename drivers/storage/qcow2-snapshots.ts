/** Reads a piece of an image; shorter at its end. */
export type ReadImage = (offset: number, length: number) => Promise<Uint8Array>;

/** More than this of tables is not read: an answer is wanted in a moment. */
const MOST_READ_BYTES = 64 << 20;
const CHUNK_BYTES = 1 << 20;
const MAGIC = 0x514649fb;
const [MOST_SNAPSHOTS, MOST_L1_ENTRIES] = [1000, 4 << 20];
/** In the upper half of an entry. */
const COMPRESSED = 1 << 30;
/** Incompatible features that change how tables are read: an external data file, and subclusters. */
const [EXTERNAL_DATA, EXTENDED_L2] = [4n, 16n];

/** Tells that the image is none whose tables can be followed. */
class Unreadable extends Error {}

/**
 * What each internal snapshot of a qcow2 image holds alone, in bytes: data and memory that no other snapshot and not the disk itself
 * uses, and that go when the snapshot is deleted. By the snapshots' names. Undefined where it is no such image, its tables are too large
 * to be looked through, or damaged. A machine that runs may keep some of what it has changed to itself for a moment: the figures are near.
 *
 * @see QEMU's docs/interop/qcow2.txt
 */
export async function snapshotBytes(read: ReadImage): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const image = await Qcow2Tables.open(read);
    const snapshots = await image.snapshots();
    const [active, ...tables] = await Promise.all([image.activeTable(), ...snapshots.map((snapshot) => image.table(snapshot))]);
    const found = new Map<string, number>();
    for (const [at, { name, memoryBytes }] of snapshots.entries()) {
      const own = tables[at];
      // A QEMU that runs writes down late that the memory is no longer the disk's.
      if (own !== undefined) found.set(name, Math.max(memoryBytes, await image.aloneBytes(own, [active, ...tables.filter((each) => each !== own)])));
    }
    return found;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

interface Snapshot {
  readonly name: string;
  readonly l1Offset: number;
  readonly l1Entries: number;
  readonly memoryBytes: number;
}

/** The tables of one image, read as they are needed. All of it is untrusted. */
class Qcow2Tables {
  readonly #read: ReadImage;
  readonly #header: DataView;
  readonly #clusterBits: number;
  readonly #clusterBytes: number;
  readonly #refcountBits: number;
  readonly #entryBytes: number;
  #tableBytes = 0;
  readonly #blocks = new Map<number, DataView>();
  readonly #chunks = new Map<number, Promise<Uint8Array>>();

  private constructor(read: ReadImage, header: DataView) {
    this.#read = read;
    this.#header = header;
    const version = header.byteLength >= 72 && header.getUint32(0) === MAGIC ? header.getUint32(4) : 0;
    this.#clusterBits = header.byteLength >= 72 ? header.getUint32(20) : 0;
    if ((version !== 2 && version !== 3) || this.#clusterBits < 9 || this.#clusterBits > 21) throw new Unreadable();
    this.#clusterBytes = 1 << this.#clusterBits;
    const isNew = version === 3 && header.byteLength >= 104;
    const features = isNew ? header.getBigUint64(72) : 0n;
    const order = isNew ? header.getUint32(96) : 4;
    if ((features & EXTERNAL_DATA) !== 0n || order < 3 || order > 6) throw new Unreadable();
    this.#refcountBits = 1 << order;
    this.#entryBytes = (features & EXTENDED_L2) === 0n ? 8 : 16;
  }

  static async open(read: ReadImage): Promise<Qcow2Tables> {
    return new Qcow2Tables(read, viewOf(await read(0, 104)));
  }

  async snapshots(): Promise<readonly Snapshot[]> {
    const count = this.#header.getUint32(60);
    if (count > MOST_SNAPSHOTS) throw new Unreadable();
    const found: Snapshot[] = [];
    for (let at = safe(this.#header.getBigUint64(64)); found.length < count;) {
      const entry = viewOf(await this.#bytes(at, 40));
      const [idBytes, nameBytes, extraBytes] = [entry.getUint16(12), entry.getUint16(14), entry.getUint32(36)];
      const memoryBytes = extraBytes >= 8 ? safe(viewOf(await this.#bytes(at + 40, 8)).getBigUint64(0)) : entry.getUint32(32);
      const words = await this.#bytes(at + 40 + extraBytes, idBytes + nameBytes);
      found.push({ name: new TextDecoder().decode(words.subarray(idBytes)), l1Offset: safe(entry.getBigUint64(0)), l1Entries: entry.getUint32(8), memoryBytes });
      at += Math.ceil((40 + extraBytes + idBytes + nameBytes) / 8) * 8;
    }
    return found;
  }

  /** The first-level table of the disk as it is now. */
  activeTable(): Promise<DataView> {
    return this.table({ l1Offset: safe(this.#header.getBigUint64(40)), l1Entries: this.#header.getUint32(36) });
  }

  async table({ l1Offset, l1Entries }: Pick<Snapshot, 'l1Offset' | 'l1Entries'>): Promise<DataView> {
    if (l1Entries > MOST_L1_ENTRIES) throw new Unreadable();
    return viewOf(await this.#bytes(l1Offset, l1Entries * 8));
  }

  /** What the clusters take that only one first-level table leads to, and none of the others. */
  async aloneBytes(l1: DataView, others: readonly DataView[]): Promise<number> {
    let alone = 0;
    for (let at = 0; at < l1.byteLength; at += 8) {
      const l2Offset = hostOffset(l1, at);
      // Tables that are shared lead to nothing but what is shared.
      if (l2Offset === 0 || this.#users(await this.#counts(l2Offset), l2Offset) !== 1) continue;
      alone += this.#clusterBytes;
      const l2 = await this.#table2(l2Offset);
      let beside: readonly DataView[] | undefined;
      for (let entry = 0; entry < l2.byteLength; entry += this.#entryBytes) {
        if ((l2.getUint32(entry) & COMPRESSED) !== 0) {
          // Whose a packed piece is, its cluster's count does not tell.
          beside ??= await this.#tablesAt(others, at);
          const piece = l2.getBigUint64(entry);
          if (!beside.some((other) => other.getBigUint64(entry) === piece)) alone += this.#packedBytes(piece);
          continue;
        }
        const host = hostOffset(l2, entry);
        if (host === 0) continue;
        // Hundreds of thousands of entries: only where counts are not here yet is there something to wait for.
        const counts = this.#blocks.get(this.#blockOf(host)) ?? (await this.#counts(host));
        if (this.#users(counts, host) === 1) alone += this.#clusterBytes;
      }
    }
    return alone;
  }

  async #table2(offset: number): Promise<DataView> {
    this.#tableBytes += this.#clusterBytes;
    if (this.#tableBytes > MOST_READ_BYTES) throw new Unreadable();
    // Thousands of entries were looked at: others have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    return viewOf(await this.#bytes(offset, this.#clusterBytes));
  }

  async #tablesAt(l1s: readonly DataView[], at: number): Promise<readonly DataView[]> {
    const offsets = l1s.map((l1) => (at + 8 <= l1.byteLength ? hostOffset(l1, at) : 0)).filter((offset) => offset !== 0);
    return Promise.all(offsets.map((offset) => this.#table2(offset)));
  }

  #packedBytes(entry: bigint): number {
    const sectorBits = BigInt(62 - (this.#clusterBits - 8));
    return (Number((entry >> sectorBits) & ((1n << BigInt(this.#clusterBits - 8)) - 1n)) + 1) * 512;
  }

  get #perBlock(): number {
    return (this.#clusterBytes * 8) / this.#refcountBits;
  }

  #blockOf(offset: number): number {
    return Math.floor(offset / this.#clusterBytes / this.#perBlock);
  }

  /** The block of the refcount table that counts the users of a cluster. */
  async #counts(offset: number): Promise<DataView> {
    const number = this.#blockOf(offset);
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    if (number * 8 >= this.#header.getUint32(56) * this.#clusterBytes) throw new Unreadable();
    const block = hostOffset(viewOf(await this.#bytes(safe(this.#header.getBigUint64(48)) + number * 8, 8)), 0);
    const counts = viewOf(block === 0 ? new Uint8Array(this.#clusterBytes) : await this.#bytes(block, this.#clusterBytes));
    this.#blocks.set(number, counts);
    return counts;
  }

  /** How often a cluster is used. */
  #users(counts: DataView, offset: number): number {
    const at = (Math.floor(offset / this.#clusterBytes) % this.#perBlock) * (this.#refcountBits / 8);
    switch (this.#refcountBits) {
      case 8:
        return counts.getUint8(at);
      case 16:
        return counts.getUint16(at);
      case 32:
        return counts.getUint32(at);
      default:
        return Number(counts.getBigUint64(at));
    }
  }

  /** Pieces lie near each other: they are read in chunks, once. */
  async #bytes(offset: number, length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const at = offset + done;
      const number = Math.floor(at / CHUNK_BYTES);
      const chunk = await this.#chunk(number);
      const piece = chunk.subarray(at - number * CHUNK_BYTES).subarray(0, length - done);
      if (piece.length === 0) throw new Unreadable();
      out.set(piece, done);
      done += piece.length;
    }
    return out;
  }

  #chunk(number: number): Promise<Uint8Array> {
    const known = this.#chunks.get(number);
    if (known !== undefined) return known;
    if (this.#chunks.size * CHUNK_BYTES >= MOST_READ_BYTES) throw new Unreadable();
    const reading = this.#read(number * CHUNK_BYTES, CHUNK_BYTES);
    this.#chunks.set(number, reading);
    return reading;
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bits 9 to 55 of an entry: where what it names begins. */
function hostOffset(table: DataView, at: number): number {
  const low = table.getUint32(at + 4);
  return (table.getUint32(at) & 0x00ff_ffff) * 2 ** 32 + (low - (low % 512));
}

function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unreadable();
  return Number(value);
}
