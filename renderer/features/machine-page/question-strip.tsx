import { useState, type ReactNode } from 'react';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';

/** What the machine waits for, and the answers as buttons. */
export function QuestionStrip({ row }: { readonly row: MachineRow }): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const machine = { connectionId: row.connectionId, uuid: row.uuid };
  const key = row.question === undefined ? undefined : `${row.connectionId}/${row.uuid}/${row.question}`;
  const asked = useCall(key, () => client.machines.question(machine));
  const [answered, setAnswered] = useState<string>();
  if (key === undefined) return null;
  const question = asked.value?.id === row.question ? asked.value : undefined;
  const refused = row.stale ? tr.t('reason.stale') : answered === key ? tr.t('reason.busy') : undefined;
  return (
    <div className="strip strip--info" role="alert" aria-label={tr.t('page.asksLabel', { name: row.name })}>
      <StateMark shape="paused" />
      <div className="strip__text">
        <b>{tr.t('page.asks', { name: row.name })}</b> <span className="strip__question">{question?.text ?? (asked.error === undefined ? '' : describeError(tr, asked.error).text)}</span>
      </div>
      <div className="strip__do">
        {question?.choices.map((choice) => (
          <Button
            key={choice.key}
            small
            variant={choice.isDefault ? 'primary' : 'plain'}
            disabledReason={refused}
            onClick={() => {
              setAnswered(key);
              client.machines.answer({ machine, id: question.id, choice: choice.key }).catch((error: unknown) => {
                setAnswered(undefined);
                ui.report(error);
              });
            }}
          >
            {choice.label}
          </Button>
        ))}
      </div>
    </div>
  );
}
