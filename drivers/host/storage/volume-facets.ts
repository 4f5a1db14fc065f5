import type { LongCallOptions } from '../../api/extras.ts';
import type { StorageVolFacet } from '../../api/facets/storage-vol.ts';
import type { CallOptions } from '../../api/records.ts';
import type { StorageVolRef } from '../../api/refs.ts';
import { formatStorageVolXml, parseStorageVolXml, type StorageVolDef } from '../../conf/storage-vol/storage-vol-def.ts';
import { StorageVolCreateFlags as Create, StorageVolDeleteFlags, StorageVolDownloadFlags, StorageVolInfoFlags, StorageVolResizeFlags as Resize, StorageVolType, StorageVolUploadFlags, StorageVolWipeAlgorithm as Wipe } from '../../core/constants.ts';
import { libvirtError } from '../../core/error-text.ts';
import { sanitizePath } from '../../conf/storage-common/sanitize-path.ts';
import { checkFlags } from '../objects/flags.ts';
import { folderOf } from './folder-volumes.ts';
import { pathOf, volumeRefOf, type KeptPool, type Pools } from './pools.ts';
import { buildVolume, resizeVolume, wipeVolume, type BuildOptions } from './volume-files.ts';
import { downloadStream, uploadStream } from './volume-streams.ts';

const TYPES: Readonly<Record<string, number>> = { file: StorageVolType.FILE, block: StorageVolType.BLOCK, dir: StorageVolType.DIR };

/** The methods of one connection: volumes. Calls that take long tell their progress where `onProgress` is given, and end by the signal. */
export function volumeFacet(pools: Pools): StorageVolFacet {
  return { ...lookups(pools), ...making(pools), ...changing(pools) } satisfies StorageVolFacet;
}

function lookups(pools: Pools): StorageVolFacet {
  const search = async (path: string, message: string): Promise<StorageVolRef> => {
    const wanted = sanitizePath(path);
    for (const pool of await pools.store.all()) {
      if (!pool.active || !wanted.startsWith(`${folderOf(pool.def)}/`)) continue;
      const volume = (await pools.volumes(pool)).find((each) => pathOf(each) === wanted);
      if (volume !== undefined) return volumeRefOf(pool, volume);
    }
    throw libvirtError('storage', 'no-storage-vol', message, { subject: path });
  };
  const getInfo = async (vol: StorageVolRef, flags: number): Promise<{ type: number; capacity: bigint; allocation: bigint }> => {
    checkFlags('storage', flags, StorageVolInfoFlags.GET_PHYSICAL, 'storageVolGetInfoFlags');
    const { volume } = await pools.volume(vol);
    const physical = (flags & StorageVolInfoFlags.GET_PHYSICAL) !== 0;
    return { type: TYPES[volume.type] ?? StorageVolType.FILE, capacity: volume.capacityBytes, allocation: physical ? (volume.physicalBytes ?? 0n) : volume.allocationBytes };
  };
  return {
    async lookupByName(ref, name) {
      const pool = await pools.requireActive(ref);
      return volumeRefOf(pool, (await pools.volume({ pool: pool.name, name })).volume);
    },
    lookupByKey: (key) => search(key, `no storage vol with matching key ${key}`),
    lookupByPath: (path) => search(path, `no storage vol with matching path '${path}'`),
    getInfo: (vol) => getInfo(vol, 0),
    getInfoFlags: (vol, flags = 0) => getInfo(vol, flags),
    async getXMLDesc(vol, flags = 0) {
      checkFlags('storage', flags, 0, 'storageVolGetXMLDesc');
      const { pool, volume } = await pools.volume(vol);
      return formatStorageVolXml(await withSecrets(pools, volume), pool.def);
    },
    getPath: async (vol) => pathOf((await pools.volume(vol)).volume),
  };
}

/** An encrypted volume is shown with the secret that was defined for it. */
async function withSecrets(pools: Pools, volume: StorageVolDef): Promise<StorageVolDef> {
  const { encryption } = volume.target;
  if (encryption === undefined) return volume;
  const secret = await pools.secrets.requireByUsage('volume', pathOf(volume)).catch(() => undefined); // none was defined
  if (secret === undefined) return volume;
  return { ...volume, target: { ...volume.target, encryption: { ...encryption, secrets: [{ type: 'passphrase', uuid: secret.uuid, usage: undefined }] } } };
}

function making(pools: Pools): StorageVolFacet {
  const make = async (pool: KeptPool, wanted: StorageVolDef, build: BuildOptions, options: CallOptions): Promise<StorageVolRef> => {
    const volume = placed(pool, wanted);
    await pools.building(volume, () => buildVolume(pools, volume, build, options));
    pools.changed(pool);
    return volumeRefOf(pool, volume);
  };
  const metadata = (flags: number): BuildOptions => ((flags & Create.PREALLOC_METADATA) === 0 ? {} : { preallocateMetadata: true });
  return {
    async createXML(ref, xml, flags = 0, options: LongCallOptions = {}) {
      checkFlags('storage', flags, Create.PREALLOC_METADATA | Create.VALIDATE, 'storageVolCreateXML');
      const pool = await pools.requireActive(ref);
      const def = parseStorageVolXml(xml, pool.def, { capacity: 'with-backing' });
      const namesake = (await pools.volumes(pool, true)).find(({ name }) => name === def.name);
      if (namesake !== undefined) throw libvirtError('storage', 'storage-vol-exist', `'${def.name}'`, { subject: def.name });
      return make(pool, def, metadata(flags), options);
    },
    async createXMLFrom(ref, xml, clonevol, flags = 0, options: LongCallOptions = {}) {
      checkFlags('storage', flags, Create.PREALLOC_METADATA | Create.REFLINK | Create.VALIDATE, 'storageVolCreateXMLFrom');
      const pool = await pools.requireActive(ref);
      const { volume: input } = await pools.volume(clonevol, true);
      const def = parseStorageVolXml(xml, pool.def, { capacity: 'none' });
      if ((await pools.volumes(pool)).some(({ name }) => name === def.name)) throw libvirtError('storage', 'internal-error', `storage volume name '${def.name}' already in use.`);
      pools.checkFree(input, false);
      const release = pools.use(input);
      const capacityBytes = def.capacityBytes < input.capacityBytes ? input.capacityBytes : def.capacityBytes;
      try {
        return await make(pool, { ...def, capacityBytes, allocationBytes: def.allocationGiven ? def.allocationBytes : capacityBytes }, { ...metadata(flags), input: await withSecrets(pools, input) }, options);
      } finally {
        release();
      }
    },
  };
}

