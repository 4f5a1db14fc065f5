import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { isPng, ppmToPng } from './ppm-to-png.ts';

/** Largest picture that is taken; 8K with four bytes a pixel has 133 MB, and no host sends that as a pixmap. */
const MAX_BYTES = 128 * 1024 * 1024;

/** The picture of a machine's first screen, as PNG. */
export async function takeScreenshot(connection: Connection, ref: DomainRef): Promise<Uint8Array> {
  const { stream } = await requireMethod(connection, 'domain', 'screenshot')(ref, 0, 0);
  const bytes = await collect(stream);
  return isPng(bytes) ? bytes : ppmToPng(bytes);
}

async function collect(stream: VirStream): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) {
      const bytes = piece instanceof Uint8Array ? piece : new Uint8Array(Number(piece.holeBytes));
      total += bytes.length;
      if (total > MAX_BYTES) throw new VirError({ code: 'overflow', domain: 'streams', message: 'the picture of the screen is too big' });
      pieces.push(bytes);
    }
    await stream.finish();
  } catch (error) {
    await stream.abort();
    throw error;
  }
  return Buffer.concat(pieces);
}
