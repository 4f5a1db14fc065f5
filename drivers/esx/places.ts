import type { Disposable } from '../api/connection.ts';
import type { Place, Placement, PlacesChange } from '../api/extras.ts';
import { Emitter } from '../core/emitter.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import { VirError } from '../core/vir-error.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import type { MachineChange } from './machine-index.ts';
import { PLACE_PROPERTIES, PlaceTree } from './place-tree.ts';
import { PropertyWatch } from './vim/property-watch.ts';
import { asType } from './vim/vim-codec.ts';
import type { AnyValue } from './vim/vim-value.ts';

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
  #fieldNames: ReadonlyMap<number, string> = new Map();
  #readingFields: Promise<void> | undefined;

  constructor(session: EsxSession) {
    this.#session = session;
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
    await Promise.all([watch.start(), this.#readFields()]);
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
      tags: this.#tags(machine),
      isTemplate: machine.isTemplate,
    };
  }

  #tags(machine: Machine): readonly string[] {
    const values = machine.properties.get('customValue');
    if (!Array.isArray(values)) return [];
    const tags: string[] = [];
    for (const item of values as readonly AnyValue[]) {
      const field = asType(item, 'CustomFieldStringValue');
      if (field === undefined || field.value === '') continue;
      const name = this.#fieldNames.get(field.key);
      if (name === undefined) this.#learnField(machine);
      else tags.push(`${name}=${field.value}`);
    }
    return tags;
  }

  /** An attribute that was made after the names were read: read again, then told. */
  #learnField(machine: Machine): void {
    if (this.#readingFields !== undefined) return;
    const before = this.#fieldNames.size;
    this.#readingFields = this.#readFields().finally(() => {
      this.#readingFields = undefined;
      if (this.#fieldNames.size > before && this.#session.isOpen) this.#changed.fire({ kind: 'placement', placement: this.#placement(machine) });
    });
  }

  async #readFields(): Promise<void> {
    const manager = this.#session.client.content.customFieldsManager;
    if (manager === undefined) return;
    try {
      const found = await this.#session.readOne(manager, ['field']);
      this.#fieldNames = new Map(found.list('field', 'CustomFieldDef').map(({ key, name }) => [key, name]));
    } catch (error) {
      if (!VirError.is(error)) throw error; // who may not read the names does without tags
    }
  }

  #onMachine({ kind, machine, paths }: MachineChange): void {
    if (this.#started === undefined || kind === 'removed' || !this.#changed.hasListeners) return;
    if (kind === 'added' || PLACEMENT_PATHS.some((path) => paths.has(path))) this.#changed.fire({ kind: 'placement', placement: this.#placement(machine) });
  }
}
