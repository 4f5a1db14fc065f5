import type { Connection } from '../../../drivers/api/connection.ts';
import type { StorageVolRef } from '../../../drivers/api/refs.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { volumeXml } from '../machines/create-machine.ts';

/** What is to become a volume. */
export interface VolumeContents {
  readonly pool: string;
  readonly name: string;
  readonly format: 'raw' | 'qcow2' | 'iso';
  readonly sizeBytes: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

const MOST_SENT = 64 * 1024;

/** Makes a volume of a pool with these contents, byte for byte; it goes again when that fails or is cancelled. */
export async function uploadVolume(connection: Connection, { pool, name, format, sizeBytes, pieces }: VolumeContents, signal: AbortSignal): Promise<StorageVolRef> {
  const ref = await requireMethod(connection, 'storagePool', 'lookupByName')(pool);
  // As raw bytes: what they are is found out when the pool is read again.
  const volume = await requireMethod(connection, 'storageVol', 'createXML')(ref, volumeXml(name, sizeBytes, format === 'iso' ? 'iso' : 'raw'), 0);
  try {
    const stream = await requireMethod(connection, 'storageVol', 'upload')(volume, 0n, BigInt(sizeBytes), 0);
    try {
      for await (const piece of pieces) {
        for (let at = 0; at < piece.length; at += MOST_SENT) {
          if (signal.aborted) throw new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user' });
          await stream.send(piece.subarray(at, at + MOST_SENT));
        }
      }
      await stream.finish();
    } catch (error) {
      await stream.abort();
      throw error;
    }
    return volume;
  } catch (error) {
    await requireMethod(connection, 'storageVol', 'delete')(volume, 0);
    throw error;
  }
}

/** Bytes that are all there, as pieces. */
export async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
