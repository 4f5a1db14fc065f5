import type { StorageVolMethods } from '../api/facets/storage-vol.ts';
import type { StorageVolInfo } from '../api/records.ts';
import type { StoragePoolRef, StorageVolRef } from '../api/refs.ts';
import { parseStorageVolXml, type StorageVolDef } from '../conf/storage-vol/storage-vol-def.ts';
import { StorageVolDownloadFlags, StorageVolType, StorageVolUploadFlags, StorageVolWipeAlgorithm } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseUuid } from '../core/uuid.ts';
import { formatDatastorePath, parseDatastorePath } from '../vmx/datastore-path.ts';
import type { Datastore } from './datastores.ts';
import { contentsOf } from './disk-extent.ts';
import { escapeText } from './escape-text.ts';
import type { EsxSession } from './esx-session.ts';
import { hashUuid } from './hash-uuid.ts';
import { downloadStream, uploadStream } from './http-stream.ts';
import { iscsiDisks } from './iscsi-pools.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { allPools, requirePool } from './storage-pool.ts';
import type { FileBackedVirtualDiskSpec, HostScsiDisk } from './vim/vim.gen.ts';
import { isFault } from './vim/vim-faults.ts';
import type { Volume } from './volumes.ts';

/** VIR_STORAGE_VOL_RESIZE_ALLOCATE, _DELTA, _SHRINK */
const RESIZE_DELTA = 2;

/** Files of datastores, and disks of iSCSI targets. */
export const storageVol = methodsOf<StorageVolMethods>()({
  async lookupByName(session, pool, name) {
    const found = await requirePool(session, pool);
    if (found.kind === 'iscsi') {
      const disk = (await iscsiDisks(session, found.iscsi)).find(({ deviceName }) => deviceName === name);
      if (disk === undefined) throw libvirtError('esx', 'no-storage-vol', `no storage vol with matching name '${name}'`);
      return { pool: pool.name, name, key: hashUuid(disk.uuid) };
    }
    return refOf(await session.volumes.require(formatDatastorePath({ datastore: found.store.name, path: name })));
  },
  lookupByKey: (session, key) => lookup(session, key),
  lookupByPath: (session, path) => lookup(session, path),
  createXML: (session, pool, xml, flags = 0) => create(session, pool, xml, flags, undefined),
  createXMLFrom: (session, pool, xml, clonevol, flags = 0) => create(session, pool, xml, flags, clonevol),
  async delete(session, vol, flags = 0) {
    checkFlags(flags, 0, 'esxStorageVolDelete');
    const volume = await fileOf(session, vol);
    const datacenter = datacenterOf(volume.store);
    if (volume.kind === 'disk') {
      await session.run('Could not delete volume', () => session.client.call('DeleteVirtualDisk_Task', session.client.manager('virtualDiskManager'), { name: volume.path, ...datacenter }));
    } else await session.run('Could not delete volume', () => session.client.call('DeleteDatastoreFile_Task', session.client.manager('fileManager'), { name: volume.path, ...datacenter }));
    session.volumes.forget();
    await removeOwnFolder(session, volume);
  },
  wipe: (session, vol, flags = 0) => wipe(session, vol, flags),
  async wipePattern(session, vol, algorithm, flags = 0) {
    if (algorithm !== StorageVolWipeAlgorithm.ZERO) throw libvirtError('esx', 'argument-unsupported', 'the host can only fill disks with zeros');
    await wipe(session, vol, flags);
  },
  getInfo: (session, vol) => infoOf(session, vol),
  getInfoFlags(session, vol, flags = 0) {
    checkFlags(flags, 1, 'esxStorageVolGetInfoFlags');
    return infoOf(session, vol);
  },
  async getXMLDesc(session, vol, flags = 0) {
    checkFlags(flags, 0, 'esxStorageVolGetXMLDesc');
    const disk = await scsiOf(session, vol);
    if (disk !== undefined) {
      return volumeXml({ type: 'block', name: vol.name, key: hashUuid(disk.uuid), bytes: [sizeOf(disk), sizeOf(disk)], path: disk.devicePath, format: 'raw' });
    }
    const volume = await fileOf(session, vol);
    const format = { disk: 'vmdk', iso: 'iso', floppy: 'raw', other: 'raw' }[volume.kind];
    return volumeXml({ type: 'file', name: volume.name, key: volume.path, bytes: [volume.capacityBytes, volume.fileBytes], path: volume.path, format });
  },
  async getPath(session, vol) {
    const disk = await scsiOf(session, vol);
    return disk?.devicePath ?? formatDatastorePath({ datastore: vol.pool, path: vol.name });
  },
  async resize(session, vol, capacity, flags = 0) {
    checkFlags(flags, RESIZE_DELTA | 1, 'esxStorageVolResize');
    const volume = await fileOf(session, vol);
    const bytes = (flags & RESIZE_DELTA) === 0 ? capacity : volume.capacityBytes + capacity;
    if (volume.kind !== 'disk') throw libvirtError('esx', 'operation-unsupported', 'only disks can be resized');
    if (bytes < volume.capacityBytes) throw libvirtError('esx', 'operation-unsupported', 'disks can only grow');
    await session.run('Could not resize volume', () =>
      session.client.call('ExtendVirtualDisk_Task', session.client.manager('virtualDiskManager'), {
        name: volume.path, ...datacenterOf(volume.store), newCapacityKb: Number((bytes + 1023n) / 1024n), eagerZero: false,
      }),
    );
    session.volumes.forget();
  },
  async download(session, vol, offset, length, flags = 0) {
    checkFlags(flags, StorageVolDownloadFlags.SPARSE_STREAM, 'esxStorageVolDownload');
    const { address } = await contentsOf(session, await session.datastores.require(vol.pool), vol.name);
    return downloadStream(session.client.http, address, offset, length);
  },
  async upload(session, vol, offset, length, flags = 0) {
    checkFlags(flags, StorageVolUploadFlags.SPARSE_STREAM, 'esxStorageVolUpload');
    if (offset !== 0n) throw libvirtError('esx', 'argument-unsupported', 'files can only be uploaded as a whole: the offset must be 0');
    const { address, capacityBytes } = await contentsOf(session, await session.datastores.require(vol.pool), vol.name);
    if (capacityBytes !== undefined && length > capacityBytes) throw libvirtError('esx', 'invalid-arg', `the disk '${vol.name}' has ${capacityBytes} bytes, not ${length}`);
    session.volumes.forget();
    return uploadStream(session.client.http, address, capacityBytes);
  },
});

