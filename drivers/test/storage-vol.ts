import type { StorageVolMethods } from '../api/facets/storage-vol.ts';
import type { StoragePoolRef, StorageVolRef } from '../api/refs.ts';
import { StorageVolCreateFlags, StorageVolType } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { readVolume } from './documents.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestPool, TestVolume } from './pool-list.ts';
import type { TestSession } from './session.ts';

/** Storage volumes: names and sizes without content. */
export const storageVol = methodsOf<StorageVolMethods>()({
  lookupByName(session, pool, name) {
    const found = session.host.pools.requireActive(pool.name);
    return found.volumeRef(found.requireVolume(name));
  },
  lookupByKey: (session, key) => search(session, (volume) => volume.key === key, `no storage vol with matching key '${key}'`),
  lookupByPath: (session, path) => search(session, (volume) => volume.path === path, `no storage vol with matching path '${path}'`),

  createXML(session, pool, xml, flags = 0) {
    checkFlags(flags, StorageVolCreateFlags.VALIDATE, 'testStorageVolCreateXML');
    return create(session, pool, xml, undefined);
  },
  createXMLFrom(session, pool, xml, clonevol, flags = 0) {
    checkFlags(flags, StorageVolCreateFlags.VALIDATE, 'testStorageVolCreateXMLFrom');
    return create(session, pool, xml, clonevol);
  },
  delete(session, vol, flags = 0) {
    checkFlags(flags, 0, 'testStorageVolDelete');
    const { pool, volume } = find(session, vol);
    pool.removeVolume(volume);
  },

  getInfo(session, vol) {
    const { pool, volume } = find(session, vol);
    return { type: volumeType(pool.type), capacity: volume.capacity, allocation: volume.allocation };
  },
  getXMLDesc(session, vol, flags = 0) {
    checkFlags(flags, 0, 'testStorageVolGetXMLDesc');
    return find(session, vol).volume.definition.text;
  },
  getPath: (session, vol) => find(session, vol).volume.path,
});

function find(session: TestSession, vol: StorageVolRef): { readonly pool: TestPool; readonly volume: TestVolume } {
  const pool = session.host.pools.requireActive(vol.pool);
  return { pool, volume: pool.requireVolume(vol.name) };
}

function search(session: TestSession, wanted: (volume: TestVolume) => boolean, message: string): StorageVolRef {
  for (const pool of session.host.pools.all) {
    const volume = pool.isActive ? pool.volumes.find(wanted) : undefined;
    if (volume !== undefined) return pool.volumeRef(volume);
  }
  throw libvirtError('test', 'no-storage-vol', message);
}

function create(session: TestSession, ref: StoragePoolRef, xml: string, clonevol: StorageVolRef | undefined): StorageVolRef {
  const pool = session.host.pools.requireActive(ref.name);
  const volume = readVolume(xml, pool, 'placed');
  if (pool.volume(volume.name) !== undefined) throw libvirtError('test', 'operation-failed', 'storage vol already exists');
  if (clonevol !== undefined) pool.requireVolume(clonevol.name);
  if (pool.allocation + volume.allocation > pool.capacity) {
    throw libvirtError('test', 'internal-error', `Not enough free space in pool for volume '${volume.name}'`);
  }
  return pool.addVolume(volume);
}

/** A pool's type decides what its volumes are. */
function volumeType(poolType: string): number {
  if (['dir', 'fs', 'netfs', 'vstorage'].includes(poolType)) return StorageVolType.FILE;
  return ['sheepdog', 'iscsi-direct', 'gluster', 'rbd'].includes(poolType) ? StorageVolType.NETWORK : StorageVolType.BLOCK;
}
