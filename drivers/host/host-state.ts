import type { Disposable } from '../api/connection.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import { randomUuid } from '../core/uuid.ts';
import { parseNetworkXml } from '../conf/network/network-def.ts';
import type { Surroundings } from '../transport/exec/surroundings.ts';
import { Devices } from './device/device-facets.ts';
import { DEFAULT_NETWORK, Networks } from './network/networks.ts';
import { NodeFacts } from './node-facet.ts';
import { systemKeyStore, type KeyStore } from './secret/keyring-key.ts';
import { Secrets } from './secret/secrets.ts';
import { defaultPools, folderPool, Pools } from './storage/pools.ts';

/** What the objects of a host need. */
export interface HostStateOptions {
  readonly surroundings: Surroundings;
  /** The driver's folder; networks, pools and secrets get folders of their own in it. */
  readonly root: string;
  /** Runs work that changes files, alone among all programs that use this root; the word is one of `networks`, `storage`, `secrets`. */
  readonly alone?: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  /** Where the key of secrets is kept; the system's keyring here, a file beside them elsewhere. */
  readonly keyring?: KeyStore | undefined;
}

/**
 * Networks, storage pools, secrets and facts of a host for a driver without a daemon: one for each root folder in a process, shared by
 * all connections to it. `hostFacets` gives the methods of one connection.
 */
export class HostState implements Disposable {
  readonly surroundings: Surroundings;
  readonly root: string;
  readonly node: NodeFacts;
  readonly devices: Devices;
  readonly networks: Networks;
  readonly secrets: Secrets;
  readonly pools: Pools;
  readonly #store = new DisposableStore();

  private constructor({ surroundings, root, alone, keyring }: HostStateOptions, bootId: string) {
    this.surroundings = surroundings;
    this.root = root;
    this.node = new NodeFacts(surroundings);
    this.devices = this.#store.add(new Devices(surroundings));
    const queue = new Map<string, Promise<unknown>>();
    const place = (what: string) => ({ files: surroundings.files, folder: `${root}/${what}`, bootId, alone: <T>(work: () => Promise<T>) => inTurn(queue, what, () => (alone === undefined ? work() : alone(what, work))) });
    this.networks = this.#store.add(new Networks(surroundings, place('networks')));
    this.secrets = this.#store.add(new Secrets(place('secrets'), keyring ?? (surroundings.isHere ? systemKeyStore() : undefined)));
    this.pools = this.#store.add(new Pools(surroundings, place('storage'), this.secrets));
  }

  /** Reads what is there; at the very first time makes a network and two pools. Starts what starts by itself. */
  static async open(options: HostStateOptions): Promise<HostState> {
    const { surroundings: { files } } = options;
    const [boot] = await files.read(['/proc/sys/kernel/random/boot_id']);
    const bootId = Buffer.from(boot ?? []).toString('latin1').trim() || 'boot';
    const state = new HostState(options, bootId);
    try {
      await state.#makeDefaults();
      await state.#autostart(bootId);
      return state;
    } catch (error) {
      state.dispose();
      throw error;
    }
  }

  readonly dispose = (): void => { this.#store.dispose(); };

  /** Once after each boot: what somebody has stopped since stays stopped. */
  async #autostart(bootId: string): Promise<void> {
    const { files } = this.surroundings;
    const marker = `${this.root}/storage/autostarted`;
    const [seen] = await files.read([marker]);
    if (seen !== undefined && Buffer.from(seen).toString('latin1') === bootId) return;
    await Promise.all([this.networks.autostart(), this.pools.autostart()]);
    await files.write(marker, Buffer.from(bootId));
  }

  /** A marker keeps what somebody has removed from coming back. */
  async #makeDefaults(): Promise<void> {
    const { files } = this.surroundings;
    const folder = `${this.root}/storage`;
    if (!(await files.create(`${folder}/defaults-made`, new Uint8Array(0)))) return;
    for (const { name, folder: images } of defaultPools(this.root)) {
      const def = { ...folderPool(name, images), uuid: randomUuid() };
      await this.pools.store.changing(async () => {
        await this.pools.build(def);
        await this.pools.store.writeConfig(def);
        await this.pools.store.writeAutostart(def.uuid, true);
      });
    }
    const network = parseNetworkXml(DEFAULT_NETWORK);
    await this.networks.define(network);
    await this.networks.store.changing(() => this.networks.store.writeAutostart(network.uuid, true));
  }
}

/** One thing at a time for each name, in this process. */
async function inTurn<T>(queue: Map<string, Promise<unknown>>, name: string, work: () => Promise<T>): Promise<T> {
  const before = queue.get(name);
  const mine = (async () => {
    await before?.catch(() => undefined); // its own caller hears of it
    return work();
  })();
  queue.set(name, mine);
  try {
    return await mine;
  } finally {
    if (queue.get(name) === mine) queue.delete(name);
  }
}
