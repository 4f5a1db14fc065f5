import path from 'node:path';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { Recognised } from '../../contract/new-machine.ts';
import { detectSystem } from './detect-system.ts';
import { readIso } from './iso-reader.ts';
import { openMedia } from './media-reader.ts';

/** Says what an image on a host holds: by its label and tree where it is an installer, else by its name. */
export async function recogniseImage(connection: Connection, file: string): Promise<Recognised | undefined> {
  const fileName = path.posix.basename(file);
  const media = await openMedia(connection, file);
  try {
    const iso = media === undefined ? undefined : await readIso(media.read);
    const found = detectSystem({ fileName, volumeId: iso?.volumeId, publisher: iso?.publisher, markers: iso?.markers });
    return found === undefined ? undefined : { osId: found.system.id, by: found.by, sure: found.sure, label: iso?.volumeId };
  } finally {
    await media?.dispose();
  }
}
