import type { CallOptions } from '../api/records.ts';
import { unescapeName } from './machine.ts';
import { readBelow } from './vim/property-collector.ts';
import type { Properties } from './vim/vim-codec.ts';
import type { VimClient } from './vim/vim-client.ts';
import { moKey, type MoRef } from './vim/vim-value.ts';

/** A place in the inventory: folder, datacenter, cluster, host or resource pool. */
export interface Place {
  readonly ref: MoRef;
  readonly name: string;
  readonly parent: MoRef | undefined;
  readonly properties: Properties;
}

const WANTED = [
  { type: 'Folder', all: false, pathSet: ['name', 'parent'] },
  { type: 'Datacenter', all: false, pathSet: ['name', 'parent', 'vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder'] },
  { type: 'ComputeResource', all: false, pathSet: ['name', 'parent', 'resourcePool', 'host', 'datastore', 'network'] },
  { type: 'HostSystem', all: false, pathSet: ['name', 'parent', 'runtime.connectionState'] },
  { type: 'ResourcePool', all: false, pathSet: ['name', 'parent', 'owner'] },
];

/** What a host or a vCenter is made of, read at once; machines, datastores and networks are not in it. */
export class InventoryTree {
  readonly root: MoRef;
  readonly #client: VimClient;
  #places: ReadonlyMap<string, Place> = new Map();

  constructor(client: VimClient) {
    this.#client = client;
    this.root = client.content.rootFolder;
  }

  get places(): Iterable<Place> {
    return this.#places.values();
  }

  /** Reads it anew. */
  async read(options: CallOptions = {}): Promise<void> {
    const found = await readBelow(this.#client, this.root, WANTED, options);
    this.#places = new Map(
      found.map((properties) => {
        const { ref } = properties;
        return [moKey(ref), { ref, name: unescapeName(properties.string('name') ?? ref.value), parent: properties.reference('parent'), properties }];
      }),
    );
  }

  place(ref: MoRef | undefined): Place | undefined {
    return ref === undefined ? undefined : this.#places.get(moKey(ref));
  }

  ofType(type: string): readonly Place[] {
    return [...this.#places.values()].filter(({ ref }) => ref.type === type || (type === 'ComputeResource' && ref.type === 'ClusterComputeResource'));
  }

  /** What is directly below a place; a datacenter shows what is in its folder of hosts. */
  childrenOf(ref: MoRef): readonly Place[] {
    const folder = ref.type === 'Datacenter' ? this.place(ref)?.properties.reference('hostFolder') : undefined;
    const parent = moKey(folder ?? ref);
    return [...this.#places.values()].filter((place) => place.parent !== undefined && moKey(place.parent) === parent);
  }

  /** Follows names down from the root: folders, datacenter, folders, compute resource, host. */
  find(path: readonly string[]): MoRef | undefined {
    let at: MoRef | undefined = this.root;
    for (const name of path) {
      if (at === undefined) return undefined;
      at = this.childrenOf(at).find((place) => place.name === name && place.ref.type !== 'ResourcePool')?.ref;
    }
    return at;
  }

  /** The hosts at or below a place. */
  hostsBelow(ref: MoRef): readonly MoRef[] {
    if (ref.type === 'HostSystem') return [ref];
    return this.childrenOf(ref).flatMap((place) => this.hostsBelow(place.ref));
  }

  /** The places from a place upwards, itself first, without the root. */
  upwards(ref: MoRef | undefined): readonly Place[] {
    const chain: Place[] = [];
    for (let place = this.place(ref); place !== undefined && chain.length < 100; place = this.place(place.parent)) chain.push(place);
    return chain;
  }

  /** The datacenter that a place is in. */
  datacenterOf(ref: MoRef | undefined): Place | undefined {
    return this.upwards(ref).find((place) => place.ref.type === 'Datacenter');
  }

  computeResourceOf(host: MoRef | undefined): Place | undefined {
    return this.upwards(host).find(({ ref }) => ref.type === 'ComputeResource' || ref.type === 'ClusterComputeResource');
  }

  /** `folder/datacenter`, as files of its datastores are asked for. */
  pathOf(datacenter: Place): string {
    return this.upwards(datacenter.ref)
      .map(({ name }) => name)
      .reverse()
      .join('/');
  }
}
