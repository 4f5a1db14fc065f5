import { open, rm, type FileHandle } from 'node:fs/promises';
import { isatty } from 'node:tty';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { StorageVolDownloadFlags, StorageVolUploadFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import { say } from '../say.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, ulongOf, ulongWrapOf } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';
import { prettySize } from '../storage-words.ts';
import { findVolume } from '../volume-argument.ts';

const CHUNK_BYTES = 1024 * 1024;
/** A run of zeroes shorter than this is not worth a message of its own. */
const HOLE_BYTES = 64 * 1024;
const ZEROES = Buffer.alloc(HOLE_BYTES);
const PROGRESS_MS = 200;

/** Shows how far a transfer is, on a terminal only: scripts see what virsh prints, nothing. */
class Progress {
  #bytes = 0n;
  #shownAt = 0;
  readonly #shell: Shell;
  readonly #totalBytes: bigint | undefined;
  readonly #isShown: boolean;

  constructor(shell: Shell, totalBytes: bigint | undefined) {
    this.#shell = shell;
    this.#totalBytes = totalBytes;
    this.#isShown = isatty(2) && !shell.options.quiet && !shell.options.json;
  }

  add(bytes: bigint): void {
    this.#bytes += bytes;
    if (!this.#isShown || Date.now() - this.#shownAt < PROGRESS_MS) return;
    this.#shownAt = Date.now();
    const total = this.#totalBytes === undefined || this.#totalBytes === 0n ? '' : ` of ${prettySize(this.#totalBytes)}`;
    this.#shell.progress(`${prettySize(this.#bytes)}${total}`);
  }

  end(): bigint {
    if (this.#shownAt > 0) this.#shell.progress('');
    return this.#bytes;
  }
}

/** @libvirt virsh vol-upload */
export const volUpload: Run = async (shell, args) => {
  const offset = ulongOf(args, 'offset') ?? 0n;
  const length = ulongWrapOf(args, 'length') ?? 0n;
  const vol = await findVolume(shell, args, { pool: 'pool' });
  const [name, file] = [needed(args, 'vol'), needed(args, 'file')];
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw fault(`cannot read ${file}`, error);
  });
  try {
    const sparse = args.has('sparse');
    const connection = await shell.connection();
    const stream = await explaining(shell, `cannot upload to volume ${name}`, async () =>
      requireMethod(connection, 'storageVol', 'upload')(vol, offset, length, sparse ? StorageVolUploadFlags.SPARSE_STREAM : 0),
    );
    const { size } = await handle.stat({ bigint: true });
    const progress = new Progress(shell, size);
    await explaining(shell, `cannot send data to volume ${name}`, () => sendAll(stream, handle, sparse, progress));
    await explaining(shell, `cannot close volume ${name}`, () => stream.finish());
    return say(shell, '', { vol, bytes: progress.end() });
  } finally {
    await handle.close();
  }
};

async function sendAll(stream: VirStream, handle: FileHandle, sparse: boolean, progress: Progress): Promise<void> {
  let holeBytes = 0n;
  try {
    for await (const chunk of readAhead(handle)) {
      for (const { isHole, data } of sparse ? runsOf(chunk) : [{ isHole: false, data: chunk }]) {
        if (isHole) {
          holeBytes += BigInt(data.length);
        } else {
          if (holeBytes > 0n) await stream.sendHole?.(holeBytes);
          holeBytes = 0n;
          await stream.send(data);
        }
        progress.add(BigInt(data.length));
      }
    }
    if (holeBytes > 0n) await stream.sendHole?.(holeBytes);
  } catch (error) {
    await stream.abort();
    throw error;
  }
}

/** The file's contents, the next piece read while one is on its way. No piece is written to again. */
async function* readAhead(handle: FileHandle): AsyncGenerator<Buffer> {
  const read = async (): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    return buffer.subarray(0, (await handle.read(buffer, 0, CHUNK_BYTES, null)).bytesRead);
  };
  let coming = read();
  try {
    for (let chunk = await coming; chunk.length > 0; chunk = await coming) {
      coming = read();
      yield chunk;
    }
  } finally {
    // Whoever stops early must not leave a read behind that nobody waits for.
    await coming.catch(() => undefined);
  }
}

