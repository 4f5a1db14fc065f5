import type { StoragePoolRef, StorageVolRef, Uuid } from '../api/refs.ts';
import { ConnectListAllStoragePoolsFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { sharesSource } from './pool-source.ts';
import type { XmlDefinition } from './xml-definition.ts';

/** Every pool of the test host has 100 GiB. */
const POOL_CAPACITY = 100n << 30n;

/** A pool definition as it comes in. */
export interface PoolConfig {
  readonly name: string;
  readonly uuid: Uuid;
  readonly definition: XmlDefinition;
}

/** One volume; sizes in bytes. */
export interface TestVolume {
  readonly name: string;
  readonly key: string;
  readonly path: string;
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly definition: XmlDefinition;
}

/** One storage pool of the test host. */
export class TestPool {
  readonly name: string;
  readonly uuid: Uuid;
  definition: XmlDefinition;
  isActive = false;
  /** A pool with a configuration file, as libvirt says it. */
  persistent = true;
  autostart = false;
  capacity = POOL_CAPACITY;
  allocation = 0n;
  readonly #volumes = new Map<string, TestVolume>();

  constructor(config: PoolConfig) {
    this.name = config.name;
    this.uuid = config.uuid;
    this.definition = config.definition;
  }

  get ref(): StoragePoolRef {
    return { name: this.name, uuid: this.uuid };
  }

  get root(): XmlElement {
    return this.definition.root;
  }

  get type(): string {
    return this.root.attribute('type') ?? '';
  }

  get targetPath(): string {
    return this.root.find('target', 'path')?.text ?? '';
  }

  /** Unsigned, as in libvirt: an overfull pool has nearly endless room. */
  get available(): bigint {
    return BigInt.asUintN(64, this.capacity - this.allocation);
  }

  get volumes(): readonly TestVolume[] {
    return [...this.#volumes.values()];
  }

  volume(name: string): TestVolume | undefined {
    return this.#volumes.get(name);
  }

  /** @throws no-storage-vol */
  requireVolume(name: string): TestVolume {
    const volume = this.#volumes.get(name);
    if (volume === undefined) throw libvirtError('test', 'no-storage-vol', `no storage vol with matching name '${name}'`, { subject: name });
    return volume;
  }

  addVolume(volume: TestVolume): StorageVolRef {
    this.#volumes.set(volume.name, volume);
    this.allocation += volume.allocation;
    return this.volumeRef(volume);
  }

  removeVolume(volume: TestVolume): void {
    this.#volumes.delete(volume.name);
    this.allocation -= volume.allocation;
  }

  volumeRef({ name, key }: TestVolume): StorageVolRef {
    return { pool: this.name, name, key };
  }
}

/** The storage pools of a test host. */
export class PoolList {
  readonly #byName = new Map<string, TestPool>();

  get all(): readonly TestPool[] {
    return [...this.#byName.values()];
  }

  /** @throws no-storage-pool */
  requireByName(name: string): TestPool {
    const pool = this.#byName.get(name);
    if (pool === undefined) throw libvirtError('test', 'no-storage-pool', `no storage pool with matching name '${name}'`, { subject: name });
    return pool;
  }

  /** @throws no-storage-pool */
  requireByUuid(uuid: Uuid): TestPool {
    const pool = this.all.find((each) => each.uuid === uuid);
    if (pool === undefined) throw libvirtError('test', 'no-storage-pool', `no storage pool with matching uuid '${uuid}'`, { subject: uuid });
    return pool;
  }

  /** @throws operation-invalid when it is inactive. */
  requireActive(name: string): TestPool {
    const pool = this.requireByName(name);
    if (!pool.isActive) throw libvirtError('test', 'operation-invalid', `storage pool '${name}' is not active`);
    return pool;
  }

  /** @throws operation-invalid when it is active. */
  requireInactive(name: string): TestPool {
    const pool = this.requireByName(name);
    if (pool.isActive) throw libvirtError('test', 'operation-invalid', `storage pool '${name}' is active`);
    return pool;
  }

  /** Takes a definition in; `toStart` is one of a pool that is started with it. */
  add(config: PoolConfig, toStart: boolean): TestPool {
    const conflict = this.all.find((pool) => pool.name !== config.name && sharesSource(pool.root, config.definition.root));
    if (conflict !== undefined) throw libvirtError('storage', 'operation-failed', `Storage source conflict with pool: '${conflict.name}'`);
    const present = this.all.find(({ uuid }) => uuid === config.uuid);
    if (present !== undefined) return redefine(present, config, toStart);
    const namesake = this.#byName.get(config.name);
    if (namesake !== undefined) {
      throw libvirtError('storage', 'operation-failed', `pool '${config.name}' already exists with uuid ${namesake.uuid}`);
    }
    const pool = new TestPool(config);
    this.#byName.set(pool.name, pool);
    return pool;
  }

  remove(pool: TestPool): void {
    this.#byName.delete(pool.name);
  }

  filter(flags: number): TestPool[] {
    return this.all.filter((pool) => GROUPS.every(({ mask, bit }) => (flags & mask) === 0 || (flags & bit(pool)) !== 0));
  }
}

function redefine(pool: TestPool, config: PoolConfig, toStart: boolean): TestPool {
  if (pool.name !== config.name) throw libvirtError('storage', 'operation-failed', `pool '${pool.name}' is already defined with uuid ${config.uuid}`);
  if (toStart && pool.isActive) throw libvirtError('storage', 'operation-invalid', `pool is already active as '${pool.name}'`);
  if (!pool.isActive) pool.definition = config.definition;
  return pool;
}

/** The flag of each type of pool. */
const TYPE_BITS: { readonly [type: string]: number } = {
  dir: List.DIR,
  fs: List.FS,
  netfs: List.NETFS,
  logical: List.LOGICAL,
  disk: List.DISK,
  iscsi: List.ISCSI,
  'iscsi-direct': List.ISCSI_DIRECT,
  scsi: List.SCSI,
  mpath: List.MPATH,
  rbd: List.RBD,
  sheepdog: List.SHEEPDOG,
  gluster: List.GLUSTER,
  zfs: List.ZFS,
  vstorage: List.VSTORAGE,
};

/** The types of pool that libvirt knows. */
export const POOL_TYPES: readonly string[] = Object.keys(TYPE_BITS);

const GROUPS: readonly { readonly mask: number; readonly bit: (pool: TestPool) => number }[] = [
  { mask: List.ACTIVE | List.INACTIVE, bit: (p) => (p.isActive ? List.ACTIVE : List.INACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: (p) => (p.persistent ? List.PERSISTENT : List.TRANSIENT) },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: (p) => (p.autostart ? List.AUTOSTART : List.NO_AUTOSTART) },
  { mask: Object.values(TYPE_BITS).reduce((all, bit) => all | bit, 0), bit: (p) => TYPE_BITS[p.type] ?? 0 },
];

/** Every flag that {@link PoolList.filter} knows. */
export const LIST_POOLS_FLAGS: number = GROUPS.reduce((all, group) => all | group.mask, 0);
