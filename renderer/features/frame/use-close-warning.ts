import { useEffect } from 'react';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import type { ConnectionId, MachineUuid } from '../../../main/contract/ids.ts';
import { useApp } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { tabId } from '../../state/tabs-store.ts';

/** What is lost or goes on unseen when the window closes. */
export interface ClosingFacts {
  /** Names of the machines with edits that were not applied. */
  readonly edited: readonly string[];
  readonly running: readonly TaskInfo[];
}

const MACHINE = /^machine:(.+)\/([^/]+)$/;

/** What stands against closing the window now. */
export function closingFacts({ unsaved, tabs, inventory, tasks }: Pick<AppState, 'unsaved' | 'tabs' | 'inventory' | 'tasks'>): ClosingFacts {
  const open = tabs.store.getState().tabs;
  const nameOf = (id: string): string => {
    const [, connection, uuid] = MACHINE.exec(id) ?? [];
    const row = connection === undefined ? undefined : inventory.find({ connectionId: connection as ConnectionId, uuid: uuid as MachineUuid });
    const tab = open.find((each) => tabId(each) === id);
    return row?.name ?? (tab === undefined || tab.kind === 'all' ? id : tab.name);
  };
  return { edited: unsaved.list().map(nameOf), running: tasks.store.getState().list.filter(({ endedMs }) => endedMs === undefined) };
}

let leaving = false;

/** Closes the window without asking again. */
export function closeWindow(): void {
  leaving = true;
  window.close();
}

/** Electron refuses to close without a word, where a browser asks: there the window asks itself. */
const inShell = (): boolean => 'vireoShell' in window;

/** Closing the window asks while something is not applied or runs. What runs goes on without a window, but nobody sees how it ends. */
export function useCloseWarning(): void {
  const app = useApp();
  useEffect(() => {
    const onBeforeUnload = (event: Event): void => {
      const { edited, running } = closingFacts(app);
      if (leaving || edited.length + running.length === 0) return;
      event.preventDefault();
      if (inShell()) app.ui.open({ kind: 'closing' });
      else if (running.length > 0) app.ui.set({ tasksOpen: true });
    };
    window.addEventListener('beforeunload', onBeforeUnload);
    return () => {
      window.removeEventListener('beforeunload', onBeforeUnload);
    };
  }, [app]);
}
