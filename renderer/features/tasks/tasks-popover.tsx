import { Popover } from '@base-ui/react/popover';
import { RotateCcw, ScrollText, X, type LucideIcon } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import { formatAge, formatDuration, formatPercent } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Progress } from '../../kit/meter.tsx';
import { StateMark, type MarkShape } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { FailureActions, FailureWords } from './failure-view.tsx';
import { TaskLog } from './task-log.tsx';
import './tasks.css';

const SHAPES: Readonly<Record<TaskInfo['state'], MarkShape>> = { running: 'busy', cancelling: 'busy', done: 'running', failed: 'error', cancelled: 'off' };

function outcome(tr: Translator, task: TaskInfo): string {
  switch (task.state) {
    case 'running':
      return task.phase === undefined ? '' : tr.tKey(task.phase, task.phaseValues);
    case 'cancelling':
      return tr.t('tasks.cancelling');
    case 'cancelled':
      return tr.t('tasks.cancelled');
    case 'failed':
      return tr.t('tasks.failed');
    case 'done':
      return tr.t('tasks.done', { duration: formatDuration(tr, (task.endedMs ?? task.startedMs) - task.startedMs) });
  }
}

/** What failed has its own way out where it is known what would help. */
const canRetry = ({ state, failure }: TaskInfo): boolean => state === 'cancelled' || (state === 'failed' && failure?.repairs.some(({ kind }) => kind === 'retry') !== true);

function bringIntoView(line: HTMLLIElement | null): void {
  line?.scrollIntoView({ block: 'nearest' });
}

function TaskLine({ task }: { readonly task: TaskInfo }): ReactNode {
  const app = useApp();
  const [logShown, setLogShown] = useState(false);
  const tr = useI18n();
  const title = tr.tKey(task.title, task.values);
  const { failure } = task;
  const shown = useStore(app.ui.store, (state) => state.shownTask === task.id);
  return (
    <li className={`taskline${shown ? ' is-shown' : ''}`} {...(shown ? { 'aria-current': true, ref: bringIntoView } : {})}>
      <StateMark shape={SHAPES[task.state]} />
      <div className="taskline__text">
        <div className="taskline__title">
          <span className="clip medium">{title}</span>
          <span className="cap">{task.endedMs === undefined ? '' : formatAge(tr, task.endedMs, Date.now())}</span>
        </div>
        <div className="cap">{outcome(tr, task)}</div>
        {task.state === 'running' && task.fraction !== undefined ? (
          <div className="task">
            <Progress part={task.fraction} label={title} />
            <span className="cap num">{formatPercent(tr, task.fraction * 100)}</span>
          </div>
        ) : null}
        {failure === undefined ? null : (
          <>
            <div className="taskline__why">
              <FailureWords failure={failure} />
            </div>
            <div className="taskline__do">
              <FailureActions failure={failure} onRepair={(repair) => { app.client.tasks.repair({ id: task.id, kind: repair.kind }).catch(app.ui.report); }} />
            </div>
          </>
        )}
        {logShown ? <TaskLog task={task} /> : null}
      </div>
      <Button small variant="ghost" icon={ScrollText} pressed={logShown} label={tr.t('tasks.logOf', { task: title })} onClick={() => { setLogShown(!logShown); }} />
      {canRetry(task) ? <Button small variant="ghost" icon={RotateCcw} label={tr.t('tasks.retry', { task: title })} onClick={() => { app.client.tasks.retry({ id: task.id }).catch(app.ui.report); }} /> : null}
      {task.state === 'running' && task.cancellable ? <Button small variant="ghost" icon={X} label={tr.t('tasks.cancel', { task: title })} onClick={() => { app.client.tasks.cancel({ id: task.id }).catch(app.ui.report); }} /> : null}
    </li>
  );
}

/** The button of the tasks and what opens from it. */
export function TasksPopover({ icon }: { readonly icon: LucideIcon }): ReactNode {
  const app = useApp();
  const { t } = useI18n();
  const open = useStore(app.ui.store, (state) => state.tasksOpen);
  const list = useStore(app.tasks.store, (state) => state.list);
  const popup = useRef<HTMLDivElement>(null);
  const running = list.filter((task) => task.endedMs === undefined).length;
  const ended = list.length - running;
  return (
    <Popover.Root open={open} onOpenChange={(tasksOpen) => { app.ui.set({ tasksOpen, shownTask: undefined }); }}>
      <Popover.Trigger className={`btn btn--ghost btn--small${open ? ' is-on' : ''}`}>
        <Icon of={icon} />
        <span>{t('top.tasks')}</span>
        {running === 0 ? null : <span className="btn__n">{running}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="layer" sideOffset={6} align="end" collisionPadding={8}>
          <Popover.Popup ref={popup} className="popover tasks" initialFocus={popup}>
            <div className="tasks__head">
              <Popover.Title className="strong">{t('tasks.title')}</Popover.Title>
              <span className="cap">{running === 0 ? '' : t('tasks.running', { count: running })}</span>
              <span className="grow" />
              <Button small variant="ghost" onClick={() => { app.ui.set({ tasksOpen: false }); app.ui.open({ kind: 'activity' }); }}>{t('activity.title')}</Button>
              {ended === 0 ? null : <Button small variant="ghost" onClick={() => { app.client.tasks.clear({}).catch(app.ui.report); }}>{t('tasks.clear')}</Button>}
            </div>
            {list.length === 0 ? <p className="tasks__none">{t('tasks.none')}</p> : (
              <ul className="tasks__list">
                {[...list].reverse().map((task) => (
                  <TaskLine key={task.id} task={task} />
                ))}
              </ul>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
