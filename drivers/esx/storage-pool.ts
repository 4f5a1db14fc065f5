import type { ConnectMethods } from '../api/facets/connect.ts';
import type { StoragePoolMethods } from '../api/facets/storage-pool.ts';
import type { StoragePoolRef, StorageVolRef, Uuid } from '../api/refs.ts';
import { formatStoragePoolCapabilitiesXml } from '../conf/storage-pool-capabilities/storage-pool-capabilities.ts';
import { ConnectListAllStoragePoolsFlags as List, StoragePoolState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { Datastore } from './datastores.ts';
import { escapeText } from './escape-text.ts';
import type { EsxSession } from './esx-session.ts';
import { hashUuid } from './hash-uuid.ts';
import { iscsiDisks, iscsiPools, rescanIscsi, type IscsiPool } from './iscsi-pools.ts';
import { checkFlags, methodsOf } from './method-table.ts';

/** A pool: a datastore, or an iSCSI target. */
export type Pool = { readonly kind: 'datastore'; readonly ref: StoragePoolRef; readonly store: Datastore } | { readonly kind: 'iscsi'; readonly ref: StoragePoolRef; readonly iscsi: IscsiPool };

/** Datastores and targets are there for good, and come with their host. */
const GROUPS: readonly { readonly mask: number; readonly bit: (pool: Pool) => number }[] = [
  { mask: List.INACTIVE | List.ACTIVE, bit: (pool) => (isUp(pool) ? List.ACTIVE : List.INACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: () => List.PERSISTENT },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: () => List.AUTOSTART },
  { mask: List.DIR | List.FS | List.NETFS | List.ISCSI, bit: (pool) => ({ dir: List.DIR, fs: List.FS, netfs: List.NETFS, iscsi: List.ISCSI })[typeOf(pool)] },
];

/** All pools of a connection. */
export async function allPools(session: EsxSession): Promise<readonly Pool[]> {
  const [stores, targets] = await Promise.all([session.datastores.list(), iscsiPools(session)]);
  return [
    ...stores.map((store): Pool => ({ kind: 'datastore', ref: { name: store.name, uuid: uuidOf(store) }, store })),
    ...targets.map((iscsi): Pool => ({ kind: 'iscsi', ref: { name: iscsi.name, uuid: iscsi.uuid }, iscsi })),
  ];
}

function uuidOf(store: Datastore): Uuid {
  return hashUuid(store.mountPaths[0] ?? store.summary.url);
}

/** @throws no-storage-pool */
export async function requirePool(session: EsxSession, by: { readonly name?: string; readonly uuid?: Uuid }): Promise<Pool> {
  const find = async (): Promise<Pool | undefined> => (await allPools(session)).find(({ ref }) => (by.name === undefined ? ref.uuid === by.uuid : ref.name === by.name));
  let found = await find();
  if (found === undefined) {
    await session.datastores.read();
    found = await find();
  }
  if (found === undefined) throw libvirtError('esx', 'no-storage-pool', by.name === undefined ? `Could not find storage pool with uuid '${by.uuid ?? ''}'` : `Could not find storage pool with name: ${by.name}`);
  return found;
}

function isUp(pool: Pool): boolean {
  return pool.kind === 'iscsi' || pool.store.summary.accessible;
}

function typeOf(pool: Pool): 'dir' | 'fs' | 'netfs' | 'iscsi' {
  if (pool.kind === 'iscsi') return 'iscsi';
  switch (pool.store.info?._type) {
    case 'NasDatastoreInfo':
      return 'netfs';
    case 'VmfsDatastoreInfo':
      return 'fs';
    default:
      return /^(vmfs|vsan|vvol|pmem)/i.test(pool.store.summary.type) ? 'fs' : /^(nfs|cifs)/i.test(pool.store.summary.type) ? 'netfs' : 'dir';
  }
}

/** What the connection lists of pools. */
export const connectStorage = methodsOf<ConnectMethods>()({
  getStoragePoolCapabilities(_session, flags = 0) {
    checkFlags(flags, 0, 'esxConnectGetStoragePoolCapabilities');
    return poolCapabilitiesXml();
  },
  numOfStoragePools: async (session) => (await allPools(session)).filter(isUp).length,
  listStoragePools: async (session) => (await allPools(session)).filter(isUp).map(({ ref }) => ref.name),
  numOfDefinedStoragePools: async (session) => (await allPools(session)).filter((pool) => !isUp(pool)).length,
  listDefinedStoragePools: async (session) => (await allPools(session)).filter((pool) => !isUp(pool)).map(({ ref }) => ref.name),
  async listAllStoragePools(session, flags = 0) {
    const all = await allPools(session);
    return all.filter((pool) => GROUPS.every(({ mask, bit }) => (flags & mask) === 0 || (flags & bit(pool)) !== 0)).map(({ ref }) => ref);
  },
});

/** Datastores and iSCSI targets as pools. */
export const storagePool = methodsOf<StoragePoolMethods>()({
  lookupByName: async (session, name) => (await requirePool(session, { name })).ref,
  lookupByUUID: async (session, uuid) => (await requirePool(session, { uuid })).ref,
  lookupByVolume: async (session, vol) => (await requirePool(session, { name: vol.pool })).ref,
  async lookupByTargetPath(session, path) {
    const found = (await allPools(session)).find((pool) => pool.kind === 'datastore' && pool.store.mountPaths.includes(path));
    if (found === undefined) throw libvirtError('esx', 'no-storage-pool', `no storage pool with matching target path '${path}'`);
    return found.ref;
  },
  async refresh(session, ref, flags = 0) {
    checkFlags(flags, 0, 'esxStoragePoolRefresh');
    const pool = await requirePool(session, ref);
    if (pool.kind === 'iscsi') await rescanIscsi(session);
    else await session.client.call('RefreshDatastore', pool.store.ref, {});
    session.volumes.forget();
    await session.datastores.read();
  },
  async getInfo(session, ref) {
    const pool = await requirePool(session, ref);
    const state = isUp(pool) ? StoragePoolState.RUNNING : StoragePoolState.INACCESSIBLE;
    if (pool.kind === 'iscsi' || !isUp(pool)) return { state, capacity: 0n, allocation: 0n, available: 0n };
    const capacity = BigInt(pool.store.summary.capacity);
    const available = BigInt(pool.store.summary.freeSpace);
    return { state, capacity, allocation: capacity - available, available };
  },
  async getXMLDesc(session, ref, flags = 0) {
    checkFlags(flags, 1, 'esxStoragePoolGetXMLDesc');
    return poolXml(await requirePool(session, ref));
  },
  async getAutostart(session, ref) {
    await requirePool(session, ref);
    return true;
  },
  async setAutostart(session, ref, autostart) {
    await requirePool(session, ref);
    if (!autostart) throw libvirtError('esx', 'invalid-arg', 'Cannot deactivate storage pool autostart');
  },
  numOfVolumes: async (session, ref) => (await volumesOf(session, ref)).length,
  listVolumes: async (session, ref) => (await volumesOf(session, ref)).map(({ name }) => name),
  async listAllVolumes(session, ref, flags = 0) {
    checkFlags(flags, 0, 'esxStoragePoolListAllVolumes');
    return volumesOf(session, ref);
  },
  isActive: async (session, ref) => isUp(await requirePool(session, ref)),
  async isPersistent(session, ref) {
    await requirePool(session, ref);
    return true;
  },
});

/** Datastores are what their host calls a directory or file system; the volumes that can be made in them are disks of VMware's kind. */
function poolCapabilitiesXml(): string {
  const volumes = { defaultFormat: 'vmdk', choice: { name: 'targetFormatType', values: ['vmdk'] } };
  return formatStoragePoolCapabilitiesXml({ pools: (['dir', 'fs', 'netfs', 'iscsi'] as const).map((type) => ({ type, supported: true, poolOptions: undefined, volumeOptions: type === 'iscsi' ? undefined : volumes })) });
}

async function volumesOf(session: EsxSession, ref: StoragePoolRef): Promise<readonly StorageVolRef[]> {
  const pool = await requirePool(session, ref);
  if (pool.kind === 'iscsi') return (await iscsiDisks(session, pool.iscsi)).map((disk) => ({ pool: ref.name, name: disk.deviceName, key: hashUuid(disk.uuid) }));
  return (await session.volumes.list(pool.store)).map(({ name, path }) => ({ pool: pool.ref.name, name, key: path }));
}

function poolXml(pool: Pool): string {
  const head = `<pool type='${typeOf(pool)}'>\n  <name>${escapeText(pool.ref.name)}</name>\n  <uuid>${pool.ref.uuid}</uuid>\n`;
  if (pool.kind === 'iscsi') {
    const { address, port, iScsiName } = pool.iscsi.target;
    const host = `    <host name='${escapeText(address)}'${port === undefined ? '' : ` port='${port}'`}/>\n`;
    return `${head}  <capacity unit='bytes'>0</capacity>\n  <allocation unit='bytes'>0</allocation>\n  <available unit='bytes'>0</available>\n  <source>\n${host}    <initiator>\n      <iqn name='${escapeText(iScsiName)}'/>\n    </initiator>\n  </source>\n</pool>\n`;
  }
  const { summary, info, mountPaths } = pool.store;
  const capacity = summary.accessible ? BigInt(summary.capacity) : 0n;
  const available = summary.accessible ? BigInt(summary.freeSpace) : 0n;
  const sizes = `  <capacity unit='bytes'>${capacity}</capacity>\n  <allocation unit='bytes'>${capacity - available}</allocation>\n  <available unit='bytes'>${available}</available>\n`;
  const target = `  <target>\n    <path>${escapeText(mountPaths[0] ?? summary.url)}</path>\n  </target>\n`;
  return `${head}${sizes}${sourceXml(info)}${target}</pool>\n`;
}

function sourceXml(info: Datastore['info']): string {
  switch (info?._type) {
    case 'NasDatastoreInfo': {
      const nas = info.nas;
      if (nas === undefined) return '  <source>\n  </source>\n';
      const format = nas.type.toUpperCase().startsWith('CIFS') ? 'cifs' : 'nfs';
      return `  <source>\n    <host name='${escapeText(nas.remoteHost)}'/>\n    <dir path='${escapeText(nas.remotePath)}'/>\n    <format type='${format}'/>\n  </source>\n`;
    }
    case 'VmfsDatastoreInfo':
      return "  <source>\n    <format type='vmfs'/>\n  </source>\n";
    default:
      return '  <source>\n  </source>\n';
  }
}
