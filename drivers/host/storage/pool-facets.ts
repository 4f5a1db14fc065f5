import type { StoragePoolEvent } from '../../api/events.ts';
import type { ConnectFacet } from '../../api/facets/connect.ts';
import type { StoragePoolFacet } from '../../api/facets/storage-pool.ts';
import type { StoragePoolRef } from '../../api/refs.ts';
import { storagePoolCapabilitiesOf } from '../../conf/storage-pool-capabilities/storage-pool-capabilities.ts';
import { formatStoragePoolXml, parseStoragePoolXml, type StoragePoolDef } from '../../conf/storage-pool/storage-pool-def.ts';
import { ConnectListAllStoragePoolsFlags as List, StoragePoolBuildFlags as Build, StoragePoolCreateFlags as Create, StoragePoolDefineFlags, StoragePoolEventLifecycleType as Event, StorageXMLFlags } from '../../core/constants.ts';
import { libvirtError } from '../../core/error-text.ts';
import { sanitizePath } from '../../conf/storage-common/sanitize-path.ts';
import { EventList } from '../objects/event-list.ts';
import { allFlags, checkFlags, matchesFlags, stateGroups, type FlagGroup } from '../objects/flags.ts';
import { folderOf } from './folder-volumes.ts';
import { volumeRefOf, type KeptPool, type Pools } from './pools.ts';

const TYPE_BITS: Readonly<Record<string, number>> = { dir: List.DIR, fs: List.FS, netfs: List.NETFS };
const GROUPS: readonly FlagGroup<KeptPool>[] = [
  ...stateGroups<KeptPool>(List),
  {
    mask: List.DIR | List.FS | List.NETFS | List.LOGICAL | List.DISK | List.ISCSI | List.SCSI | List.MPATH | List.RBD | List.SHEEPDOG | List.GLUSTER | List.ZFS | List.VSTORAGE | List.ISCSI_DIRECT,
    bit: ({ def }) => TYPE_BITS[def.type] ?? 0,
  },
];
const EVENTS = { defined: Event.DEFINED, undefined: Event.UNDEFINED, started: Event.STARTED, stopped: Event.STOPPED } as const;

/** The methods of one connection: pools. */
export function poolFacets(pools: Pools): { readonly storagePool: StoragePoolFacet; readonly connect: ConnectFacet; readonly dispose: () => void } {
  const { store } = pools;
  const events = new EventList<StoragePoolEvent>('storage');
  const listening = [
    store.onDidChange(({ change, object }: { readonly change: keyof typeof EVENTS; readonly object: KeptPool }) => {
      events.fire({ kind: 'lifecycle', pool: refOf(object), event: EVENTS[change], detail: 0 });
    }),
    pools.onDidRefresh((pool) => { events.fire({ kind: 'refresh', pool }); }),
  ];
  const names = async (active: boolean): Promise<string[]> => (await store.all()).filter((each) => each.active === active).map(({ name }) => name);
  const connect = {
    numOfStoragePools: async () => (await names(true)).length,
    listStoragePools: () => names(true),
    numOfDefinedStoragePools: async () => (await names(false)).length,
    listDefinedStoragePools: () => names(false),
    async listAllStoragePools(flags = 0) {
      checkFlags('storage', flags, allFlags(GROUPS), 'storageConnectListAllStoragePools');
      return (await store.all()).filter((each) => matchesFlags(GROUPS, each, flags)).map(refOf);
    },
    async getStoragePoolCapabilities(flags = 0) {
      checkFlags('storage', flags, 0, 'storageConnectGetStoragePoolCapabilities');
      return Promise.resolve(storagePoolCapabilitiesOf(new Set(['dir', 'fs', 'netfs'])));
    },
    async findStoragePoolSources(type, _srcSpec, flags = 0) {
      checkFlags('storage', flags, 0, 'storageConnectFindStoragePoolSources');
      return Promise.reject(libvirtError('storage', 'no-support', `pool type '${type}' does not support source discovery`));
    },
    storagePoolEventRegisterAny(kind, pool, listener) {
      store.watch();
      return Promise.resolve(events.register(kind, (event) => pool === undefined || event.pool.uuid === pool.uuid, listener));
    },
    storagePoolEventDeregisterAny(callbackID) {
      events.deregister(callbackID);
      return Promise.resolve();
    },
  } satisfies ConnectFacet;
  const dispose = (): void => {
    for (const each of listening) each.dispose();
    events.dispose();
  };
  const told = (pool: StoragePoolRef, event: number): void => { events.fire({ kind: 'lifecycle', pool, event, detail: 0 }); };
  return { connect, dispose, storagePool: { ...lookups(pools), ...changes(pools, told) } satisfies StoragePoolFacet };
}