function refOf({ store, name, path }: Volume): StorageVolRef {
  return { pool: store.name, name, key: path };
}

function datacenterOf(store: Datastore): { readonly datacenter?: NonNullable<Datastore['datacenter']> } {
  return store.datacenter === undefined ? {} : { datacenter: store.datacenter };
}

/** A key or a path: the same for files; libvirt's keys of disks are their UUIDs. */
async function lookup(session: EsxSession, key: string): Promise<StorageVolRef> {
  if (parseDatastorePath(key) !== undefined) return refOf(await session.volumes.require(key));
  const uuid = parseUuid(key);
  for (const pool of await allPools(session)) {
    if (pool.kind === 'iscsi') {
      const disk = (await iscsiDisks(session, pool.iscsi)).find((each) => hashUuid(each.uuid) === uuid || each.devicePath === key);
      if (disk !== undefined) return { pool: pool.ref.name, name: disk.deviceName, key: hashUuid(disk.uuid) };
    } else if (uuid !== undefined) {
      for (const volume of await session.volumes.list(pool.store)) {
        if (volume.kind === 'disk' && parseUuid((await diskUuid(session, volume)).replaceAll(' ', '')) === uuid) return refOf(volume);
      }
    }
  }
  throw libvirtError('esx', 'no-storage-vol', `Could not find storage volume with key '${key}'`, { subject: key });
}

async function diskUuid(session: EsxSession, volume: Volume): Promise<string> {
  return session.client.call('QueryVirtualDiskUuid', session.client.manager('virtualDiskManager'), { name: volume.path, ...datacenterOf(volume.store) });
}

async function scsiOf(session: EsxSession, vol: StorageVolRef): Promise<HostScsiDisk | undefined> {
  const pool = await requirePool(session, { name: vol.pool });
  return pool.kind === 'iscsi' ? (await iscsiDisks(session, pool.iscsi)).find(({ deviceName }) => deviceName === vol.name) : undefined;
}

async function fileOf(session: EsxSession, vol: StorageVolRef): Promise<Volume> {
  return session.volumes.require(formatDatastorePath({ datastore: vol.pool, path: vol.name }));
}

function sizeOf({ capacity }: HostScsiDisk): bigint {
  return BigInt(capacity.block) * BigInt(capacity.blockSize);
}

async function infoOf(session: EsxSession, vol: StorageVolRef): Promise<StorageVolInfo> {
  const disk = await scsiOf(session, vol);
  if (disk !== undefined) return { type: StorageVolType.BLOCK, capacity: sizeOf(disk), allocation: sizeOf(disk) };
  const volume = await fileOf(session, vol);
  return { type: StorageVolType.FILE, capacity: volume.capacityBytes, allocation: volume.fileBytes };
}

