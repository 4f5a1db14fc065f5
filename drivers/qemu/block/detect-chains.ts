import type { Disk } from '../../conf/domain/disk.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { STORAGE_FORMATS, type BackingStore } from '../../conf/domain/storage-source.ts';
import { backingChain, type ChainImage, type ImageHost } from '../../storage/backing-chain.ts';
import { locatedSource } from './located-image.ts';

/**
 * Looks what lies below the images of a machine that is about to start, and writes it into its live definition: QEMU is told
 * every image, and block jobs and snapshots know what there is. Chains that the definition ends itself are left alone.
 *
 * @throws VirError `system-error` for an image that is not there, `operation-invalid` where one does not say its format.
 * @libvirt qemuDomainDetermineDiskChain
 */
export async function detectChains(def: DomainDef, host: ImageHost): Promise<void> {
  await Promise.all(def.devices.disks.map((disk) => detectChain(disk, host)));
}

/** The same for one disk, as it is plugged in. */
export async function detectChain(disk: Disk, host: ImageHost): Promise<void> {
  const path = disk.source?.type === 'file' ? disk.source.file : disk.source?.type === 'block' ? disk.source.dev : undefined;
  if (path === undefined || disk.backingStore !== undefined) return;
  const format = disk.driver?.type ?? 'raw';
  const images = await backingChain(path, STORAGE_FORMATS.find((word) => word === format) ?? 'raw', host);
  disk.backingStore = below(images.slice(1));
}

function below([next, ...rest]: readonly ChainImage[]): BackingStore {
  if (next === undefined) return { kind: 'end', detected: true };
  const type = next.format === 'none' ? 'raw' : next.format;
  const source = locatedSource(next.location);
  return { kind: 'image', detected: true, type: source.type, index: undefined, format: { type, metadataCache: undefined }, source, backingStore: below(rest) };
}
