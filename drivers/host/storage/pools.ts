import type { StoragePoolInfo } from '../../api/records.ts';
import type { StoragePoolRef, StorageVolRef } from '../../api/refs.ts';
import { formatStoragePoolXml, parseStoragePoolXml, type StoragePoolDef } from '../../conf/storage-pool/storage-pool-def.ts';
import type { StorageVolDef } from '../../conf/storage-vol/storage-vol-def.ts';
import { StoragePoolState } from '../../core/constants.ts';
import { Emitter } from '../../core/emitter.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { ObjectStore, type KeptObject, type StorePlace } from '../objects/object-store.ts';
import type { Secrets } from '../secret/secrets.ts';
import { folderOf, FolderVolumes } from './folder-volumes.ts';

/** A pool as its files say. */
export type KeptPool = KeptObject<StoragePoolDef>;

/** A pool's folder was read anew, or a volume of it has changed. */
export type PoolRefreshed = StoragePoolRef;

/** What was read of a folder is good for so long. */
const FRESH_MS = 1000;

/** The kinds of pools that an ordinary user can have: folders, and what somebody has mounted. */
const KINDS: ReadonlySet<string> = new Set(['dir', 'fs', 'netfs']);

/** The storage pools of a driver without a daemon: folders of the host. */
export class Pools {
  readonly store: ObjectStore<StoragePoolDef>;
  readonly surroundings: Surroundings;
  readonly secrets: Secrets;
  /** For passphrases that a program reads, and the like; its owner's only. */
  readonly scratchFolder: string;
  readonly #folders: FolderVolumes;
  readonly #seen = new Map<string, { readonly atMs: number; readonly volumes: readonly StorageVolDef[] }>();
  readonly #refreshed = new Emitter<PoolRefreshed>();
  readonly #building = new Map<string, StorageVolDef>();
  readonly #inUse = new Map<string, number>();
  readonly onDidRefresh = this.#refreshed.event;

  constructor(surroundings: Surroundings, place: StorePlace, secrets: Secrets) {
    this.surroundings = surroundings;
    this.secrets = secrets;
    this.scratchFolder = `${place.folder}/scratch`;
    this.#folders = new FolderVolumes(surroundings.files);
    this.store = new ObjectStore({
      word: 'pool', longWord: 'storage pool', domain: 'storage', notFound: 'no-storage-pool',
      parse: parseStoragePoolXml, format: formatStoragePoolXml,
    }, place);
  }

  readonly dispose = (): void => {
    this.store.dispose();
    this.#refreshed.dispose();
  };

  // Pools --------------------------------------------------------------------------------------------------------------

  find(pool: StoragePoolRef): Promise<KeptPool> {
    return this.store.requireByUuid(pool.uuid, pool.name);
  }

  /** @throws no-storage-pool, operation-invalid when it is not active. */
  async requireActive(pool: StoragePoolRef): Promise<KeptPool> {
    return activeOnly(await this.find(pool));
  }

  async requireActiveByName(name: string): Promise<KeptPool> {
    return activeOnly(await this.store.requireByName(name));
  }

  /** Refuses what only root's daemons can provide, and two pools of one folder. */
  async checkDefinition(def: StoragePoolDef, toStart: boolean): Promise<void> {
    if (!KINDS.has(def.type)) {
      throw libvirtError('storage', 'config-unsupported', `a pool of type '${def.type}' needs a daemon with root's rights; use type 'dir' with a folder of yours`, { subject: def.name });
    }
    if (!folderOf(def).startsWith('/')) throw libvirtError('storage', 'invalid-arg', `path '${folderOf(def)}' is not absolute`);
    const conflict = (await this.store.all()).find((each) => each.uuid !== def.uuid && each.name !== def.name && folderOf(each.def) === folderOf(def));
    if (conflict !== undefined) throw libvirtError('storage', 'operation-failed', `Storage source conflict with pool: '${conflict.name}'`);
    await this.store.checkDuplicate(def, toStart);
  }

