import { imageCounter, diskImage, type BlockImage, type ImageOptions } from '../block/block-image.ts';
import { cookieText } from '../block/storage-props.ts';
import type { SealedSecret } from '../block/image-objects.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { numberScsi } from './scsi-image.ts';
import type { CommandContext, TlsSettings } from './command-context.ts';

/** libvirt's level of what Gluster tells. */
const GLUSTER_DEBUG_LEVEL = 4;

/** Gives every image of every disk its number; the last disk's come first, each disk's from the top down. */
export function numberImages(def: DomainDef, context: CommandContext): void {
  const next = imageCounter();
  for (const disk of def.devices.disks.toReversed()) {
    if (disk.target?.bus === 'sd') continue;
    settleTls(disk, context);
    const top = diskImage(disk, options(context, next));
    // A number is kept for what an empty drive gets later.
    if (top === undefined && disk.source?.type !== 'vhostuser') next();
    for (let at: BlockImage | 'none' | undefined = top; at !== undefined && at !== 'none'; at = at.below) {
      if (at.source.type !== 'vhostuser') at.source.index = at.id;
    }
    showLowerNumbers(disk);
  }
  for (const each of def.devices.hostdevs) if (each.source.mode === 'subsystem' && each.source.device.type === 'scsi') numberScsi(each, next());
}

/** Gives the images of a disk that joins a machine the numbers after those that are in use. */
export function numberNewImages(disk: Disk, def: DomainDef, context: CommandContext): void {
  settleTls(disk, context);
  const used = def.devices.disks.filter((each) => each !== disk).flatMap((each) => imageNumbers(each));
  const top = diskImage(disk, options(context, imageCounter(Math.max(0, ...used))));
  for (let at: BlockImage | 'none' | undefined = top; at !== undefined && at !== 'none'; at = at.below) {
    if (at.source.type !== 'vhostuser') at.source.index = at.id;
  }
  showLowerNumbers(disk);
}

/** The number of a lower image stands at `<backingStore>`. */
function showLowerNumbers(disk: Disk): void {
  for (let store = disk.backingStore; store?.kind === 'image'; store = store.backingStore) {
    if (store.source === undefined || store.source.type === 'vhostuser' || store.source.index === undefined) continue;
    store.index = store.source.index;
    store.source.index = undefined;
  }
}

function imageNumbers(disk: Disk): number[] {
  const numbers = [disk.source !== undefined && disk.source.type !== 'vhostuser' ? disk.source.index : undefined, disk.mirror?.source !== undefined && disk.mirror.source.type !== 'vhostuser' ? disk.mirror.source.index : undefined];
  for (let below = disk.backingStore; below !== undefined && below.kind === 'image'; below = below.backingStore) numbers.push(below.index);
  return numbers.filter((each) => each !== undefined);
}

/** Some protocols are encrypted if the host's settings say so. */
function settleTls({ source }: Disk, { settings }: CommandContext): void {
  if (source?.type === 'network' && source.protocol === 'vxhs' && usesByDefault(settings.tls.vxhs)) source.tls ??= true;
}

function usesByDefault(tls: TlsSettings | undefined): boolean {
  return tls !== undefined && tls.onlyOnRequest !== true;
}

/** The images of a disk whose numbers are given. */
export function preparedImage(disk: Disk, context: CommandContext): BlockImage | undefined {
  return diskImage(disk, options(context, () => { throw confError('internal-error', `image of disk '${disk.target?.dev ?? ''}' has no number`, 'qemu'); }));
}

function options({ settings, isHostCdrom, userId, groupId }: CommandContext, nextId: () => number): ImageOptions {
  return {
    nextId,
    glusterDebugLevel: GLUSTER_DEBUG_LEVEL,
    nbdTls: usesByDefault(settings.tls.nbd),
    ...(isHostCdrom === undefined ? {} : { isHostCdrom }),
    ...(userId === undefined ? {} : { userId }),
    ...(groupId === undefined ? {} : { groupId }),
  };
}

/** The settings of certificates that an image's protocol uses. */
export function imageTls({ source }: BlockImage, { settings }: CommandContext): { readonly directory: string; readonly secretUuid?: string } | undefined {
  if (source.type !== 'network') return undefined;
  return source.protocol === 'vxhs' ? settings.tls.vxhs : settings.tls.nbd;
}

/** A secret that an image needs, as QEMU takes it. */
export function imageSecret(image: BlockImage, kind: 'auth' | 'encryption' | 'cookie' | 'tls-key', context: CommandContext): SealedSecret {
  const { source, auth, encryption } = image;
  switch (kind) {
    case 'auth':
      return context.sealSecret({ uuid: auth?.secret?.uuid, usage: auth?.secret?.usage, usageType: source.type === 'network' && source.protocol === 'rbd' ? 'ceph' : 'iscsi' });
    case 'encryption':
      return context.sealSecret({ uuid: encryption?.secrets[0]?.uuid, usage: encryption?.secrets[0]?.usage, usageType: 'volume' });
    case 'cookie':
      return context.sealText(source.type === 'network' ? (cookieText(source) ?? '') : '');
    case 'tls-key':
      return context.sealSecret({ uuid: imageTls(image, context)?.secretUuid, usage: undefined, usageType: 'tls' });
  }
}
