import type { Disposable } from '../api/connection.ts';
import type { Place, Placement, PlacesChange } from '../api/extras.ts';
import { Emitter } from '../core/emitter.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import type { MachineChange } from './machine-index.ts';
import type { MachineTags } from './machine-tags.ts';
import { PLACE_PROPERTIES, PlaceTree } from './place-tree.ts';
import { PropertyWatch } from './vim/property-watch.ts';

/** Properties of a machine that its placement is made of. */
const PLACEMENT_PATHS = ['parent', 'parentVApp', 'resourcePool', 'runtime.host', 'customValue', 'config.template'];

/**
 * The inventory tree, followed from the first question on, and the labels of machines. Placements are made of what is known of the
 * machines anyway: nothing is asked for a single one.
 */
export class EsxPlaces implements Disposable {
  readonly tree = new PlaceTree();
  readonly #session: EsxSession;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<PlacesChange>();
  #started: Promise<void> | undefined;
  readonly #tags: MachineTags;

  constructor(session: EsxSession, tags: MachineTags) {
    this.#session = session;
    this.#tags = tags;
    this.#store.add(tags.onDidChange((machine) => {
      if (this.#started !== undefined && this.#changed.hasListeners) this.#changed.fire({ kind: 'placement', placement: this.#placement(machine) });
    }));
    this.#store.add(session.events.changes.event((change) => { this.#onMachine(change); }));
    this.#store.add(session.closed.event(() => { this.dispose(); }));
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#changed.dispose();
  };

  async listPlaces(): Promise<readonly Place[]> {
    await this.ready();
    return this.#places();
  }

  async listPlacements(): Promise<readonly Placement[]> {
    await this.ready();
    return [...this.#session.machines.all].map((machine) => this.#placement(machine));
  }

  async watch(listener: (change: PlacesChange) => void): Promise<Disposable> {
    await this.ready();
    this.#tags.follow();
    return this.#changed.event(listener);
  }

  /** Resolves when the tree is known. */
  ready(): Promise<void> {
    this.#started ??= this.#start().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  async #start(): Promise<void> {
    const { client } = this.#session;
    const watch = new PropertyWatch(client, client.content.rootFolder, PLACE_PROPERTIES, {
      restart: () => { this.tree.restart(); },
      updates: (objects) => { this.tree.apply(objects); },
      complete: () => {
        this.tree.complete();
        this.#changed.fire({ kind: 'places', places: this.#places() });
      },
      // The watch of the machines finds it out, too, and ends the session.
      lost: () => undefined,
    });
    this.#store.add(watch);
    await Promise.all([watch.start(), this.#tags.start()]);
  }

  /** A host by itself has no tree, and one host of a vCenter is its own. */
  #places(): readonly Place[] {
    const { isVcenter, scope } = this.#session;
    if (!isVcenter || scope.hosts !== undefined) return [];
    const all = this.tree.places;
    if (scope.container.type === 'Folder' && scope.container.value === this.#session.client.content.rootFolder.value) return all;
    const below = this.tree.idsBelow(scope.container, all);
    return all.filter(({ id }) => below.has(id)).map((place) => (place.parent !== undefined && below.has(place.parent) ? place : { ...place, parent: undefined }));
  }

  #placement(machine: Machine): Placement {
    const { isVcenter, scope } = this.#session;
    const many = isVcenter && scope.hosts === undefined;
    return {
      dom: machine.domain,
      place: many ? this.tree.placeOf(machine) : undefined,
      host: many ? this.tree.nameOf(machine.host) : undefined,
      folder: isVcenter ? this.tree.folderOf(machine) : [],
      tags: this.#tags.tagsOf(machine),
      isTemplate: machine.isTemplate,
    };
  }

  #onMachine({ kind, machine, paths }: MachineChange): void {
    if (this.#started === undefined || kind === 'removed' || !this.#changed.hasListeners) return;
    if (kind === 'added' || PLACEMENT_PATHS.some((path) => paths.has(path))) this.#changed.fire({ kind: 'placement', placement: this.#placement(machine) });
  }
}