async function wipe(session: EsxSession, vol: StorageVolRef, flags: number): Promise<void> {
  checkFlags(flags, 0, 'esxStorageVolWipe');
  const volume = await fileOf(session, vol);
  await session.run('Could not wipe volume', () =>
    session.client.call('ZeroFillVirtualDisk_Task', session.client.manager('virtualDiskManager'), { name: volume.path, ...datacenterOf(volume.store) }),
  );
}

async function create(session: EsxSession, pool: StoragePoolRef, xml: string, flags: number, source: StorageVolRef | undefined): Promise<StorageVolRef> {
  checkFlags(flags, 0, 'esxStorageVolCreateXML');
  const found = await requirePool(session, pool);
  if (found.kind === 'iscsi') throw libvirtError('esx', 'no-support', 'iSCSI storage pool does not support volume creation');
  const { store } = found;
  const def = parseStorageVolXml(xml, { type: 'dir' }, source === undefined ? {} : { capacity: 'none' });
  const slash = def.name.lastIndexOf('/');
  if (slash <= 0 || slash === def.name.length - 1) throw libvirtError('esx', 'internal-error', `Volume name '${def.name}' doesn't have expected format '<directory>/<file>'`);
  if (!def.name.toLowerCase().endsWith('.vmdk')) throw libvirtError('esx', 'no-support', `Volume name '${def.name}' has unsupported suffix, expecting '.vmdk'`);
  const directory = formatDatastorePath({ datastore: store.name, path: def.name.slice(0, slash) });
  const path = formatDatastorePath({ datastore: store.name, path: def.name });
  await makeDirectory(session, directory, store);
  try {
    await (source === undefined ? createDisk(session, store, path, def) : copyDisk(session, store, path, await fileOf(session, source)));
  } catch (error) {
    await removeOwnFolder(session, { store, name: def.name });
    throw error;
  }
  session.volumes.forget();
  return { pool: pool.name, name: def.name, key: path };
}

async function createDisk(session: EsxSession, store: Datastore, name: string, def: StorageVolDef): Promise<void> {
  const spec: FileBackedVirtualDiskSpec = {
    _type: 'FileBackedVirtualDiskSpec',
    // All space now, zeroed when it is used; or space when it is used.
    diskType: def.allocationBytes === def.capacityBytes && def.allocationGiven ? 'preallocated' : 'thin',
    adapterType: 'lsiLogic',
    capacityKb: Number((def.capacityBytes + 1023n) / 1024n),
  };
  await session.run('Could not create volume', () => session.client.call('CreateVirtualDisk_Task', session.client.manager('virtualDiskManager'), { name, ...datacenterOf(store), spec }));
}

async function copyDisk(session: EsxSession, store: Datastore, destName: string, from: Volume): Promise<void> {
  const datacenters = { ...(from.store.datacenter === undefined ? {} : { sourceDatacenter: from.store.datacenter }), ...(store.datacenter === undefined ? {} : { destDatacenter: store.datacenter }) };
  await session.run('Could not copy volume', () => session.client.call('CopyVirtualDisk_Task', session.client.manager('virtualDiskManager'), { sourceName: from.path, destName, ...datacenters }));
}

async function makeDirectory(session: EsxSession, name: string, store: Datastore): Promise<void> {
  try {
    await session.client.call('MakeDirectory', session.client.manager('fileManager'), { name, ...datacenterOf(store), createParentDirectories: true });
    session.volumes.madeFolders.add(name);
  } catch (error) {
    if (!isFault(error, 'FileAlreadyExists')) throw error;
  }
}

/** A folder that was made for a volume goes with its last one; any other is somebody's. */
async function removeOwnFolder(session: EsxSession, { store, name }: Pick<Volume, 'store' | 'name'>): Promise<void> {
  const folder = formatDatastorePath({ datastore: store.name, path: name.slice(0, Math.max(name.lastIndexOf('/'), 0)) });
  if (!session.volumes.madeFolders.has(folder) || !(await session.volumes.isEmpty(store, folder))) return;
  await session.run('Could not delete folder', () => session.client.call('DeleteDatastoreFile_Task', session.client.manager('fileManager'), { name: folder, ...datacenterOf(store) }));
  session.volumes.madeFolders.delete(folder);
}

interface VolumeText {
  readonly type: 'file' | 'block';
  readonly name: string;
  readonly key: string;
  readonly bytes: readonly [capacity: bigint, allocation: bigint];
  readonly path: string;
  readonly format: string;
}

function volumeXml({ type, name, key, bytes, path, format }: VolumeText): string {
  return `<volume type='${type}'>
  <name>${escapeText(name)}</name>
  <key>${escapeText(key)}</key>
  <capacity unit='bytes'>${bytes[0]}</capacity>
  <allocation unit='bytes'>${bytes[1]}</allocation>
  <target>
    <path>${escapeText(path)}</path>
    <format type='${format}'/>
  </target>
</volume>
`;
}
