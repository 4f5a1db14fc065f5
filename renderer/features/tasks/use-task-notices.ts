import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';

/** What is over sooner needs no notice: whoever asked for it is still there. */
const LONG_MS = 3000;

/** The system may say when something is done or has failed; asks the first time. */
export async function allowNotices(): Promise<boolean> {
  if (!('Notification' in globalThis)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** Whether an ended task is worth the system's notice: long or failed, and nobody looks. */
export const isWorthNotice = (task: TaskInfo, looks: boolean): boolean => !looks && task.endedMs !== undefined && task.state !== 'cancelled' && (task.state === 'failed' || task.endedMs - task.startedMs >= LONG_MS);

/** The system's notices about ended tasks while the window is not in front, if a person wants them. */
export function useTaskNotices(): void {
  const app = useApp();
  const tr = useI18n();
  const wanted = useStore(app.settings.store, (state) => state.value.notifyTasks === true);
  useEffect(() => {
    if (!wanted || !('Notification' in globalThis)) return undefined;
    const known = new Set(app.tasks.store.getState().list.filter(({ endedMs }) => endedMs !== undefined).map(({ id }) => id));
    return app.tasks.store.subscribe(({ list }) => {
      for (const task of list) {
        if (task.endedMs === undefined || known.has(task.id)) continue;
        known.add(task.id);
        if (!isWorthNotice(task, document.hasFocus()) || Notification.permission !== 'granted') continue;
        const title = tr.tKey(task.title, task.values);
        const notice = new Notification(task.state === 'failed' ? tr.t('failure.title', { task: title }) : tr.t('tasks.isDone', { task: title }), { body: task.failure?.error.message ?? '', tag: task.id });
        notice.onclick = () => {
          window.focus();
          app.ui.set({ tasksOpen: true });
          notice.close();
        };
      }
    });
  }, [app, tr, wanted]);
}

/** Closing the window asks while something runs. What runs goes on without a window, but nobody sees how it ends. */
export function useCloseWarning(): void {
  const app = useApp();
  const running = useStore(app.tasks.store, (state) => state.list.some(({ endedMs }) => endedMs === undefined));
  useEffect(() => {
    if (!running) return undefined;
    let asks = false;
    // Electron's shell would refuse to close without a word; it waits for tasks by itself.
    app.client.settings.info({}).then(({ host }) => { asks = host === 'browser'; }, app.ui.report);
    const onBeforeUnload = (event: BeforeUnloadEvent): void => {
      if (!asks) return;
      app.ui.set({ tasksOpen: true });
      event.preventDefault();
    };
    window.addEventListener('beforeunload', onBeforeUnload);
    return () => {
      window.removeEventListener('beforeunload', onBeforeUnload);
    };
  }, [app, running]);
}
