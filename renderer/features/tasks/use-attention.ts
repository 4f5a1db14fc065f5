import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { openHost } from '../sidebar/host-menu.ts';

/** How many hosts do not answer and tasks have failed, and how to see them. */
export function useAttention(): { readonly count: number; readonly show: () => void } {
  const app = useApp();
  const tr = useI18n();
  const hosts = useStore(app.connections.store, (state) => state.list).filter((one) => one.state === 'lost' || one.state === 'failed');
  const { list, dismissed } = useStore(app.tasks.store);
  const failed = list.filter((task) => task.state === 'failed' && !dismissed.has(task.id));
  const [first] = hosts;
  return {
    count: hosts.length + failed.length,
    show: () => {
      if (failed.length > 0 || first === undefined) app.ui.set({ tasksOpen: true });
      else openHost(app, tr, first);
    },
  };
}
