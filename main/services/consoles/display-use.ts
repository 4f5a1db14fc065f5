import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MachineEntry } from '../inventory/machine-entry.ts';

type Used = Pick<MachineEntry, 'connectionId' | 'uuid' | 'ref' | 'displayClients'>;

/**
 * Who uses the displays of machines: the windows of this application, and clients that the host's events have told of since it was
 * connected. Who had come before that cannot be known.
 */
export class DisplayUse {
  readonly #streams = new Map<string, number>();
  readonly #sessions = new Map<string, number>();

  /** A connection to a display begins; `isSession` false: it is one more channel of a session. Answers what ends it. */
  begin(entry: Used, isSession: boolean): () => void {
    const id = idOf(entry);
    const tables = isSession ? [this.#streams, this.#sessions] : [this.#streams];
    for (const table of tables) table.set(id, (table.get(id) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      for (const table of tables) table.set(id, (table.get(id) ?? 1) - 1);
    };
  }

  /** How many others use a machine's displays now, as far as can be known. */
  others(entry: Used): number {
    const id = idOf(entry);
    const strangers = Math.max(0, (entry.displayClients?.size ?? 0) - (this.#streams.get(id) ?? 0));
    return strangers + (this.#sessions.get(id) ?? 0);
  }

  /** For displays that let one client in at a time and drop it for the next. @throws resource-busy when somebody has it */
  refuseBusy(entry: Used): void {
    if (this.others(entry) > 0) throw new VirError({ code: 'resource-busy', domain: 'none', message: 'another client uses the display', subject: entry.ref.name });
  }
}

const idOf = ({ connectionId, uuid }: Used): string => `${connectionId}/${uuid}`;
