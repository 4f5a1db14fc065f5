import type { ReactNode } from 'react';
import type { ConnectionInfo, HealthReading, HealthState, HostHealth } from '../../../main/contract/connections.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { usePageVisible } from '../app/use-page-visible.ts';
import { useTurns } from '../app/use-turns.ts';

/** Sensors are read anew so often while they are shown. */
const FRESH_MS = 20_000;

const SHAPES = { ok: 'running', warning: 'paused', critical: 'error', unknown: 'off' } as const;
const RANK: Readonly<Record<HealthState, number>> = { critical: 0, warning: 1, ok: 2, unknown: 3 };

function Reading({ reading }: { readonly reading: HealthReading }): ReactNode {
  const tr = useI18n();
  return (
    <div className="facts__pair">
      <dt className="clip" title={reading.name}>{reading.name}</dt>
      <dd>
        <StateMark shape={SHAPES[reading.state]} /> {tr.tKey(`health.${reading.state}`)}
        {reading.value === undefined ? null : <span className="is-end num">{`${reading.value} ${reading.unit}`.trim()}</span>}
        {reading.note === undefined ? null : <p className="selectable">{reading.note}</p>}
      </dd>
    </div>
  );
}

function OneHost({ health, named }: { readonly health: HostHealth; readonly named: boolean }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('health.model'), [health.vendor, health.model].filter(Boolean).join(' ')],
    [t('health.serial'), health.serial],
    [t('health.firmware'), health.firmware],
  ];
  const readings = [...health.readings].sort((one, other) => RANK[one.state] - RANK[other.state]);
  return (
    <section className="block" aria-label={t('health.titleOf', { host: health.host })}>
      <h2 className="block__head">{named ? t('health.titleOf', { host: health.host }) : t('health.title')}</h2>
      <dl className="facts host__health">
        <div className="facts__pair">
          <dt>{t('health.state')}</dt>
          <dd><StateMark shape={SHAPES[health.state]} /> {tr.tKey(`health.${health.state}`)}</dd>
        </div>
        {facts.map(([name, value]) => (value === undefined || value === '' ? null : (
          <div key={name} className="facts__pair">
            <dt>{name}</dt>
            <dd><bdi className="selectable">{value}</bdi></dd>
          </div>
        )))}
        {readings.map((reading, at) => <Reading key={`${reading.kind} ${reading.name} ${at}`} reading={reading} />)}
      </dl>
    </section>
  );
}

/** What hosts are made of and how well they are, the worst first; nothing where the connection cannot tell. */
export function HostHealthBlocks({ info, shown }: { readonly info: ConnectionInfo; readonly shown: boolean }): ReactNode {
  const { client } = useApp();
  const visible = usePageVisible();
  const turn = useTurns(FRESH_MS, shown && visible);
  const { value } = useCall(shown && visible ? `health ${info.id} ${info.lastSeenMs === undefined ? 'never' : 'seen'} ${turn}` : undefined, () => client.connections.health({ id: info.id }));
  const hosts = [...(value ?? [])].sort((one, other) => RANK[one.state] - RANK[other.state]);
  return <>{hosts.map((health) => <OneHost key={health.host} health={health} named={hosts.length > 1} />)}</>;
}
