import type { FileHandle } from 'node:fs/promises';
import { badAppliance } from './ovf-error.ts';
import { checkMemberName } from './member-name.ts';

/** A file inside an archive: where its bytes are. */
export interface TarMember {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

const BLOCK = 512;
const MOST_MEMBERS = 1000;
/** An extended header is a few names and numbers. */
const MOST_EXTENDED = 64 * 1024;

/**
 * Finds the files of a tar archive without reading their contents.
 *
 * A header is 512 bytes: name 0–99, size 124–135 (octal, or base 256 with the top bit set), checksum 148–155, type 156, magic
 * `ustar` 257, prefix 345–499. Types: `0` and NUL files, `x` and `g` extended headers (pax), `L` a long name (GNU).
 * POSIX.1-2017, pax interchange format.
 *
 * @throws invalid-arg for links, folders, devices, names that lead elsewhere, damage, and an archive that ends too early.
 */
export async function indexTar(file: FileHandle): Promise<TarMember[]> {
  const { size: total } = await file.stat();
  const members: TarMember[] = [];
  const seen = new Set<string>();
  let longName: string | undefined;
  let pax = new Map<string, string>();
  for (let at = 0; at < total; ) {
    const header = await readAt(file, at, BLOCK);
    if (header.every((byte) => byte === 0)) break;
    verifyChecksum(header);
    const type = String.fromCharCode(header[156] ?? 0);
    const declared = pax.get('size');
    const size = declared === undefined || type === 'x' || type === 'g' ? sizeOf(header) : decimal(declared);
    const offset = at + BLOCK;
    if (offset + size > total) throw badAppliance('the archive ends in the middle of a file');
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x' || type === 'L') {
      if (size > MOST_EXTENDED) throw badAppliance('an extended header of the archive is too long');
      const body = await readAt(file, offset, size);
      if (type === 'x') pax = parsePax(body);
      else longName = text(body, 0, size);
      continue;
    }
    if (type === 'g') continue;
    const name = pax.get('path') ?? longName ?? nameOf(header);
    longName = undefined;
    pax = new Map();
    if (type !== '0' && type !== '\0' && type !== '7') throw badAppliance(`'${name.slice(0, 80)}' in the archive is no plain file`);
    checkMemberName(name);
    if (seen.has(name)) throw badAppliance(`'${name}' is in the archive twice`);
    seen.add(name);
    members.push({ name, offset, size });
    if (members.length > MOST_MEMBERS) throw badAppliance(`more than ${MOST_MEMBERS} files in the archive`);
  }
  if (members.length === 0) throw badAppliance('the archive is empty, or no tar archive');
  return members;
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  if (bytesRead < length) throw badAppliance('the archive ends in the middle of a header');
  return buffer;
}

function text(bytes: Buffer, start: number, length: number): string {
  const end = bytes.indexOf(0, start);
  return bytes.toString('utf8', start, end < 0 || end > start + length ? start + length : end);
}

function nameOf(header: Buffer): string {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) === 0) {
    const octal = field.toString('latin1').replace(/[\0 ]+$/, '').trimStart();
    if (!/^[0-7]*$/.test(octal)) throw badAppliance('a header of the archive is damaged');
    return octal === '' ? 0 : Number.parseInt(octal, 8);
  }
  const value = field.readBigUInt64BE(4);
  return checkedSize(value);
}

function decimal(digits: string): number {
  if (!/^\d{1,19}$/.test(digits)) throw badAppliance('a header of the archive is damaged');
  return checkedSize(BigInt(digits));
}

function checkedSize(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw badAppliance('a file in the archive is impossibly large');
  return Number(value);
}

function verifyChecksum(header: Buffer): void {
  const told = Number.parseInt(text(header, 148, 8).trim(), 8);
  let sum = 8 * 32;
  header.forEach((byte, index) => {
    if (index < 148 || index >= 156) sum += byte;
  });
  if (told !== sum) throw badAppliance('no tar archive, or a damaged one');
}

/** Records `LENGTH KEY=VALUE\n`, the length counting all of it. */
function parsePax(body: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(body.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at || at + length > body.length) throw badAppliance('an extended header of the archive is damaged');
    const [key = '', ...rest] = body.toString('utf8', space + 1, at + length - 1).split('=');
    found.set(key, rest.join('='));
    at += length;
  }
  return found;
}
