import { qemuError } from './qemu-error.ts';

const MAGIC = 'LibvirtQemudSave';
const UNFINISHED = 'LibvirtQemudPart';
const VERSION = 2;
const HEADER_BYTES = 92;

/** What stands before the machine's state in a file that was saved. */
export interface SaveHeader {
  readonly wasRunning: boolean;
  readonly xml: string;
  /** Where the state begins. */
  readonly stateOffset: number;
  readonly isComplete: boolean;
}

/**
 * Writes the beginning of a saved machine, libvirt's format (little endian, the host's own order there):
 *
 *     0   char[16]  `LibvirtQemudSave`; `LibvirtQemudPart` until all is written
 *     16  u32       version, 2
 *     20  u32       length of the document that follows, its final NUL included
 *     24  u32       whether it was running
 *     28  u32       compression, 0
 *     32  u32       offset of a cookie, 0
 *     36  u32[14]   unused
 *     92  document, then QEMU's migration stream
 */
export function formatSaveHeader(xml: string, wasRunning: boolean): Buffer {
  const document = Buffer.from(`${xml}\0`);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(UNFINISHED, 0, 'latin1');
  [VERSION, document.length, wasRunning ? 1 : 0, 0, 0].forEach((value, index) => header.writeUInt32LE(value, 16 + 4 * index));
  return Buffer.concat([header, document]);
}

/** The bytes that say that all is written; they stand at the very beginning. */
export const COMPLETE = Buffer.from(MAGIC, 'latin1');

/** @throws operation-failed for what is no saved machine, or one whose saving was broken off. */
export function parseSaveHeader(bytes: Uint8Array, path: string): SaveHeader {
  const header = Buffer.from(bytes);
  const magic = header.toString('latin1', 0, 16);
  if (header.length < HEADER_BYTES || (magic !== MAGIC && magic !== UNFINISHED)) throw qemuError('operation-failed', `image magic is incorrect in '${path}'`);
  const [version = 0, length = 0, running = 0, compression = 0, cookie = 0] = [0, 1, 2, 3, 4].map((index) => header.readUInt32LE(16 + 4 * index));
  if (version > VERSION) throw qemuError('operation-failed', `image version is not supported (${version} > ${VERSION})`);
  if (compression !== 0) throw qemuError('operation-unsupported', `'${path}' is compressed; save it again without`);
  const end = HEADER_BYTES + (cookie === 0 ? length : cookie);
  if (length === 0 || HEADER_BYTES + length > header.length) throw qemuError('operation-failed', `invalid header data length in '${path}'`);
  const document = header.toString('utf8', HEADER_BYTES, HEADER_BYTES + Math.min(end - HEADER_BYTES, length));
  return { wasRunning: running !== 0, xml: document.slice(0, document.indexOf('\0') < 0 ? undefined : document.indexOf('\0')), stateOffset: HEADER_BYTES + length, isComplete: magic === MAGIC };
}

/** The most that a header with its document may take. */
export const MOST_HEADER_BYTES = 1024 * 1024;
