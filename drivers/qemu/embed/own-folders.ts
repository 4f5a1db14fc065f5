import type { HostFiles } from '../../transport/exec/host-files.ts';
import { qemuError } from './qemu-error.ts';

const OTHERS_MAY_WRITE = 0o022;

/**
 * Refuses folders below a place where everybody may make some (`/tmp`) unless they are the user's own: whoever owned one could put
 * sockets of his there.
 *
 * @throws operation-denied naming the folder.
 */
export async function requireOwnFolders(files: Pick<HostFiles, 'stat' | 'resolve'>, folders: readonly string[], uid: number | undefined): Promise<void> {
  const found = await files.stat(folders);
  for (const [at, folder] of folders.entries()) {
    const info = found[at];
    const isOwn = info?.kind === 'dir' && (uid === undefined || info.uid === uid) && (info.mode & OTHERS_MAY_WRITE) === 0 && (await files.resolve(folder)) === folder;
    if (!isOwn) throw qemuError('operation-denied', `'${folder}' belongs to somebody else or can be changed by others; remove it, or set XDG_RUNTIME_DIR`, { subject: folder });
  }
}
