import type { ReactNode } from 'react';
import type { AuditRecord } from '../../../main/contract/audit.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { CopyButton } from '../../kit/copy-button.tsx';
import { StateMark, type MarkShape } from '../../kit/state-mark.tsx';
import './activity.css';

const SHAPES: Readonly<Record<AuditRecord['outcome'], MarkShape>> = { done: 'running', failed: 'error', cancelled: 'off', started: 'busy' };

const titleOf = (tr: Translator, { title, values, command }: AuditRecord): string => tr.tKey(title ?? `activity.command.${command}`, values);

/** When something was or happened. */
export function TimeOf({ timeMs }: { readonly timeMs: number }): ReactNode {
  const { locale } = useI18n();
  const date = new Date(timeMs);
  return <time className="cap num" dateTime={date.toISOString()}>{date.toLocaleString(locale, { dateStyle: 'short', timeStyle: 'medium' })}</time>;
}

/** Something that was done; unfolded: by which command, by whom, and what the host said. */
export function RecordLine({ record, about = [...record.machines, ...record.hosts].join(', ') }: { readonly record: AuditRecord; readonly about?: string }): ReactNode {
  const tr = useI18n();
  const params = JSON.stringify(record.params, undefined, 1);
  return (
    <li>
      <details className="act">
        <summary className="act__line">
          <StateMark shape={SHAPES[record.outcome]} label={tr.tKey(`activity.outcome.${record.outcome}`)} />
          <span className="act__what clip">{titleOf(tr, record)}</span>
          <span className="act__about cap clip">{about}</span>
          <TimeOf timeMs={record.timeMs} />
        </summary>
        <div className="act__more">
          {record.error === undefined ? null : <p className="selectable">{record.error}</p>}
          {record.values['command'] === undefined ? null : <pre className="mono selectable">{record.values['command']}</pre>}
          <pre className="mono selectable">{`${record.command} ${params}`}</pre>
          <p className="cap">
            {tr.t('activity.by', { user: record.user })}
            {record.endedMs === undefined ? '' : ` · ${tr.t('activity.took', { duration: formatDuration(tr, record.endedMs - record.timeMs) })}`}
          </p>
          <CopyButton variant="ghost" label={tr.t('kit.copyDetails')} text={() => JSON.stringify(record, undefined, 2)} />
        </div>
      </details>
    </li>
  );
}