  /** Makes a pool's folder. */
  async build(def: StoragePoolDef): Promise<void> {
    const { files } = this.surroundings;
    const folder = folderOf(def);
    const mode = def.target?.permissions?.mode;
    const [there] = await files.stat([folder]);
    if (there === undefined) await files.makeFolder(folder, mode ?? 0o711);
    else if (mode !== undefined && mode !== there.mode) await files.setMode(folder, mode);
  }

  /** Lets a pool run: its folder must be there, and mounted if that is what it says. */
  async start(def: StoragePoolDef): Promise<void> {
    const folder = folderOf(def);
    if (def.type !== 'dir' && !(await this.#isMountPoint(folder))) {
      throw libvirtError('storage', 'operation-failed', `nothing is mounted at '${folder}', and mounting needs root's rights; mount it, then start the pool`, { subject: folder });
    }
    if ((await this.surroundings.files.list(folder)) === undefined) throw libvirtError('storage', 'system-error', `cannot open directory '${folder}': No such file or directory`, { subject: folder });
    await this.store.writeActive(def);
  }

  async #isMountPoint(folder: string): Promise<boolean> {
    const [bytes] = await this.surroundings.files.read(['/proc/self/mounts']);
    const places = Buffer.from(bytes ?? []).toString('utf8').split('\n').map((line) => (line.split(' ')[1] ?? '').replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))));
    return places.includes((await this.surroundings.files.resolve(folder)) ?? folder);
  }

  /** Starts those that start by themselves; what cannot start stays as it is. */
  async autostart(): Promise<void> {
    for (const { def, active, autostart } of await this.store.all()) {
      if (autostart && !active) await this.store.changing(() => this.start(def)).catch(() => undefined); // its state shows it; starting it by hand says why
    }
  }

  async infoOf({ active, def }: KeptPool): Promise<StoragePoolInfo> {
    if (!active) return { state: StoragePoolState.INACTIVE, capacity: 0n, allocation: 0n, available: 0n };
    const { capacityBytes, freeBytes } = await this.surroundings.files.spaceOf(folderOf(def));
    return { state: StoragePoolState.RUNNING, capacity: capacityBytes, allocation: capacityBytes - freeBytes, available: freeBytes };
  }

  /** The document of a pool with what is known of its folder. */
  async describe(pool: KeptPool): Promise<StoragePoolDef> {
    if (!pool.active) return pool.def;
    const folder = folderOf(pool.def);
    const [{ capacity, allocation, available }, [info]] = await Promise.all([this.infoOf(pool), this.surroundings.files.stat([folder])]);
    const permissions = info === undefined ? pool.def.target?.permissions : { mode: info.mode & 0o777, owner: info.uid, group: info.gid, label: undefined };
    return { ...pool.def, capacityBytes: capacity, allocationBytes: allocation, availableBytes: available, target: { path: folder, permissions } };
  }

  // Volumes ------------------------------------------------------------------------------------------------------------

  /** The volumes of an active pool. @throws system-error when its folder is gone. */
  async volumes(pool: KeptPool, fresh = false): Promise<readonly StorageVolDef[]> {
    const folder = folderOf(pool.def);
    const seen = this.#seen.get(folder);
    if (!fresh && seen !== undefined && performance.now() - seen.atMs < FRESH_MS) return this.#withBuilding(folder, seen.volumes);
    const volumes = await this.#folders.list(folder);
    if (volumes === undefined) throw libvirtError('storage', 'system-error', `cannot open directory '${folder}': No such file or directory`, { subject: folder });
    this.#seen.set(folder, { atMs: performance.now(), volumes });
    return this.#withBuilding(folder, volumes);
  }

  /** What is being made is shown as it was asked for. */
  #withBuilding(folder: string, volumes: readonly StorageVolDef[]): readonly StorageVolDef[] {
    if (this.#building.size === 0) return volumes;
    const made = [...this.#building].filter(([path]) => path.startsWith(`${folder}/`)).map(([, def]) => def);
    return [...volumes.filter(({ name }) => !made.some((each) => each.name === name)), ...made];
  }

  /** @throws no-storage-pool, operation-invalid, no-storage-vol */
  async volume(ref: Pick<StorageVolRef, 'pool' | 'name'>, fresh = false): Promise<{ readonly pool: KeptPool; readonly volume: StorageVolDef }> {
    const pool = await this.requireActiveByName(ref.pool);
    const volume = (await this.volumes(pool, fresh)).find(({ name }) => name === ref.name);
    if (volume === undefined) throw libvirtError('storage', 'no-storage-vol', `no storage vol with matching name '${ref.name}'`, { subject: ref.name });
    return { pool, volume };
  }

  /** The path of a volume, for whatever uses it. */
  async pathOf(pool: string, volume: string): Promise<string> {
    return pathOf((await this.volume({ pool, name: volume })).volume);
  }

  /** Tells that something in a pool has changed. */
  changed({ name, uuid, def }: KeptPool): void {
    this.#seen.delete(folderOf(def));
    this.#refreshed.fire({ name, uuid });
  }

  /** Runs work that makes a volume; it is listed already, but cannot be used. */
  async building<T>(volume: StorageVolDef, work: () => Promise<T>): Promise<T> {
    const path = pathOf(volume);
    if (this.#building.has(path)) throw libvirtError('storage', 'storage-vol-exist', `'${volume.name}'`, { subject: volume.name });
    this.#building.set(path, volume);
    try {
      return await work();
    } finally {
      this.#building.delete(path);
    }
  }

  /** Marks a volume as used until the answer is called. */
  use(volume: StorageVolDef): () => void {
    const path = pathOf(volume);
    this.#inUse.set(path, (this.#inUse.get(path) ?? 0) + 1);
    let done = false;
    return () => {
      if (done) return;
      done = true;
      const left = (this.#inUse.get(path) ?? 1) - 1;
      if (left === 0) this.#inUse.delete(path);
      else this.#inUse.set(path, left);
    };
  }

  /** @throws operation-invalid while it is being made, or (`alone`) used. */
  checkFree(volume: StorageVolDef, alone: boolean): void {
    if (alone && this.#inUse.has(pathOf(volume))) throw libvirtError('storage', 'operation-invalid', `volume '${volume.name}' is still in use.`);
    if (this.#building.has(pathOf(volume))) throw libvirtError('storage', 'operation-invalid', `volume '${volume.name}' is still being allocated.`);
  }
}

/** Where a volume lies. */
export function pathOf({ target, name }: StorageVolDef): string {
  if (target.path === undefined) throw new Error(`volume ${name} has no path`);
  return target.path;
}

/** How calls name a volume. */
export function volumeRefOf(pool: { readonly name: string }, volume: StorageVolDef): StorageVolRef {
  return { pool: pool.name, name: volume.name, key: volume.key ?? pathOf(volume) };
}

function activeOnly(pool: KeptPool): KeptPool {
  if (!pool.active) throw libvirtError('storage', 'operation-invalid', `storage pool '${pool.name}' is not active`, { subject: pool.name });
  return pool;
}

/** The pools that are there from the beginning: images, and media to install from. */
export function defaultPools(root: string): readonly { readonly name: string; readonly folder: string }[] {
  return [{ name: 'default', folder: `${root}/images` }, { name: 'iso', folder: `${root}/iso` }];
}

/** The document of a pool that is a folder. */
export function folderPool(name: string, folder: string): StoragePoolDef {
  const def = parseStoragePoolXml("<pool type='dir'><name>pool</name><target><path>/</path></target></pool>");
  return { ...def, name, target: { path: folder, permissions: undefined } };
}
