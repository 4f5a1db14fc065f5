import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionId, MachineKey, MachineUuid } from '../../main/contract/ids.ts';
import { machineId } from './inventory-store.ts';

/** A page that is open. The list of all machines is always the first. */
export type Tab =
  | { readonly kind: 'all' }
  | { readonly kind: 'machine'; readonly key: MachineKey; /** Shown while the machine is not known (yet). */ readonly name: string }
  | { readonly kind: 'host'; readonly id: ConnectionId; readonly name: string };

/** Parts of a machine's page. */
export type MachinePart = 'console' | 'overview' | 'hardware' | 'snapshots' | 'xml' | 'log';

/** The open pages. */
export interface TabsState {
  readonly tabs: readonly Tab[];
  readonly current: string;
  /** Which part of a machine's page is chosen, by tab. */
  readonly parts: Readonly<Record<string, MachinePart>>;
}

/** What can be done with tabs. */
export interface Tabs {
  readonly store: StoreApi<TabsState>;
  readonly show: (tab: Tab, part?: MachinePart) => void;
  readonly select: (id: string) => void;
  readonly step: (by: number) => void;
  readonly close: (id: string) => void;
  readonly closeOthers: (id: string) => void;
  /** Closes tabs without asking. */
  readonly discard: (ids: readonly string[]) => void;
  readonly setPart: (id: string, part: MachinePart) => void;
  readonly restore: (state: TabsState) => void;
}

const ALL: Tab = { kind: 'all' };

/** The text that names a tab. */
export function tabId(tab: Tab): string {
  if (tab.kind === 'machine') return `machine:${machineId(tab.key)}`;
  return tab.kind === 'host' ? `host:${tab.id}` : 'all';
}

/** Whether something remembered is a state of tabs; brands are given back to its ids. */
export function isTabsState(value: unknown): value is TabsState {
  if (typeof value !== 'object' || value === null || !('tabs' in value) || !('current' in value) || !('parts' in value)) return false;
  return Array.isArray(value.tabs) && value.tabs.every(isTab) && typeof value.current === 'string' && typeof value.parts === 'object' && value.parts !== null;
}

function isTab(value: unknown): value is Tab {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'all') return true;
  if (value.kind === 'host') return 'id' in value && typeof value.id === 'string' && 'name' in value && typeof value.name === 'string';
  return value.kind === 'machine' && 'key' in value && isKey(value.key) && 'name' in value && typeof value.name === 'string';
}

function isKey(value: unknown): value is MachineKey {
  return typeof value === 'object' && value !== null && 'connectionId' in value && typeof value.connectionId === 'string' && 'uuid' in value && typeof (value.uuid as MachineUuid) === 'string';
}

/**
 * The open pages of the window.
 *
 * @param mayClose is asked before tabs close; it may refuse, ask a person and close them later with `discard`
 */
export function createTabs(mayClose: (ids: readonly string[]) => boolean = () => true): Tabs {
  const store = createStore<TabsState>(() => ({ tabs: [ALL], current: 'all', parts: {} }));
  const remove = (gone: (id: string) => boolean): void => {
    store.setState((state) => {
      const at = state.tabs.findIndex((tab) => tabId(tab) === state.current);
      const tabs = state.tabs.filter((tab) => tab.kind === 'all' || !gone(tabId(tab)));
      const stays = tabs.some((tab) => tabId(tab) === state.current);
      const parts = Object.fromEntries(Object.entries(state.parts).filter(([id]) => !gone(id)));
      const next = tabs[Math.min(at, tabs.length - 1)] ?? ALL;
      return { tabs, parts, current: stays ? state.current : tabId(next) };
    });
  };
  const setPart = (id: string, part: MachinePart): void => {
    store.setState((state) => ({ parts: { ...state.parts, [id]: part } }));
  };
  return {
    store,
    show: (tab, part) => {
      const id = tabId(tab);
      store.setState((state) => ({
        tabs: state.tabs.some((other) => tabId(other) === id) ? state.tabs : [...state.tabs, tab],
        current: id,
      }));
      if (part !== undefined) setPart(id, part);
    },
    select: (id) => {
      store.setState((state) => (state.tabs.some((tab) => tabId(tab) === id) ? { current: id } : state));
    },
    step: (by) => {
      store.setState((state) => {
        const at = state.tabs.findIndex((tab) => tabId(tab) === state.current);
        const next = state.tabs[(at + by + state.tabs.length) % state.tabs.length];
        return next === undefined ? state : { current: tabId(next) };
      });
    },
    close: (id) => {
      if (mayClose([id])) remove((other) => other === id);
    },
    closeOthers: (id) => {
      const others = store.getState().tabs.map(tabId).filter((other) => other !== id);
      if (mayClose(others)) remove((other) => other !== id);
    },
    discard: (ids) => {
      remove((other) => ids.includes(other));
    },
    setPart,
    restore: (state) => {
      const tabs = [ALL, ...state.tabs.filter((tab) => tab.kind !== 'all')];
      const current = tabs.some((tab) => tabId(tab) === state.current) ? state.current : 'all';
      store.setState({ tabs, current, parts: state.parts });
    },
  };
}
