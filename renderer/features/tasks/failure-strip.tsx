import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { FailureActions, FailureWords } from './failure-view.tsx';

/** Tasks whose failure the machine's page tells itself, part by part. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set<TaskInfo['title']>(['task.changeHardware']);

/** The newest failed task, where its action was: on the machine's page, or under the table. */
export function FailureStrip({ machine }: { readonly machine?: MachineKey }): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const { list, dismissed } = useStore(app.tasks.store);
  const failed = list.filter((task) => task.state === 'failed' && !dismissed.has(task.id) && (machine === undefined || (task.machine !== undefined && !TOLD_ELSEWHERE.has(task.title) && machineId(task.machine) === machineId(machine))));
  const task = failed.at(-1);
  if (task?.failure === undefined) return null;
  const dismiss = (): void => {
    app.tasks.store.setState((state) => ({ dismissed: new Set([...state.dismissed, ...failed.map((one) => one.id)]) }));
  };
  return (
    <div className={`strip${machine === undefined ? ' strip--foot' : ''}`} role="alert">
      <StateMark shape="error" />
      <div className="strip__text">
        <b>{tr.t('failure.title', { task: tr.tKey(task.title, task.values) })}</b> <FailureWords failure={task.failure} />
      </div>
      <div className="strip__do">
        {failed.length > 1 ? <Button small variant="ghost" onClick={() => { app.ui.set({ tasksOpen: true }); }}>{tr.t('failure.many', { count: failed.length - 1 })}</Button> : null}
        <FailureActions failure={task.failure} onRepair={(repair) => { app.client.tasks.repair({ id: task.id, kind: repair.kind }).then(dismiss, app.ui.report); }} />
        <Button small variant="ghost" icon={X} label={tr.t('failure.dismiss')} onClick={dismiss} />
      </div>
    </div>
  );
}
