import type { StorageSource } from '../../conf/domain/storage-source.ts';
import type { FileInfo } from '../../transport/exec/host-files.ts';
import type { EmbedState } from './embed-state.ts';

/** Whether what has a name is in the way of a new image: an empty file and a block device are not. */
export function isTaken(found: FileInfo | undefined): boolean {
  if (found === undefined || found.kind === 'block') return false;
  return found.kind !== 'file' || found.sizeBytes > 0n;
}

/** Removes files that were made for something that came to nothing. What is no file stays, whoever wrote into it. */
export async function removeMade({ surroundings: { files } }: EmbedState, images: readonly (StorageSource | undefined)[]): Promise<void> {
  const names = images.flatMap((image) => (image?.type === 'file' && image.file !== undefined ? [image.file] : []));
  const found = await files.stat(names, 'keep');
  await files.remove(names.filter((_name, index) => found[index]?.kind === 'file'));
}