/** Splits bytes into runs with and without content: Node cannot ask a file where its holes are. */
export function* runsOf(bytes: Buffer): Generator<{ readonly isHole: boolean; readonly data: Buffer }> {
  let start = 0;
  let isHole = false;
  for (let at = 0; at < bytes.length; at += HOLE_BYTES) {
    const block = bytes.subarray(at, at + HOLE_BYTES);
    const isZero = block.equals(ZEROES.subarray(0, block.length));
    if (isZero !== isHole && at > start) {
      yield { isHole, data: bytes.subarray(start, at) };
      start = at;
    }
    isHole = isZero;
  }
  if (start < bytes.length) yield { isHole, data: bytes.subarray(start) };
}

/** @libvirt virsh vol-download */
export const volDownload: Run = async (shell, args) => {
  const offset = ulongOf(args, 'offset') ?? 0n;
  const length = ulongWrapOf(args, 'length') ?? 0n;
  const vol = await findVolume(shell, args, { pool: 'pool' });
  const [name, file] = [needed(args, 'vol'), needed(args, 'file')];
  const { handle, isNew } = await openForWriting(file);
  let isDone = false;
  try {
    const flags = args.has('sparse') ? StorageVolDownloadFlags.SPARSE_STREAM : 0;
    const connection = await shell.connection();
    const stream = await explaining(shell, `cannot download from volume ${name}`, async () =>
      requireMethod(connection, 'storageVol', 'download')(vol, offset, length, flags),
    );
    const progress = new Progress(shell, length === 0n ? undefined : length);
    await explaining(shell, `cannot receive data from volume ${name}`, () => receiveAll(stream, handle, progress));
    await explaining(shell, `cannot close volume ${name}`, () => stream.finish());
    isDone = true;
    return say(shell, '', { vol, bytes: progress.end() });
  } finally {
    await handle.close();
    if (!isDone && isNew) await rm(file, { force: true });
  }
};

async function openForWriting(file: string): Promise<{ readonly handle: FileHandle; readonly isNew: boolean }> {
  try {
    return { handle: await open(file, 'wx', 0o666), isNew: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw fault(`cannot create ${file}`, error);
  }
  const handle = await open(file, 'w').catch((error: unknown) => {
    throw fault(`cannot create ${file}`, error);
  });
  return { handle, isNew: false };
}

async function receiveAll(stream: VirStream, handle: FileHandle, progress: Progress): Promise<void> {
  const isBlock = (await handle.stat()).isBlockDevice();
  let endsInHole = false;
  let position = 0;
  try {
    for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) {
      endsInHole = 'holeBytes' in piece;
      if ('holeBytes' in piece) {
        if (isBlock) await writeZeroes(handle, position, Number(piece.holeBytes));
        position += Number(piece.holeBytes);
        progress.add(piece.holeBytes);
      } else {
        await writeFully(handle, piece, position);
        position += piece.length;
        progress.add(BigInt(piece.length));
      }
    }
    if (endsInHole && !isBlock) await handle.truncate(position);
  } catch (error) {
    await stream.abort();
    throw error;
  }
}

async function writeFully(handle: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < data.length; ) at += (await handle.write(data, at, data.length - at, position + at)).bytesWritten;
}

/** On a device nothing is zero by itself. */
async function writeZeroes(handle: FileHandle, position: number, bytes: number): Promise<void> {
  for (let at = 0; at < bytes; at += ZEROES.length) await writeFully(handle, ZEROES.subarray(0, Math.min(ZEROES.length, bytes - at)), position + at);
}