function lookups(pools: Pools): StoragePoolFacet {
  const { store } = pools;
  return {
    lookupByName: async (name) => refOf(await store.requireByName(name)),
    lookupByUUID: async (uuid) => refOf(await store.requireByUuid(uuid)),
    lookupByVolume: async ({ pool }) => refOf(await store.requireByName(pool)),
    async lookupByTargetPath(path) {
      const wanted = sanitizePath(path);
      const found = (await store.all()).find((each) => each.active && folderOf(each.def) === wanted);
      if (found === undefined) throw libvirtError('storage', 'no-storage-pool', `no storage pool with matching target path '${path}'`, { subject: path });
      return refOf(found);
    },
    isActive: async (pool) => (await pools.find(pool)).active,
    isPersistent: async (pool) => (await pools.find(pool)).config !== undefined,
    getAutostart: async (pool) => (await pools.find(pool)).autostart,
    getInfo: async (pool) => pools.infoOf(await pools.find(pool)),
    async getXMLDesc(pool, flags = 0) {
      checkFlags('storage', flags, StorageXMLFlags.INACTIVE, 'storagePoolGetXMLDesc');
      const found = await pools.find(pool);
      return formatStoragePoolXml((flags & StorageXMLFlags.INACTIVE) !== 0 && found.config !== undefined ? found.config : await pools.describe(found));
    },
    numOfVolumes: async (pool) => (await pools.volumes(await pools.requireActive(pool))).length,
    listVolumes: async (pool) => (await pools.volumes(await pools.requireActive(pool))).map(({ name }) => name),
    async listAllVolumes(pool, flags = 0) {
      checkFlags('storage', flags, 0, 'storagePoolListAllVolumes');
      const found = await pools.requireActive(pool);
      return (await pools.volumes(found)).map((volume) => volumeRefOf(found, volume));
    },
  };
}

function changes(pools: Pools, told: (pool: StoragePoolRef, event: number) => void): StoragePoolFacet {
  const { store, surroundings: { files } } = pools;
  const inactive = async (pool: StoragePoolRef, word = 'still active'): Promise<KeptPool> => {
    const found = await pools.find(pool);
    if (found.active) throw libvirtError('storage', 'operation-invalid', `storage pool '${found.name}' is ${word}`, { subject: found.name });
    return found;
  };
  const buildFor = async (def: StoragePoolDef, flags: number): Promise<void> => {
    if ((flags & (Create.WITH_BUILD | Create.WITH_BUILD_OVERWRITE | Create.WITH_BUILD_NO_OVERWRITE)) !== 0) await pools.build(def);
  };
  const CREATE_FLAGS = Create.WITH_BUILD | Create.WITH_BUILD_OVERWRITE | Create.WITH_BUILD_NO_OVERWRITE;
  return {
    async createXML(xml, flags = 0) {
      checkFlags('storage', flags, CREATE_FLAGS, 'storagePoolCreateXML');
      const def = parseStoragePoolXml(xml);
      await store.changing(async () => {
        await pools.checkDefinition(def, true);
        await buildFor(def, flags);
        await pools.start(def);
      });
      return { name: def.name, uuid: def.uuid };
    },
    async defineXML(xml, flags = 0) {
      checkFlags('storage', flags, StoragePoolDefineFlags.VALIDATE, 'storagePoolDefineXML');
      const def = parseStoragePoolXml(xml);
      await store.changing(async () => {
        await pools.checkDefinition(def, false);
        await store.writeConfig(def);
      });
      return { name: def.name, uuid: def.uuid };
    },
    build: (pool, flags = 0) => store.changing(async () => {
      checkFlags('storage', flags, Build.OVERWRITE | Build.NO_OVERWRITE | Build.REPAIR | Build.RESIZE, 'storagePoolBuild');
      await pools.build((await inactive(pool, 'already active')).def);
      told(pool, Event.CREATED);
    }),
    undefine: (pool) => store.changing(async () => {
      await inactive(pool);
      await store.removeConfig(pool.uuid);
    }),
    create: (pool, flags = 0) => store.changing(async () => {
      checkFlags('storage', flags, CREATE_FLAGS, 'storagePoolCreate');
      const { def } = await inactive(pool, 'already active');
      await buildFor(def, flags);
      await pools.start(def);
    }),
    destroy: (pool) => store.changing(async () => {
      await pools.requireActive(pool);
      await store.removeActive(pool.uuid);
    }),
    delete: (pool, flags = 0) => store.changing(async () => {
      checkFlags('storage', flags, 0, 'storagePoolDelete');
      await files.removeFolder(folderOf((await inactive(pool)).def));
      told(pool, Event.DELETED);
    }),
    async refresh(pool, flags = 0) {
      checkFlags('storage', flags, 0, 'storagePoolRefresh');
      const found = await pools.requireActive(pool);
      await pools.volumes(found, true);
      pools.changed(found);
    },
    setAutostart: (pool, autostart) => store.changing(async () => {
      if ((await pools.find(pool)).config === undefined) throw libvirtError('storage', 'invalid-arg', 'pool has no config file');
      await store.writeAutostart(pool.uuid, autostart);
    }),
  };
}

function refOf({ name, uuid }: KeptPool): StoragePoolRef {
  return { name, uuid };
}
