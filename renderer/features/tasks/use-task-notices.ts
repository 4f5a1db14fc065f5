import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { endedTasks, isWorthNotice } from './task-notices.ts';

/** The system may say when something is done or has failed; asks the first time. */
export async function allowNotices(): Promise<boolean> {
  if (!('Notification' in globalThis)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** The system's notices about ended tasks while the window is not in front, if a person wants them. A click brings the task to the front. */
export function useTaskNotices(): void {
  const app = useApp();
  const tr = useI18n();
  const wanted = useStore(app.settings.store, (state) => state.value.notifyTasks === true);
  useEffect(() => {
    if (!wanted || !('Notification' in globalThis)) return undefined;
    const newlyEnded = endedTasks(app.tasks.store.getState().list);
    return app.tasks.store.subscribe(({ list }) => {
      for (const task of newlyEnded(list)) {
        if (!isWorthNotice(task, document.hasFocus()) || Notification.permission !== 'granted') continue;
        const title = tr.tKey(task.title, task.values);
        const notice = new Notification(task.state === 'failed' ? tr.t('failure.title', { task: title }) : tr.t('tasks.isDone', { task: title }), { body: task.failure?.error.message ?? '', tag: task.id });
        notice.onclick = () => {
          window.focus();
          app.ui.set({ tasksOpen: true, shownTask: task.id });
          notice.close();
        };
      }
    });
  }, [app, tr, wanted]);
}
