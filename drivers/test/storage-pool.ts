import type { ConnectMethods } from '../api/facets/connect.ts';
import type { StoragePoolMethods } from '../api/facets/storage-pool.ts';
import type { StoragePoolRef } from '../api/refs.ts';
import { StoragePoolDefineFlags, StoragePoolEventLifecycleType as Event, StoragePoolState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { formatPool, readPool, readPoolSource } from './documents.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { LIST_POOLS_FLAGS, POOL_TYPES, type TestPool } from './pool-list.ts';
import type { TestSession } from './session.ts';
import { createVport, destroyVport } from './vport.ts';

/** Storage pools. */
export const storagePool = methodsOf<StoragePoolMethods>()({
  lookupByName: (session, name) => session.host.pools.requireByName(name).ref,
  lookupByUUID: (session, uuid) => session.host.pools.requireByUuid(uuid).ref,
  lookupByVolume: (session, vol) => session.host.pools.requireByName(vol.pool).ref,
  isActive: (session, pool) => session.host.pools.requireByUuid(pool.uuid).isActive,
  isPersistent: (session, pool) => session.host.pools.requireByUuid(pool.uuid).persistent,

  createXML(session, xml, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolCreateXML');
    const { host } = session;
    const pool = host.pools.add(readPool(xml), true);
    const adapter = fcAdapter(pool);
    if (adapter !== undefined) {
      try {
        createVport(host, adapter.attribute('wwnn') ?? '', adapter.attribute('wwpn') ?? '');
      } catch (error) {
        host.pools.remove(pool);
        throw error;
      }
    }
    pool.persistent = false;
    pool.isActive = true;
    host.events.pool(pool.ref, Event.STARTED);
    return pool.ref;
  },
  defineXML(session, xml, flags = 0) {
    checkFlags(flags, StoragePoolDefineFlags.VALIDATE, 'testStoragePoolDefineXML');
    const pool = session.host.pools.add(readPool(xml), false);
    pool.persistent = true;
    session.host.events.pool(pool.ref, Event.DEFINED);
    return pool.ref;
  },
  undefine(session, pool) {
    session.host.pools.remove(session.host.pools.requireInactive(pool.name));
    session.host.events.pool(pool, Event.UNDEFINED);
  },
  build(session, pool, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolBuild');
    session.host.pools.requireInactive(pool.name);
    session.host.events.pool(pool, Event.CREATED);
  },
  create(session, pool, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolCreate');
    session.host.pools.requireInactive(pool.name).isActive = true;
    session.host.events.pool(pool, Event.STARTED);
  },
  destroy(session, pool) {
    const found = session.host.pools.requireActive(pool.name);
    found.isActive = false;
    if (fcAdapter(found) !== undefined) destroyVport(session.host);
    session.host.events.pool(found.ref, Event.STOPPED);
    if (!found.persistent) session.host.pools.remove(found);
  },
  delete(session, pool, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolDelete');
    session.host.pools.requireInactive(pool.name);
    session.host.events.pool(pool, Event.DELETED);
  },
  refresh(session, pool, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolRefresh');
    session.host.pools.requireActive(pool.name);
    session.host.events.poolRefresh(pool);
  },

  getInfo(session, pool) {
    const { isActive, capacity, allocation, available } = session.host.pools.requireByName(pool.name);
    return { state: isActive ? StoragePoolState.RUNNING : StoragePoolState.INACTIVE, capacity, allocation, available };
  },
  getXMLDesc(session, pool, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolGetXMLDesc');
    return formatPool(session.host.pools.requireByName(pool.name));
  },
  getAutostart: (session, pool) => session.host.pools.requireByName(pool.name).autostart,
  setAutostart(session, pool, autostart) {
    const found = session.host.pools.requireByName(pool.name);
    if (!found.persistent) throw libvirtError('test', 'invalid-arg', 'pool has no config file');
    found.autostart = autostart;
  },

  numOfVolumes: (session, pool) => session.host.pools.requireActive(pool.name).volumes.length,
  listVolumes: (session, pool) => session.host.pools.requireActive(pool.name).volumes.map(({ name }) => name),
  listAllVolumes(session, pool, flags = 0) {
    checkFlags(flags, 0, 'testStoragePoolListAllVolumes');
    const found = session.host.pools.requireByUuid(pool.uuid);
    if (!found.isActive) throw libvirtError('test', 'operation-invalid', 'storage pool is not active');
    return found.volumes.map((volume) => found.volumeRef(volume));
  },
});

/** Listing pools, finding sources for new ones, hearing of them. */
export const connectStorage = methodsOf<ConnectMethods>()({
  numOfStoragePools: (session) => names(session, true).length,
  listStoragePools: (session) => names(session, true),
  numOfDefinedStoragePools: (session) => names(session, false).length,
  listDefinedStoragePools: (session) => names(session, false),
  listAllStoragePools(session, flags = 0) {
    checkFlags(flags, LIST_POOLS_FLAGS, 'testConnectListAllStoragePools');
    return session.host.pools.filter(flags).map(({ ref }) => ref);
  },
  findStoragePoolSources(_session, type, srcSpec, flags = 0) {
    checkFlags(flags, 0, 'testConnectFindStoragePoolSources');
    return findSources(type, srcSpec);
  },
  storagePoolEventRegisterAny: (session, kind, pool: StoragePoolRef | undefined, listener) =>
    session.host.events.register(session, 'pool', kind, pool?.uuid, listener),
  storagePoolEventDeregisterAny(session, callbackID) {
    session.host.events.deregister(session, callbackID);
  },
});

function names(session: TestSession, active: boolean): string[] {
  return session.host.pools.all.filter(({ isActive }) => isActive === active).map(({ name }) => name);
}

function fcAdapter(pool: TestPool): ReturnType<TestPool['root']['find']> {
  const adapter = pool.root.find('source', 'adapter');
  return adapter?.attribute('type') === 'fc_host' ? adapter : undefined;
}

/** What "discovery" finds on this host: two volume groups, and one share on any server. */
function findSources(type: string, srcSpec: string | undefined): string {
  if (!POOL_TYPES.includes(type) || type === 'dir') throw libvirtError('test', 'internal-error', `unknown storage pool type ${type}`);
  const host = srcSpec === undefined ? undefined : readPoolSource(srcSpec);
  if (type === 'logical') return `<sources>\n${volumeGroup('/dev/sda20', 'testvg1')}${volumeGroup('/dev/sda21', 'testvg2')}</sources>\n`;
  if (type !== 'netfs') throw libvirtError('test', 'no-support', `pool type '${type}' does not support source discovery`);
  if (host === undefined) throw libvirtError('test', 'invalid-arg', 'hostname must be specified for netfs sources');
  return `<sources>\n  <source>\n    <host name='${host}'/>\n    <dir path='/testshare'/>\n    <format type='nfs'/>\n  </source>\n</sources>\n`;
}

function volumeGroup(device: string, name: string): string {
  return `  <source>\n    <device path='${device}'/>\n    <name>${name}</name>\n    <format type='lvm2'/>\n  </source>\n`;
}
