import { useState, type ReactNode } from 'react';
import type { AuditRecord } from '../../../main/contract/audit.ts';
import type { HostEvent } from '../../../main/contract/connections.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { StateMark, type MarkShape } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { usePageVisible } from '../app/use-page-visible.ts';
import { useTurns } from '../app/use-turns.ts';
import { describeError } from '../tasks/describe-error.ts';
import { RecordLine, TimeOf } from './record-line.tsx';

/** Read anew so often while it is shown. */
const FRESH_MS = 5000;
const PAGE = 200;
const SHAPES: Readonly<Record<HostEvent['mark'], MarkShape>> = { begun: 'running', paused: 'paused', ended: 'off', trouble: 'error', told: 'off' };

type Entry = { readonly timeMs: number } & ({ readonly record: AuditRecord } | { readonly event: HostEvent });

/** Whether a command was for this machine: it names it, or it made it. */
function isAbout({ params, values }: AuditRecord, { connectionId, uuid, name }: Pick<MachineRow, 'connectionId' | 'uuid' | 'name'>): boolean {
  const asked = JSON.stringify(params);
  return asked.includes(uuid) || (values['name'] === name && asked.includes(connectionId));
}

function EventLine({ event, named }: { readonly event: HostEvent; readonly named: boolean }): ReactNode {
  const tr = useI18n();
  return (
    <li className="act__line">
      <StateMark shape={SHAPES[event.mark]} label={tr.tKey(`eventLog.${event.mark}`)} />
      <span className="act__what clip">{tr.tKey(event.text, event.values)}</span>
      <span className="act__about cap clip">{named ? (event.machine?.name ?? '') : ''}</span>
      <TimeOf timeMs={event.timeMs} />
    </li>
  );
}

/** What happened to the machines of a host, also while Vireo was closed; for one machine with what was done to it from here. */
export function LogPane({ id, machine, shown }: { readonly id: ConnectionId; readonly machine?: MachineRow; readonly shown: boolean }): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [limit, setLimit] = useState(PAGE);
  const visible = usePageVisible();
  const turn = useTurns(FRESH_MS, shown && visible);
  const found = useCall(shown && visible ? `log ${id} ${machine?.uuid ?? ''} ${machine?.state ?? ''} ${limit} ${turn}` : undefined, async () => {
    const [log, audit] = await Promise.all([
      client.connections.events({ id, limit, ...(machine === undefined ? {} : { uuid: machine.uuid }) }),
      machine === undefined ? undefined : client.audit.read({ text: machine.name, limit }),
    ]);
    const entries: readonly Entry[] = [
      ...(log?.events ?? []).map((event) => ({ timeMs: event.timeMs, event })),
      ...(audit?.records ?? []).flatMap((record) => (machine !== undefined && isAbout(record, machine) ? [{ timeMs: record.timeMs, record }] : [])),
    ].sort((one, other) => other.timeMs - one.timeMs);
    return { entries, more: log?.more === true || audit?.more === true };
  });
  const { value, error } = found;
  if (value === undefined) return error === undefined ? <EmptyState text={t('eventLog.loading')} /> : <EmptyState text={`${t('eventLog.failed')} ${describeError(tr, error).text}`}><Button onClick={found.again}>{t('host.tryAgain')}</Button></EmptyState>;
  if (value.entries.length === 0) return <EmptyState text={t(machine === undefined ? 'eventLog.noneHost' : 'eventLog.noneMachine')} />;
  return (
    <div className="rest log">
      <ul className="acts" aria-label={t('eventLog.of', { name: machine?.name ?? t('host.machines') })}>
        {value.entries.map((entry) => ('event' in entry
          ? <EventLine key={`${entry.timeMs} ${entry.event.machine?.uuid ?? ''} ${entry.event.text} ${Object.values(entry.event.values).join(' ')}`} event={entry.event} named={machine === undefined} />
          : <RecordLine key={`${entry.timeMs} ${entry.record.command}`} record={entry.record} about={t('activity.by', { user: entry.record.user })} />))}
      </ul>
      {value.more ? <p className="act__end"><Button small onClick={() => { setLimit(Math.min(5000, limit * 5)); }}>{t('activity.more')}</Button></p> : null}
    </div>
  );
}
