import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { BackingStore } from '../../conf/domain/storage-source.ts';
import type { ImageHost } from '../../storage/backing-chain.ts';
import type { HostFiles } from '../../transport/exec/host-files.ts';

/** Image files of the host, for those who look what lies below them. */
export function imageHost(files: HostFiles): ImageHost {
  return {
    async kindOf(path) {
      const [info] = await files.stat([path]);
      return info?.kind === 'file' || info?.kind === 'block' || info?.kind === 'dir' ? info.kind : undefined;
    },
    readHeader: (path, bytes) => files.readRange(path, 0n, bytes),
  };
}

/** What a status document says of images below was found when the machine was started. */
export function chainsAreDetected({ devices: { disks } }: DomainDef): void {
  for (const disk of disks) {
    for (let at: BackingStore | undefined = disk.backingStore; at !== undefined; at = at.kind === 'image' ? at.backingStore : undefined) at.detected = true;
  }
}
