import type { Disk } from '../../../conf/domain/disk.ts';
import { newDiskDriver } from '../../../conf/domain/disk.ts';
import type { BackingStore } from '../../../conf/domain/storage-source.ts';
import type { BlockImage } from '../block-image.ts';

/**
 * Makes a definition's disk say what its chain is now, after a snapshot or a job. In a live definition the numbers of the
 * images (`index`) are kept, so that their nodes are found again by a later process.
 */
export function writeChain(disk: Disk, top: BlockImage): void {
  disk.type = top.source.type;
  disk.source = numbered(top);
  disk.auth = undefined;
  disk.encryption = undefined;
  disk.driver ??= newDiskDriver({ name: 'qemu' });
  disk.driver.type = top.format;
  disk.backingStore = belowOf(top);
}

function belowOf({ below }: BlockImage): BackingStore | undefined {
  if (below === undefined) return undefined;
  if (below === 'none') return { kind: 'end', detected: true };
  return {
    kind: 'image',
    detected: true,
    type: below.source.type,
    index: below.id,
    format: { type: below.format, metadataCache: below.settings.metadataCacheBytes === undefined ? undefined : { maxSizeBytes: below.settings.metadataCacheBytes } },
    source: { ...withSecrets(below), index: undefined },
    backingStore: belowOf(below),
  };
}

function numbered(image: BlockImage): BlockImage['source'] {
  return { ...withSecrets(image), index: image.id };
}

/** What stood at the disk itself stands at its source from now on. */
function withSecrets({ source, auth, encryption }: BlockImage): BlockImage['source'] {
  return { ...source, auth, encryption };
}
