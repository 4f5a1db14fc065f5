import path from 'node:path';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { StorageVolDownloadFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { badAppliance, unsupportedAppliance } from '../../../drivers/ovf/ovf-error.ts';
import type { DiskPiece } from '../../../drivers/ovf/vmdk-reader.ts';
import type { DiskSource } from './appliance-of-machine.ts';

/** A disk on its host, ready to be read as raw bytes. */
export interface OpenVolume {
  readonly capacityBytes: bigint;
  /** Its contents from front to back; `onPiece` hears how far it is. */
  readonly pieces: (onPiece: (at: bigint) => void) => AsyncIterable<DiskPiece>;
  readonly dispose: () => Promise<void>;
}

/**
 * Opens a machine's disk. What is no raw image is turned into one by its host, as a volume of its own for the time it takes; a file in
 * no pool gets a pool of its own for that time.
 */
export async function openVolume(connection: Connection, source: DiskSource): Promise<OpenVolume> {
  if (!hasMethod(connection, 'storageVol', 'download')) throw unsupportedAppliance('this host gives no contents of volumes');
  const cleanups: (() => Promise<unknown>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const { pool, volume } = await findVolume(connection, source, cleanups);
    const raw = source.format === 'raw' ? volume : await rawCopy(connection, pool, volume, cleanups);
    const { capacity } = await requireMethod(connection, 'storageVol', 'getInfo')(raw);
    return { capacityBytes: capacity, pieces: (onPiece) => download(connection, raw, capacity, onPiece), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** A volume and its pool. */
export interface FoundVolume {
  readonly pool: StoragePoolRef;
  readonly volume: StorageVolRef;
}

/** The volume of a disk, and its pool. A file in no pool gets a pool of its own until `cleanups` are done. */
export async function findVolume(connection: Connection, source: DiskSource, cleanups: (() => Promise<unknown>)[]): Promise<FoundVolume> {
  if (source.pool !== undefined) {
    const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(source.pool);
    return { pool, volume: await requireMethod(connection, 'storageVol', 'lookupByName')(pool, source.path) };
  }
  const known = await lookup(connection, source.path);
  if (known !== undefined) return { pool: await requireMethod(connection, 'storagePool', 'lookupByName')(known.pool), volume: known };
  if (!path.posix.isAbsolute(source.path) || source.path.startsWith('/dev/')) throw unsupportedAppliance(`no storage pool has '${source.path}'`);
  const xml = `<pool type='dir'><name>vireo-export-${randomUuid()}</name><target><path>${escapeXml(path.posix.dirname(source.path))}</path></target></pool>`;
  const pool = await requireMethod(connection, 'storagePool', 'createXML')(xml, 0);
  cleanups.push(() => requireMethod(connection, 'storagePool', 'destroy')(pool));
  return { pool, volume: await requireMethod(connection, 'storageVol', 'lookupByName')(pool, path.posix.basename(source.path)) };
}

/** A pool does not know what came after it was read last. */
async function lookup(connection: Connection, file: string): Promise<StorageVolRef | undefined> {
  const ask = async (): Promise<StorageVolRef | undefined> => {
    try {
      return await requireMethod(connection, 'storageVol', 'lookupByPath')(file);
    } catch (error) {
      if (VirError.is(error, 'no-storage-vol')) return undefined;
      throw error;
    }
  };
  const found = await ask();
  if (found !== undefined || !hasMethod(connection, 'storagePool', 'lookupByTargetPath')) return found;
  try {
    const pool = await requireMethod(connection, 'storagePool', 'lookupByTargetPath')(path.posix.dirname(file));
    await requireMethod(connection, 'storagePool', 'refresh')(pool, 0);
  } catch (error) {
    if (VirError.is(error, 'no-storage-pool')) return undefined;
    throw error;
  }
  return ask();
}

async function rawCopy(connection: Connection, pool: StoragePoolRef, volume: StorageVolRef, cleanups: (() => Promise<unknown>)[]): Promise<StorageVolRef> {
  const { capacity } = await requireMethod(connection, 'storageVol', 'getInfo')(volume);
  const xml = `<volume><name>vireo-export-${randomUuid()}.img</name><capacity unit='bytes'>${capacity}</capacity><allocation unit='bytes'>0</allocation><target><format type='raw'/></target></volume>`;
  const copy = await requireMethod(connection, 'storageVol', 'createXMLFrom')(pool, xml, volume, 0);
  cleanups.push(() => requireMethod(connection, 'storageVol', 'delete')(copy, 0));
  return copy;
}

async function* download(connection: Connection, volume: StorageVolRef, capacity: bigint, onPiece: (at: bigint) => void): AsyncGenerator<DiskPiece> {
  const stream = await requireMethod(connection, 'storageVol', 'download')(volume, 0n, 0n, StorageVolDownloadFlags.SPARSE_STREAM);
  let at = 0n;
  let whole = false;
  try {
    for (;;) {
      const piece = await stream.recv();
      if (piece === undefined) break;
      if ('holeBytes' in piece) {
        at += piece.holeBytes;
      } else {
        if (at + BigInt(piece.length) > capacity) throw badAppliance('a volume gave more than it holds');
        yield { offset: at, bytes: piece };
        at += BigInt(piece.length);
      }
      onPiece(at);
    }
    await stream.finish();
    whole = true;
  } finally {
    if (!whole) await stream.abort();
  }
}
