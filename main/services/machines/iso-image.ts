/** A file in the image's only folder. */
export interface IsoFile {
  readonly name: string;
  readonly data: Uint8Array;
}

const SECTOR = 2048;
/** Sectors in front of the files: 16 of the system, 3 descriptors, 4 path tables, 2 folders. */
const LBA = { primary: 16, joliet: 17, end: 18, paths: 19, jolietPaths: 21, folder: 23, jolietFolder: 24, files: 25 };
const FILE_MODE = 0o100444;
const FOLDER_MODE = 0o040555;
const FOLDER = 2;

/**
 * A CD image with a few files, as ISO 9660 with their full names in Rock Ridge and Joliet: what cloud-init reads its seed from.
 *
 * Layout: sectors 0 to 15 empty, 16 the primary descriptor, 17 Joliet's, 18 the end of descriptors, 19 and 20 the path table in both
 * byte orders, 21 and 22 Joliet's, 23 the folder, 24 Joliet's, from 25 the files one after the other, each from a sector's start.
 *
 * @see ECMA-119, the System Use Sharing Protocol and Rock Ridge 1.09 (RRIP_1991A), Joliet level 3
 */
export function isoImage(label: string, files: readonly IsoFile[], now: Date): Uint8Array {
  const placed = place([...files].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const sectors = placed.reduce((end, { lba, file }) => Math.max(end, lba + sectorsOf(file.data.length)), LBA.files);
  const image = new Uint8Array(sectors * SECTOR);
  const put = (lba: number, bytes: Uint8Array): void => {
    image.set(bytes, lba * SECTOR);
  };
  const date = recordDate(now);
  put(LBA.primary, descriptor({ label, sectors, date, now, joliet: false }));
  put(LBA.joliet, descriptor({ label, sectors, date, now, joliet: true }));
  put(LBA.end, concat([Uint8Array.of(255), ascii('CD001'), Uint8Array.of(1)]));
  put(LBA.paths, pathTable(LBA.folder, true));
  put(LBA.paths + 1, pathTable(LBA.folder, false));
  put(LBA.jolietPaths, pathTable(LBA.jolietFolder, true));
  put(LBA.jolietPaths + 1, pathTable(LBA.jolietFolder, false));
  put(LBA.folder, folder(placed, date, false));
  put(LBA.jolietFolder, folder(placed, date, true));
  for (const { lba, file } of placed) put(lba, file.data);
  return image;
}

interface Placed {
  readonly lba: number;
  readonly file: IsoFile;
}

const sectorsOf = (bytes: number): number => Math.ceil(bytes / SECTOR);

function place(files: readonly IsoFile[]): readonly Placed[] {
  let next = LBA.files;
  return files.map((file) => {
    const lba = next;
    next += sectorsOf(file.data.length);
    return { lba, file };
  });
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const padded = (text: string, length: number): Uint8Array => ascii(text.slice(0, length).padEnd(length, ' '));

function ucs2(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

function u16(value: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, little);
  return bytes;
}

function u32(value: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, little);
  return bytes;
}

/** Both byte orders, one after the other. */
const both16 = (value: number): Uint8Array => concat([u16(value, true), u16(value, false)]);
const both32 = (value: number): Uint8Array => concat([u32(value, true), u32(value, false)]);

/** Years since 1900, month, day, hour, minute, second, zone. */
function recordDate(now: Date): Uint8Array {
  return Uint8Array.of(now.getUTCFullYear() - 1900, now.getUTCMonth() + 1, now.getUTCDate(), now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds(), 0);
}

/** `YYYYMMDDHHMMSScc` and the zone. */
function volumeDate(now: Date): Uint8Array {
  return concat([ascii(`${now.toISOString().replace(/\D/g, '').slice(0, 14)}00`), Uint8Array.of(0)]);
}

interface RecordParts {
  readonly name: Uint8Array;
  readonly lba: number;
  readonly bytes: number;
  readonly date: Uint8Array;
  readonly flags: number;
  readonly systemUse?: Uint8Array;
}

/** Length, place, size, date, flags, name, system use; the length is even. */
function record({ name, lba, bytes, date, flags, systemUse = new Uint8Array() }: RecordParts): Uint8Array {
  const named = concat([Uint8Array.of(name.length), name, new Uint8Array((name.length + 1) % 2)]);
  const body = concat([Uint8Array.of(0), both32(lba), both32(bytes), date, Uint8Array.of(flags, 0, 0), both16(1), named, systemUse]);
  return concat([Uint8Array.of(body.length + 1 + ((body.length + 1) % 2)), body, new Uint8Array((body.length + 1) % 2)]);
}

function descriptor(about: { readonly label: string; readonly sectors: number; readonly date: Uint8Array; readonly now: Date; readonly joliet: boolean }): Uint8Array {
  const { label, sectors, date, now, joliet } = about;
  const text = (value: string, length: number): Uint8Array => (joliet ? ucs2(value.padEnd(length / 2, ' ').slice(0, length / 2)) : padded(value, length));
  // The files of 37 bytes are an odd number: the last byte stays empty there.
  const none = concat([text('', 36), new Uint8Array(1)]);
  const folderLba = joliet ? LBA.jolietFolder : LBA.folder;
  const paths = joliet ? LBA.jolietPaths : LBA.paths;
  return concat([
    Uint8Array.of(joliet ? 2 : 1), ascii('CD001'), Uint8Array.of(1, 0), text('', 32), text(label, 32), new Uint8Array(8), both32(sectors),
    joliet ? concat([ascii('%/E'), new Uint8Array(29)]) : new Uint8Array(32),
    both16(1), both16(1), both16(SECTOR), both32(10), u32(paths, true), u32(0, true), u32(paths + 1, false), u32(0, false),
    record({ name: Uint8Array.of(0), lba: folderLba, bytes: SECTOR, date, flags: FOLDER }),
    text('', 128), text('', 128), text('', 128), text('VIREO', 128), none, none, none,
    volumeDate(now), volumeDate(now), concat([ascii('0'.repeat(16)), Uint8Array.of(0)]), volumeDate(now), Uint8Array.of(1),
  ]);
}

/** One entry, the root. */
function pathTable(lba: number, little: boolean): Uint8Array {
  return concat([Uint8Array.of(1, 0), u32(lba, little), u16(1, little), Uint8Array.of(0, 0)]);
}

function folder(files: readonly Placed[], date: Uint8Array, joliet: boolean): Uint8Array {
  const lba = joliet ? LBA.jolietFolder : LBA.folder;
  const dot = joliet ? new Uint8Array() : concat([ascii('SP'), Uint8Array.of(7, 1, 0xbe, 0xef, 0), mode(FOLDER_MODE, 2), extensions()]);
  const dots = joliet ? new Uint8Array() : mode(FOLDER_MODE, 2);
  return concat([
    record({ name: Uint8Array.of(0), lba, bytes: SECTOR, date, flags: FOLDER, systemUse: dot }),
    record({ name: Uint8Array.of(1), lba, bytes: SECTOR, date, flags: FOLDER, systemUse: dots }),
    ...files.map(({ lba: at, file }) =>
      record({
        name: joliet ? ucs2(`${file.name};1`) : ascii(`${shortName(file.name)}.;1`),
        lba: at,
        bytes: file.data.length,
        date,
        flags: 0,
        ...(joliet ? {} : { systemUse: concat([mode(FILE_MODE, 1), fullName(file.name)]) }),
      }),
    ),
  ]);
}

/** Eight capitals for readers that know neither extension. */
function shortName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_').slice(0, 8);
}

/** `ER`: names the extension that the other entries belong to. */
function extensions(): Uint8Array {
  return concat([ascii('ER'), Uint8Array.of(18, 1, 10, 0, 0, 1), ascii('RRIP_1991A')]);
}

/** `PX`: mode, links, owner, group. */
function mode(bits: number, links: number): Uint8Array {
  return concat([ascii('PX'), Uint8Array.of(36, 1), both32(bits), both32(links), both32(0), both32(0)]);
}

/** `NM`: the whole name. */
function fullName(name: string): Uint8Array {
  return concat([ascii('NM'), Uint8Array.of(5 + name.length, 1, 0), ascii(name)]);
}
