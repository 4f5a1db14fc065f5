import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LinkState } from './console-link.ts';

const NOT_YET: StoreApi<LinkState> = createStore<LinkState>(() => ({ kind: 'idle' }));

/** Where the link of a session stands, which may not be there yet. */
export function useLinkState(session: { readonly link: { readonly store: StoreApi<LinkState> } } | undefined): LinkState {
  return useStore(session?.link.store ?? NOT_YET);
}
