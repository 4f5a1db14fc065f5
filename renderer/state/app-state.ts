import type { VireoClient } from '../../main/contract/contract.ts';
import { createConnections, createPlaces, createPrompts, createTasks, type ConnectionsState, type Fed, type PlacesState, type PromptsState, type TasksState } from './list-stores.ts';
import { createInventory, type Inventory } from './inventory-store.ts';
import { createSettings, type SettingsStore } from './settings-store.ts';
import { createStats, type Stats } from './stats-store.ts';
import { createTabs, type Tabs } from './tabs-store.ts';
import { createUi, type Ui } from './ui-store.ts';
import { createUnsaved, type Unsaved } from './unsaved-store.ts';

/** Everything the window knows, made once for a client. */
export interface AppState {
  readonly client: VireoClient;
  readonly connections: Fed<ConnectionsState>;
  readonly inventory: Inventory;
  readonly stats: Stats;
  readonly tasks: Fed<TasksState>;
  readonly prompts: Fed<PromptsState>;
  readonly places: Fed<PlacesState>;
  readonly settings: SettingsStore;
  readonly tabs: Tabs;
  readonly ui: Ui;
  readonly unsaved: Unsaved;
  readonly dispose: () => void;
}

/** Starts listening to everything the window shows. */
export function createAppState(client: VireoClient): AppState {
  const ui = createUi();
  const unsaved = createUnsaved();
  const tabs = createTabs((ids) => {
    if (!ids.some((id) => unsaved.has(id))) return true;
    ui.open({ kind: 'unsaved', tabs: ids });
    return false;
  });
  const inventory = createInventory(client);
  const parts = {
    connections: createConnections(client),
    inventory,
    stats: createStats(client, inventory.epoch),
    tasks: createTasks(client),
    prompts: createPrompts(client),
    places: createPlaces(client),
    settings: createSettings(client, ui.report),
  };
  return {
    client,
    ui,
    tabs,
    unsaved,
    ...parts,
    dispose: () => {
      for (const part of Object.values(parts)) part.dispose();
    },
  };
}
