import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { MachineFacts } from '../../../main/contract/machines.ts';
import { formatAge } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { useCall } from '../app/use-call.ts';
import { usePageVisible } from '../app/use-page-visible.ts';
import { describeError } from '../tasks/describe-error.ts';
import { useTheme } from '../theme/use-theme.ts';
import { Facts } from './facts.tsx';
import { GraphArea } from './graph-area.tsx';
import { useMachineStats } from './use-machine-stats.ts';

function LastScreen({ row, active }: { readonly row: MachineRow; readonly active: boolean }): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const [shot, setShot] = useState<{ readonly url: string; readonly timeMs: number }>();
  const { connectionId, uuid } = row;
  const can = row.verbs.screenshot.enabled;
  useEffect(() => {
    if (!active || !can) return undefined;
    let url: string | undefined;
    let gone = false;
    client.machines.screenshot({ connectionId, uuid }).then((picture) => {
      if (picture === undefined || gone) return;
      url = URL.createObjectURL(new Blob([picture.png.slice()], { type: 'image/png' }));
      setShot({ url, timeMs: picture.timeMs });
    }, ui.report);
    return () => {
      gone = true;
      if (url !== undefined) URL.revokeObjectURL(url);
      setShot(undefined);
    };
  }, [client, ui, connectionId, uuid, active, can]);
  return (
    <section className="block">
      <h2 className="block__head">{tr.t('overview.lastScreen')}</h2>
      {shot === undefined ? <p className="dense dim">{tr.t('overview.noScreen')}</p> : (
        <div className="last">
          <img className="shot" src={shot.url} alt={tr.t('overview.lastScreen')} />
          <span className="cap">{tr.t('overview.screenAge', { age: formatAge(tr, shot.timeMs, Date.now()) })}</span>
        </div>
      )}
    </section>
  );
}

function Activity({ row }: { readonly row: MachineRow }): ReactNode {
  const { tasks } = useApp();
  const tr = useI18n();
  const list = useStore(tasks.store, (state) => state.list);
  const mine = list.filter((task) => task.machine !== undefined && machineId(task.machine) === machineId(row)).slice(-6).reverse();
  return (
    <section className="block">
      <h2 className="block__head">{tr.t('overview.activity')}</h2>
      {mine.length === 0 ? <p className="dense dim">{tr.t('overview.noActivity')}</p> : (
        <ul className="events">
          {mine.map((task) => (
            <li key={task.id}>
              <span className="dim">{formatAge(tr, task.endedMs ?? task.startedMs, Date.now())}</span>
              <span className="clip">
                {tr.tKey(task.title, task.values)}
                {task.state === 'failed' ? `, ${tr.t('tasks.failed')}` : ''}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FactsPane({ row, active }: { readonly row: MachineRow; readonly active: boolean }): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const { connectionId, uuid } = row;
  const wanted = active ? `${connectionId} ${uuid} ${row.state} ${row.name} ${row.autostart === true ? 'a' : ''}` : undefined;
  const facts = useCall<MachineFacts>(wanted, () => client.machines.facts({ connectionId, uuid }));
  if (facts.value !== undefined) return <Facts facts={facts.value} />;
  if (facts.error === undefined) return <p className="block dense dim">{tr.t('overview.loading')}</p>;
  return (
    <div className="block dense">
      <StateMark shape="error" /> {tr.t('overview.failed')} {describeError(tr, facts.error).text} <Button small onClick={facts.again}>{tr.t('host.tryAgain')}</Button>
    </div>
  );
}

/** What is going on in a machine, and what it has. */
export function Overview({ row, active }: { readonly row: MachineRow; readonly active: boolean }): ReactNode {
  const theme = useTheme();
  const lives = row.state === 'running' || row.state === 'paused' || row.state === 'busy';
  const visible = usePageVisible();
  const history = useMachineStats(row, active && visible && lives && !row.stale);
  return (
    <div className="overview">
      <div className="overview__main">
        <GraphArea row={row} lives={lives} live={lives ? history : undefined} theme={theme} shown={active && visible} />
        <div className="low">
          <LastScreen row={row} active={active} />
          <Activity row={row} />
        </div>
      </div>
      <aside className="overview__side">
        <FactsPane row={row} active={active} />
      </aside>
    </div>
  );
}
