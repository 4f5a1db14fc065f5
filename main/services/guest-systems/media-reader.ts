import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { StorageVolRef } from '../../../drivers/api/refs.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ReadAt } from './iso-reader.ts';

/** An image that can be read here and there. */
export interface Media {
  readonly read: ReadAt;
  readonly dispose: () => Promise<void>;
}

/** Opens an image by its path on the host: as a file of this computer where it is one, else as a volume of the host's pools; undefined: neither can be read. */
export async function openMedia(connection: Connection, file: string): Promise<Media | undefined> {
  return (isHere(connection) ? await openFile(file) : undefined) ?? (await openVolume(connection, file));
}

/** The host of this connection is this computer: its files can be seen. */
export function isHere(connection: Connection): boolean {
  return parseConnectUri(connection.uri).host === '';
}

async function openFile(file: string): Promise<Media | undefined> {
  if (!path.isAbsolute(file)) return undefined;
  try {
    const handle = await open(file, 'r');
    if (!(await handle.stat()).isFile()) {
      await handle.close();
      return undefined;
    }
    const read: ReadAt = async (offset, length) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return { read, dispose: () => handle.close() };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined; // not ours to read: the daemon may be able to
    throw error;
  }
}

async function openVolume(connection: Connection, file: string): Promise<Media | undefined> {
  if (!hasMethod(connection, 'storageVol', 'lookupByPath') || !hasMethod(connection, 'storageVol', 'download')) return undefined;
  const volume = await quietly(() => requireMethod(connection, 'storageVol', 'lookupByPath')(file));
  if (volume === undefined) return undefined;
  return { read: async (offset, length) => (await quietly(() => readVolume(connection, volume, offset, length))) ?? new Uint8Array(), dispose: () => Promise.resolve() };
}

async function readVolume(connection: Connection, volume: StorageVolRef, offset: number, length: number): Promise<Uint8Array> {
  const stream = await requireMethod(connection, 'storageVol', 'download')(volume, BigInt(offset), BigInt(length), 0);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < length) {
      const piece = await stream.recv();
      if (piece === undefined) break;
      if ('holeBytes' in piece) continue;
      parts.push(piece);
      size += piece.length;
    }
  } finally {
    // All that is wanted is there; the host need not agree that this was the end.
    await stream.abort();
  }
  return new Uint8Array(Buffer.concat(parts)).subarray(0, length);
}

/** A host that does not answer leaves the image unknown: that stops nobody. */
async function quietly<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return undefined;
  }
}
