import type { Disposable } from '../../../drivers/api/connection.ts';
import { DisposableStore } from '../../../drivers/core/lifecycle.ts';
import { nextTurn } from '../../../drivers/core/turns.ts';
import type { InventoryMessage, NumberedVerbSet, WireMachineRow } from '../../contract/inventory.ts';
import type { InventoryChange, InventoryService } from './inventory-service.ts';
import type { MachineEntry } from './machine-entry.ts';

/** Rows in one message: big lists come in pieces, so that neither side stands still. */
const ROWS_IN_MESSAGE = 250;

/** Tells one page the inventory: a snapshot at first, then what changes, each message with the next number. */
export class InventoryFeed implements Disposable {
  readonly #inventory: InventoryService;
  readonly #emit: (message: InventoryMessage) => void;
  readonly #store = new DisposableStore();
  readonly #told = new Set<number>();
  readonly #queue = new Set<MachineEntry>();
  #seq = 0;
  #sending = false;

  constructor(inventory: InventoryService, emit: (message: InventoryMessage) => void) {
    this.#inventory = inventory;
    this.#emit = emit;
    for (const entry of inventory.all()) this.#queue.add(entry);
    const { rows, verbSets } = this.#take();
    this.#emit({ kind: 'snapshot', epoch: inventory.epoch, seq: this.#seq++, verbSets, rows });
    this.#store.add(inventory.onDidChange((change) => { this.#onChange(change); }));
    this.#sendLater();
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#queue.clear();
  };

  #onChange({ changed, removed }: InventoryChange): void {
    for (const entry of changed) this.#queue.add(entry);
    if (removed.length > 0) this.#emitDelta([], removed, []);
    if (!this.#sending) this.#send();
  }

  #send(): void {
    const { rows, verbSets } = this.#take();
    if (rows.length > 0) this.#emitDelta(rows, [], verbSets);
    this.#sendLater();
  }

  #sendLater(): void {
    this.#sending = this.#queue.size > 0;
    if (!this.#sending) return;
    void nextTurn().then(() => {
      if (!this.#store.isDisposed) this.#send();
    });
  }

  #emitDelta(changed: readonly WireMachineRow[], removed: readonly number[], verbSets: readonly NumberedVerbSet[]): void {
    this.#emit({ kind: 'delta', epoch: this.#inventory.epoch, seq: this.#seq++, verbSets, changed, removed });
  }

  /** The next rows as they are now, with the sets of verbs that this page has not been told. */
  #take(): { readonly rows: readonly WireMachineRow[]; readonly verbSets: readonly NumberedVerbSet[] } {
    const rows: WireMachineRow[] = [];
    const verbSets: NumberedVerbSet[] = [];
    for (const entry of this.#queue) {
      this.#queue.delete(entry);
      if (entry.removed) continue;
      const row = this.#inventory.wireRow(entry);
      rows.push(row);
      if (!this.#told.has(row.verbSet)) {
        this.#told.add(row.verbSet);
        verbSets.push(this.#inventory.verbSet(row.verbSet));
      }
      if (rows.length >= ROWS_IN_MESSAGE) break;
    }
    return { rows, verbSets };
  }
}
