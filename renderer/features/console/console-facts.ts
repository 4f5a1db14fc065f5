import { createStore } from 'zustand/vanilla';

/** What is known of the console that a machine's page shows. */
export interface ConsoleFacts {
  readonly kind: 'vnc' | 'spice' | 'serial' | 'screenshots';
  /** How the bytes travel, as the contract's hello says. */
  readonly path: string | undefined;
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  readonly roundTripMs: number | undefined;
}

const store = createStore<Readonly<Record<string, ConsoleFacts>>>(() => ({}));

/** Facts of the consoles in front, by `machineId`, for the end of the line of a page's parts. */
export const consoleFacts = {
  store,
  set: (id: string, facts: ConsoleFacts | undefined): void => {
    const { [id]: before, ...others } = store.getState();
    if (facts === undefined && before === undefined) return;
    store.setState(facts === undefined ? others : { ...others, [id]: facts }, true);
  },
};
