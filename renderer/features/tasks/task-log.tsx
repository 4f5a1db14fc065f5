import type { ReactNode } from 'react';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from './describe-error.ts';

/** What a task has said, line by line; anew with each thing that it says. */
export function TaskLog({ task }: { readonly task: TaskInfo }): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const log = useCall(`${task.id} ${task.phase ?? ''} ${JSON.stringify(task.phaseValues)} ${task.state}`, () => client.tasks.log({ id: task.id }));
  if (log.value === undefined) return log.error === undefined ? null : <p className="cap">{describeError(tr, log.error).text}</p>;
  const lines = log.value.map(({ timeMs, text, values }) => ({ time: new Date(timeMs).toLocaleTimeString(tr.locale), text: tr.tKey(text, values) }));
  return (
    <div className="tasklog">
      <ol aria-label={tr.t('tasks.log')}>
        {lines.map(({ time, text }, at) => (
          <li key={at}>
            <span className="cap num">{time}</span> <span className="selectable">{text}</span>
          </li>
        ))}
      </ol>
      <CopyButton variant="ghost" label={tr.t('tasks.copyLog')} text={() => lines.map(({ time, text }) => `${time} ${text}`).join('\n')} />
    </div>
  );
}
