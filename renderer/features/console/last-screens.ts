import { createStore } from 'zustand/vanilla';

/** What a screen looked like when it was last seen. */
export interface LastScreen {
  readonly url: string;
  readonly timeMs: number;
}

const KEPT = 24;

const store = createStore<ReadonlyMap<string, LastScreen>>(() => new Map());

/** The last picture of each machine's screen that this window has seen, by `machineId`. */
export const lastScreens = {
  store,
  /** Remembers a picture; only the newest of each machine, and of so many machines. */
  put: (id: string, picture: Blob, timeMs: number): void => {
    const next = new Map(store.getState());
    const before = next.get(id);
    if (before !== undefined) URL.revokeObjectURL(before.url);
    next.delete(id);
    next.set(id, { url: URL.createObjectURL(picture), timeMs });
    const [oldest] = next;
    if (next.size > KEPT && oldest !== undefined) {
      URL.revokeObjectURL(oldest[1].url);
      next.delete(oldest[0]);
    }
    store.setState(next, true);
  },
};
