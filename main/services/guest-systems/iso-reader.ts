/** Reads bytes of an image; fewer than asked for at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** What an installer's image says of itself. Texts are cut and cleaned: they come from strangers. */
export interface IsoFacts {
  readonly volumeId: string;
  readonly systemId: string;
  readonly publisher: string;
  readonly application: string;
  /** Small text files that name the system, where the image has them: `.treeinfo`, `.disk/info`. */
  readonly markers: ReadonlyMap<string, string>;
}

const SECTOR = 2048;
const FIRST_DESCRIPTOR = 16;
const MAX_DESCRIPTORS = 16;
const MAX_FOLDER = 64 * 1024;
const MAX_MARKER = 16 * 1024;
const MARKERS = ['.treeinfo', '.disk/info'];

/**
 * Reads an ISO 9660 image's labels and markers; undefined: it is none. Whatever the image says, at most 16 descriptors, two folders and
 * two small files are read.
 *
 * Layout of a descriptor (2,048 bytes): 0 type (1 primary, 2 supplementary, 255 end), 1–5 `CD001`, 8–39 system, 40–71 volume,
 * 88–90 escape sequences, 156–189 record of the root folder, 318–445 publisher, 574–701 application.
 *
 * @see ECMA-119
 */
export async function readIso(read: ReadAt): Promise<IsoFacts | undefined> {
  let primary: Uint8Array | undefined;
  let joliet: Uint8Array | undefined;
  for (let at = 0; at < MAX_DESCRIPTORS; at++) {
    const sector = await read((FIRST_DESCRIPTOR + at) * SECTOR, SECTOR);
    if (sector.length < SECTOR || latin(sector, 1, 5) !== 'CD001') break;
    if (sector[0] === 255) break;
    if (sector[0] === 1) primary ??= sector;
    if (sector[0] === 2 && /^%\/[@CE]/.test(latin(sector, 88, 3))) joliet ??= sector;
  }
  if (primary === undefined) return undefined;
  return {
    volumeId: label(primary, 40, 32),
    systemId: label(primary, 8, 32),
    publisher: label(primary, 318, 128),
    application: label(primary, 574, 128),
    markers: await readMarkers(read, primary, joliet),
  };
}

async function readMarkers(read: ReadAt, primary: Uint8Array, joliet: Uint8Array | undefined): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  // Rock Ridge's names stand in the primary tree; images without have the real names in Joliet's.
  for (const [descriptor, isJoliet] of [[primary, false], [joliet, true]] as const) {
    if (descriptor === undefined || found.size > 0) continue;
    const root = await readFolder(read, extentOf(descriptor, 156), isJoliet);
    for (const marker of MARKERS) {
      const [first = '', second] = marker.split('/');
      let entry = root.find(({ name }) => name === first);
      if (second !== undefined && entry?.isFolder === true) entry = (await readFolder(read, entry, isJoliet)).find(({ name }) => name === second);
      if (entry === undefined || entry.isFolder || entry.bytes > MAX_MARKER) continue;
      found.set(marker, Buffer.from(await read(entry.lba * SECTOR, entry.bytes)).toString('utf8'));
    }
  }
  return found;
}

interface Extent {
  readonly lba: number;
  readonly bytes: number;
}
interface Entry extends Extent {
  readonly name: string;
  readonly isFolder: boolean;
}

async function readFolder(read: ReadAt, { lba, bytes }: Extent, isJoliet: boolean): Promise<readonly Entry[]> {
  const data = await read(lba * SECTOR, Math.min(bytes, MAX_FOLDER));
  const entries: Entry[] = [];
  for (let at = 0; at < data.length; ) {
    const length = data[at] ?? 0;
    if (length === 0) {
      // Records do not cross sectors: the rest of this one is empty.
      at = (Math.floor(at / SECTOR) + 1) * SECTOR;
      continue;
    }
    const record = data.subarray(at, at + length);
    at += length;
    const nameLength = record[32] ?? 0;
    if (record.length < length || length < 34 || 33 + nameLength > length) continue;
    const raw = record.subarray(33, 33 + nameLength);
    const plain = isJoliet ? ucs2(raw) : Buffer.from(raw).toString('latin1').toLowerCase();
    const systemUse = record.subarray(33 + nameLength + ((nameLength + 1) % 2));
    const name = (isJoliet ? undefined : rockRidgeName(systemUse)) ?? plain;
    entries.push({ ...extentOf(record, 0), name: name.replace(/;\d+$/, '').replace(/\.$/, ''), isFolder: ((record[25] ?? 0) & 2) !== 0 });
  }
  return entries;
}

/** `NM` entries: two letters, length, version, flags, the name's next part. */
function rockRidgeName(area: Uint8Array): string | undefined {
  let name: string | undefined;
  for (let at = 0; at + 4 <= area.length; ) {
    const length = area[at + 2] ?? 0;
    if (length < 4 || at + length > area.length) break;
    if (latin(area, at, 2) === 'NM' && length >= 5) name = (name ?? '') + latin(area, at + 5, length - 5);
    at += length;
  }
  return name;
}

function extentOf(record: Uint8Array, at: number): Extent {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  return { lba: view.getUint32(at + 2, true), bytes: view.getUint32(at + 10, true) };
}

function latin(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
}

/** A field of a descriptor: padded with blanks or zeros, without what a terminal or a page could trip over. */
function label(bytes: Uint8Array, at: number, length: number): string {
  return latin(bytes, at, length).replace(/[^\x20-\x7e\xa0-\xff]/g, ' ').trim();
}

function ucs2(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16().toString('utf16le');
}
