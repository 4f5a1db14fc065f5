import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionInfo, PendingPrompt } from '../../main/contract/connections.ts';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { Subscription } from '../../main/contract/define.ts';
import type { ConnectionId } from '../../main/contract/ids.ts';
import type { ConnectionPlaces } from '../../main/contract/inventory.ts';
import type { TaskInfo } from '../../main/contract/tasks.ts';
import { keepWatching } from './watch.ts';

/** Connections as main told them last. */
export interface ConnectionsState {
  readonly loaded: boolean;
  readonly list: readonly ConnectionInfo[];
  readonly byId: ReadonlyMap<ConnectionId, ConnectionInfo>;
  /** Folders of hosts by name, also empty ones. */
  readonly folders: readonly string[];
}
/** Tasks as main told them last, and which failures were put aside by the user. */
export interface TasksState {
  readonly list: readonly TaskInfo[];
  readonly dismissed: ReadonlySet<string>;
}
/** Questions that wait for an answer. */
export interface PromptsState {
  readonly list: readonly PendingPrompt[];
}

/** Trees of the connections that have one. */
export interface PlacesState {
  readonly byConnection: ReadonlyMap<ConnectionId, ConnectionPlaces['places']>;
}

/** A store fed by a subscription. */
export interface Fed<T> {
  readonly store: StoreApi<T>;
  readonly dispose: () => void;
}

const fed = <T>(store: StoreApi<T>, watching: Subscription): Fed<T> => ({
  store,
  dispose: () => {
    watching.dispose();
  },
});

/** Listens to the connections. */
export function createConnections(client: Pick<VireoClient, 'connections'>): Fed<ConnectionsState> {
  const store = createStore<ConnectionsState>(() => ({ loaded: false, list: [], byId: new Map(), folders: [] }));
  const list = keepWatching((onEnd) =>
    client.connections.watch({}, (list) => {
      store.setState({ loaded: true, list, byId: new Map(list.map((one) => [one.id, one])) });
    }, onEnd),
  );
  const folders = keepWatching((onEnd) =>
    client.connections.watchFolders({}, (folders) => {
      store.setState({ folders });
    }, onEnd),
  );
  return fed(store, {
    dispose: () => {
      list.dispose();
      folders.dispose();
    },
  });
}

/** Listens to the tasks. */
export function createTasks(client: Pick<VireoClient, 'tasks'>): Fed<TasksState> {
  const store = createStore<TasksState>(() => ({ list: [], dismissed: new Set() }));
  return fed(
    store,
    keepWatching((onEnd) =>
      client.tasks.watch({}, (list) => {
        store.setState({ list });
      }, onEnd),
    ),
  );
}

/** Listens to the trees of places. */
export function createPlaces(client: Pick<VireoClient, 'inventory'>): Fed<PlacesState> {
  const store = createStore<PlacesState>(() => ({ byConnection: new Map() }));
  return fed(
    store,
    keepWatching((onEnd) =>
      client.inventory.watchPlaces({}, (list) => {
        store.setState({ byConnection: new Map(list.map(({ connectionId, places }) => [connectionId, places])) });
      }, onEnd),
    ),
  );
}

/** Listens to the questions. */
export function createPrompts(client: Pick<VireoClient, 'connections'>): Fed<PromptsState> {
  const store = createStore<PromptsState>(() => ({ list: [] }));
  return fed(
    store,
    keepWatching((onEnd) =>
      client.connections.watchPrompts({}, (list) => {
        store.setState({ list });
      }, onEnd),
    ),
  );
}
