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
  /** Changes when the host boots; read if nobody says it. */
  readonly bootId?: string;
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
  readonly #bootId: string;

  private constructor({ surroundings, root, alone, keyring }: HostStateOptions, bootId: string) {
    this.#bootId = bootId;
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
    const [boot] = options.bootId === undefined ? await options.surroundings.files.read(['/proc/sys/kernel/random/boot_id']) : [];
    const state = HostState.prepare({ ...options, bootId: options.bootId ?? Buffer.from(boot ?? []).toString('latin1').trim() });
    try {
      await state.begin();
      return state;
    } catch (error) {
      state.dispose();
      throw error;
    }
  }

  /** The objects of a host before anything was read; {@link begin} comes next. */
  static prepare(options: HostStateOptions & { readonly bootId: string }): HostState {
    return new HostState(options, options.bootId === '' ? 'boot' : options.bootId);
  }

  /** At the very first time makes a network and two pools; starts what starts by itself. */
  async begin(): Promise<void> {
    const made = `${this.root}/storage/defaults-made`;
    const marker = `${this.root}/storage/autostarted`;
    const [wasMade, started] = await this.surroundings.files.read([made, marker]);
    if (wasMade === undefined) await this.#makeDefaults(made);
    if (Buffer.from(started ?? []).toString('latin1') !== this.#bootId) await this.#autostart(marker);
  }

  readonly dispose = (): void => { this.#store.dispose(); };

  /** Once after each boot: what somebody has stopped since stays stopped. */
  async #autostart(marker: string): Promise<void> {
    await Promise.all([this.networks.autostart(), this.pools.autostart()]);
    await this.surroundings.files.write(marker, Buffer.from(this.#bootId));
  }

  /** A marker keeps what somebody has removed from coming back. */
  async #makeDefaults(marker: string): Promise<void> {
    if (!(await this.surroundings.files.create(marker, new Uint8Array(0)))) return;
    await Promise.all([this.#makePools(), this.#makeNetwork()]);
  }

  async #makePools(): Promise<void> {
    await this.pools.store.changing(async () => {
      for (const { name, folder: images } of defaultPools(this.root)) {
        const def = { ...folderPool(name, images), uuid: randomUuid() };
        await this.pools.build(def);
        await this.pools.store.writeConfig(def);
        await this.pools.store.writeAutostart(def.uuid, true);
      }
    });
  }

  async #makeNetwork(): Promise<void> {
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
