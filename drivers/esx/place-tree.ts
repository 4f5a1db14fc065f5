import type { Place, PlaceKind } from '../api/extras.ts';
import { unescapeName, type Machine } from './machine.ts';
import { Properties } from './vim/vim-codec.ts';
import type { ObjectUpdate } from './vim/vim.gen.ts';
import { moKey, type MoRef } from './vim/vim-value.ts';

/** What is followed of the places; `childType` tells folders of hosts from folders of machines. */
export const PLACE_PROPERTIES = [
  { type: 'Folder', all: false, pathSet: ['name', 'parent', 'childType'] },
  { type: 'Datacenter', all: false, pathSet: ['name', 'parent'] },
  { type: 'ComputeResource', all: false, pathSet: ['name', 'parent', 'resourcePool'] },
  { type: 'HostSystem', all: false, pathSet: ['name', 'parent'] },
  { type: 'ResourcePool', all: false, pathSet: ['name', 'parent'] },
];

const KINDS: Readonly<Record<string, PlaceKind>> = { Datacenter: 'datacenter', Folder: 'folder', ClusterComputeResource: 'cluster', HostSystem: 'host', ResourcePool: 'pool', VirtualApp: 'pool' };
const MAX_DEPTH = 100;

/**
 * The places of a vCenter as people see them. Left out are: the root, a datacenter's four built-in folders, folders of anything but
 * hosts, the compute resource around a host by itself, and the root pool of each compute resource.
 */
export class PlaceTree {
  readonly #known = new Map<string, Properties>();
  #seen: Set<string> | undefined;

  restart(): void {
    this.#seen = new Set();
  }

  complete(): void {
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen !== undefined) for (const key of [...this.#known.keys()]) if (!seen.has(key)) this.#known.delete(key);
  }

  apply(updates: readonly ObjectUpdate[]): void {
    for (const { kind, obj, changeSet } of updates) {
      const key = moKey(obj);
      if (kind === 'leave') {
        this.#known.delete(key);
        continue;
      }
      this.#seen?.add(key);
      const properties = this.#known.get(key) ?? new Properties(obj);
      for (const { name, val } of changeSet ?? []) properties.set(name, val);
      this.#known.set(key, properties);
    }
  }

  /** All places that people see. */
  get places(): readonly Place[] {
    return [...this.#known.values()].flatMap((each) => {
      const kind = KINDS[each.ref.type];
      return kind !== undefined && this.#isShown(each) ? [{ id: moKey(each.ref), kind, name: nameOf(each), parent: this.#shownAbove(each) }] : [];
    });
  }

  /** A place by its id. */
  refOf(id: string): MoRef | undefined {
    return this.#known.get(id)?.ref;
  }

  nameOf(ref: MoRef | undefined): string | undefined {
    const found = ref === undefined ? undefined : this.#known.get(moKey(ref));
    return found === undefined ? undefined : nameOf(found);
  }

  /** The compute resource that a host or pool belongs to. */
  computeResourceOf(ref: MoRef): Properties | undefined {
    return [...this.#chain(ref)].find((each) => isCompute(each.ref));
  }

  properties(ref: MoRef): Properties | undefined {
    return this.#known.get(moKey(ref));
  }

  /** Which of the places are below an object. */
  idsBelow(top: MoRef, places: readonly Place[]): ReadonlySet<string> {
    const key = moKey(top);
    return new Set(places.filter(({ id }) => id !== key && [...this.#chain(this.refOf(id))].some((each) => moKey(each.ref) === key)).map(({ id }) => id));
  }

  /** The innermost place of a machine: its own pool, else its host. */
  placeOf(machine: Machine): string | undefined {
    const pool = machine.properties.reference('resourcePool');
    const own = pool === undefined ? undefined : this.#known.get(moKey(pool));
    if (own !== undefined && this.#isShown(own)) return moKey(own.ref);
    const host = machine.host === undefined ? undefined : this.#known.get(moKey(machine.host));
    return host === undefined ? undefined : moKey(host.ref);
  }

  /** The names of the folders that a machine is in, from its datacenter on. */
  folderOf(machine: Machine): readonly string[] {
    const start = machine.properties.reference('parent') ?? machine.properties.reference('parentVApp');
    const names: string[] = [];
    for (const each of this.#chain(start)) {
      if (each.ref.type === 'Datacenter') names.unshift(nameOf(each));
      else if (each.ref.type === 'Folder' && !isBuiltIn(each) && each.reference('parent') !== undefined) names.unshift(nameOf(each));
    }
    return names;
  }

  #isShown(each: Properties): boolean {
    const parent = each.reference('parent');
    switch (each.ref.type) {
      case 'Folder':
        return parent !== undefined && !isBuiltIn(each) && holdsHosts(each);
      case 'ResourcePool':
      case 'VirtualApp':
        return parent !== undefined && !isCompute(parent);
      default:
        return each.ref.type !== 'ComputeResource';
    }
  }

  #shownAbove(each: Properties): string | undefined {
    for (const above of this.#chain(each.reference('parent'))) {
      if (KINDS[above.ref.type] !== undefined && this.#isShown(above)) return moKey(above.ref);
      // The pools of a host by itself stand below it, not beside it.
      const only = above.ref.type === 'ComputeResource' && each.ref.type !== 'HostSystem' ? this.#hostIn(above.ref) : undefined;
      if (only !== undefined) return only;
    }
    return undefined;
  }

  #hostIn(compute: MoRef): string | undefined {
    for (const [id, each] of this.#known) {
      const parent = each.ref.type === 'HostSystem' ? each.reference('parent') : undefined;
      if (parent !== undefined && moKey(parent) === moKey(compute)) return id;
    }
    return undefined;
  }

  *#chain(ref: MoRef | undefined): Generator<Properties> {
    let at = ref === undefined ? undefined : this.#known.get(moKey(ref));
    for (let depth = 0; at !== undefined && depth < MAX_DEPTH; depth += 1) {
      yield at;
      const parent = at.reference('parent');
      at = parent === undefined ? undefined : this.#known.get(moKey(parent));
    }
  }
}

const nameOf = (each: Properties): string => unescapeName(each.string('name') ?? each.ref.value);
const isCompute = (ref: MoRef): boolean => ref.type === 'ComputeResource' || ref.type === 'ClusterComputeResource';
/** `vm`, `host`, `datastore` and `network`, which every datacenter has. */
const isBuiltIn = (folder: Properties): boolean => folder.reference('parent')?.type === 'Datacenter';

function holdsHosts(folder: Properties): boolean {
  const types = folder.get('childType');
  if (!Array.isArray(types)) return false;
  return (types as readonly unknown[]).some((type) => type === 'ComputeResource' || type === 'Datacenter');
}