/** A new volume in a pool's folder, and nowhere else. */
function placed(pool: KeptPool, wanted: StorageVolDef): StorageVolDef {
  const { name } = wanted;
  if (name.includes('/')) throw libvirtError('storage', 'operation-invalid', `volume name '${name}' cannot contain '/'`);
  if (name === '.' || name === '..' || name === '' || name.includes('\0')) throw libvirtError('storage', 'invalid-arg', `'${name}' is no name of a volume`);
  const path = `${folderOf(pool.def)}/${name}`;
  return { ...wanted, type: wanted.target.format === 'dir' ? 'dir' : 'file', key: path, target: { ...wanted.target, path } };
}

function changing(pools: Pools): StorageVolFacet {
  const { surroundings } = pools;
  const { files } = surroundings;
  const free = async (vol: StorageVolRef, alone: boolean): Promise<{ readonly pool: KeptPool; readonly volume: StorageVolDef }> => {
    const found = await pools.volume(vol, true);
    pools.checkFree(found.volume, alone);
    return found;
  };
  const wipe = async (vol: StorageVolRef, algorithm: number, flags: number, options: LongCallOptions): Promise<void> => {
    checkFlags('storage', flags, 0, 'storageVolWipePattern');
    if (algorithm < 0 || algorithm > Wipe.TRIM) throw libvirtError('storage', 'invalid-arg', `wiping algorithm ${algorithm} not supported`);
    const { pool, volume } = await free(vol, true);
    const release = pools.use(volume);
    try {
      await wipeVolume(pools, volume, algorithm, options);
    } finally {
      release();
      pools.changed(pool);
    }
  };
  return {
    wipe: (vol, flags = 0, options = {}) => wipe(vol, Wipe.ZERO, flags, options),
    wipePattern: (vol, algorithm, flags = 0, options = {}) => wipe(vol, algorithm, flags, options),
    async delete(vol, flags = 0) {
      checkFlags('storage', flags, StorageVolDeleteFlags.ZEROED, 'virStorageBackendVolDeleteLocal');
      const { pool, volume } = await free(vol, true);
      if (volume.type === 'dir') await files.removeFolder(pathOf(volume));
      else await files.remove([pathOf(volume)]);
      pools.changed(pool);
    },
    async resize(vol, capacity, flags = 0, options: LongCallOptions = {}) {
      checkFlags('storage', flags, Resize.ALLOCATE | Resize.DELTA | Resize.SHRINK, 'storageVolResize');
      const { pool, volume } = await free(vol, true);
      const shrink = (flags & Resize.SHRINK) !== 0;
      const capacityBytes = newCapacity(volume.capacityBytes, capacity, flags);
      if (capacityBytes < volume.allocationBytes) throw libvirtError('storage', 'invalid-arg', "can't shrink capacity below existing allocation");
      if (capacityBytes < volume.capacityBytes && !shrink) throw libvirtError('storage', 'invalid-arg', "Can't shrink capacity below current capacity unless shrink flag explicitly specified");
      const allocate = (flags & Resize.ALLOCATE) !== 0;
      if (allocate && capacityBytes - volume.allocationBytes > (await pools.infoOf(pool)).available) throw libvirtError('storage', 'operation-failed', 'Not enough space left in storage pool');
      await resizeVolume(pools, await withSecrets(pools, volume), capacityBytes, { allocate, shrink }, options);
      pools.changed(pool);
    },
    async download(vol, offset, length, flags = 0) {
      checkFlags('storage', flags, StorageVolDownloadFlags.SPARSE_STREAM, 'storageVolDownload');
      const { volume } = await free(vol, false);
      return downloadStream(surroundings, pathOf(volume), { offsetBytes: offset, lengthBytes: length }, flags !== 0, pools.use(volume));
    },
    async upload(vol, offset, length, flags = 0) {
      checkFlags('storage', flags, StorageVolUploadFlags.SPARSE_STREAM, 'storageVolUpload');
      const { pool, volume } = await free(vol, true);
      const release = pools.use(volume);
      return uploadStream(surroundings, pathOf(volume), { offsetBytes: offset, lengthBytes: length }, flags !== 0, () => {
        release();
        pools.changed(pool);
      });
    },
  };
}

function newCapacity(current: bigint, capacity: bigint, flags: number): bigint {
  if ((flags & Resize.DELTA) === 0) return capacity;
  if ((flags & Resize.SHRINK) === 0) return current + capacity;
  return capacity < current ? current - capacity : 0n;
}
