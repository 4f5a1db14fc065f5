import type { Connection, Disposable } from '../../../drivers/api/connection.ts';
import type { Placement } from '../../../drivers/api/extras.ts';
import { DisposableStore } from '../../../drivers/core/lifecycle.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import type { InventorySink } from './connection-inventory.ts';
import type { MachineEntry } from './machine-entry.ts';

/** Where machines are, how they are labelled and what they ask: all at first in one answer each, then as it changes. */
export class PlacementFeed implements Disposable {
  readonly #connection: Connection;
  readonly #sink: InventorySink;
  readonly #store = new DisposableStore();
  readonly #placements = new Map<string, Placement>();
  readonly #questions = new Map<string, string>();
  /** The host keeps tags; those of other hosts are in the machines' documents. */
  readonly tellsTags: boolean;

  constructor(connection: Connection, sink: InventorySink) {
    this.#connection = connection;
    this.#sink = sink;
    this.tellsTags = hasExtra(connection, 'tags', 'listAll');
  }

  /** Resolves when everything is known; machines that are listed afterwards have it from the beginning. */
  async start(): Promise<void> {
    await Promise.all([this.#followPlaces(), this.#followQuestions()]);
  }

  readonly dispose = (): void => {
    this.#store.dispose();
  };

  /** Puts what is known of a machine into its entry. */
  apply(entry: MachineEntry): boolean {
    const placement = this.#placements.get(entry.uuid);
    const question = this.#questions.get(entry.uuid);
    const changed = entry.question !== question;
    entry.question = question;
    if (placement === undefined) return changed;
    if (this.tellsTags) entry.tags = placement.tags;
    entry.isTemplate = placement.isTemplate;
    entry.placement = { place: placement.place, host: placement.host, folder: placement.folder.length === 0 ? undefined : placement.folder.join('/'), isTemplate: placement.isTemplate };
    return true;
  }

  async #followPlaces(): Promise<void> {
    if (!hasExtra(this.#connection, 'places', 'listPlacements')) return;
    const watching = await requireExtra(this.#connection, 'places', 'watch')((change) => {
      if (change.kind === 'places') this.#sink.places(change.places);
      else this.#take(change.placement);
    });
    this.#keep(watching);
    const [places, placements] = await Promise.all([requireExtra(this.#connection, 'places', 'listPlaces')(), requireExtra(this.#connection, 'places', 'listPlacements')()]);
    if (this.#store.isDisposed) return;
    this.#sink.places(places);
    for (const placement of placements) this.#take(placement);
  }

  async #followQuestions(): Promise<void> {
    if (!hasExtra(this.#connection, 'questions', 'watch')) return;
    const watching = await requireExtra(this.#connection, 'questions', 'watch')((dom, question) => { this.#ask(dom.uuid, question?.id); });
    this.#keep(watching);
    const open = await requireExtra(this.#connection, 'questions', 'listAll')();
    for (const { dom, id } of open) this.#ask(dom.uuid, id);
  }

  /** What began while this was being disposed ends at once. */
  #keep(watching: Disposable): void {
    if (this.#store.isDisposed) watching.dispose();
    else this.#store.add(watching);
  }

  #take(placement: Placement): void {
    this.#placements.set(placement.dom.uuid, placement);
    this.#tell(placement.dom.uuid);
  }

  #ask(uuid: string, question: string | undefined): void {
    if (question === undefined) this.#questions.delete(uuid);
    else this.#questions.set(uuid, question);
    this.#tell(uuid);
  }

  #tell(uuid: string): void {
    const entry = this.#sink.entries.get(uuid);
    if (entry !== undefined && this.apply(entry)) this.#sink.changed(entry);
  }
}
