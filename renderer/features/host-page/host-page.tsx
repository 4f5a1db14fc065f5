import { Ellipsis, Plus, Unplug } from 'lucide-react';
import { Suspense, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { formatBytes, formatPercent } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { lazyPart } from '../../kit/lazy-part.ts';
import { MenuButton } from '../../kit/menu.tsx';
import { Meter } from '../../kit/meter.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { SubTabs } from '../../kit/subtabs.tsx';
import { useApp } from '../../state/app-context.tsx';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { MachinesPane } from '../machine-table/machines-pane.tsx';
import { hostMenu } from '../sidebar/host-menu.ts';
import { HostHealthBlocks } from './host-health.tsx';
import { HostTrouble } from './host-trouble.tsx';
import '../first-start/first-start.css';
import '../machine-dialogs/machine-dialogs.css';
import '../machine-page/machine-page.css';
import './host-page.css';

const LogPane = lazyPart(async () => (await import('../activity/log-pane.tsx')).LogPane);

type HostPart = 'machines' | 'overview' | 'events';

function useCounts(id: ConnectionId): { readonly total: number; readonly running: number } {
  const { inventory } = useApp();
  useStore(inventory.store, (state) => state.version);
  const rows = [...inventory.ofConnection(id)].flatMap((row) => inventory.row(row) ?? []);
  return { total: rows.length, running: rows.filter((row) => row.state === 'running').length };
}

function Load({ id }: { readonly id: ConnectionId }): ReactNode {
  const { stats } = useApp();
  const tr = useI18n();
  useStore(stats.store, (state) => state.version);
  const load = stats.host(id);
  const line = (name: string, value: number | undefined): ReactNode =>
    value === undefined || Number.isNaN(value) ? null : (
      <>
        <dt>{name}</dt>
        <dd>
          <Meter part={value / 100} />
          <span className="num">{formatPercent(tr, value)}</span>
        </dd>
      </>
    );
  return (
    <section className="block">
      <h2 className="block__head">{tr.t('host.load')}</h2>
      <dl className="facts">
        {line(tr.t('host.cpuLoad'), load?.cpu)}
        {line(tr.t('host.memoryLoad'), load?.memory)}
      </dl>
    </section>
  );
}

function HostOverview({ info, shown }: { readonly info: ConnectionInfo; readonly shown: boolean }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const counts = useCounts(info.id);
  const { host } = info;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('host.hostname'), host?.hostname],
    [t('host.hypervisor'), host?.hypervisor],
    [t('host.cpu'), host === undefined ? undefined : [t('host.cpus', { count: host.cpus }), host.cpuModel].filter(Boolean).join(', ')],
    [t('host.memory'), host === undefined ? undefined : formatBytes(tr, Number(host.memoryKiB) * 1024)],
    [t('host.machinesFact'), t('host.machinesValue', { running: counts.running, count: counts.total })],
    [t('host.address'), info.uri],
    [t('host.route'), info.route],
    [t('host.access'), t(info.readOnly ? 'host.access.readOnly' : 'host.access.full')],
    [t('host.autoConnect'), t(info.autoConnect ? 'host.yes' : 'host.no')],
  ];
  return (
    <div className="rest host">
      <section className="block">
        <h2 className="block__head">{t('host.facts')}</h2>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name} className="facts__pair">
              <dt>{name}</dt>
              <dd><bdi className="selectable">{value ?? ''}</bdi></dd>
            </div>
          ))}
        </dl>
      </section>
      <Load id={info.id} />
      <HostHealthBlocks info={info} shown={shown} />
    </div>
  );
}

function Connected({ info, active }: { readonly info: ConnectionInfo; readonly active: boolean }): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [part, setPart] = useState<HostPart>('machines');
  const counts = useCounts(info.id);
  const hasLog = info.methods.includes('eventLog.readAll');
  return (
    <>
      <header className="head">
        <StateMark shape="running" />
        <h1 className="clip">{connectionLabel(tr, info)}</h1>
        <span className="head__where clip">{[info.badge, info.readOnly ? t('side.readOnly') : '', info.host?.hypervisor ?? ''].filter(Boolean).join(', ')}</span>
        <span className="grow" />
        <Button icon={Plus} disabledReason={info.readOnly ? t('reason.readOnly') : undefined} onClick={() => { app.ui.open({ kind: 'newMachine', host: info.id }); }}>{t('top.newMachine')}</Button>
        <span className="sep" />
        <Button variant="ghost" icon={Unplug} label={t('host.disconnect')} onClick={() => { app.client.connections.disconnect({ id: info.id }).catch(app.ui.report); }} />
        <MenuButton entries={hostMenu(app, tr, info)} button={<Button variant="ghost" icon={Ellipsis} label={t('kit.more')} />} />
      </header>
      {info.warning === undefined ? null : <p className="warn host__warn" role="alert"><StateMark shape="error" /><bdi>{info.warning}</bdi></p>}
      <SubTabs scope={`host-${info.id}`} label={t('host.tabs')} tabs={[{ id: 'machines', label: t('host.machines'), count: counts.total }, { id: 'overview', label: t('host.overview') }, ...(hasLog ? [{ id: 'events', label: t('host.events') } as const] : [])]} current={part} onSelect={setPart} />
      <div id={`panel-host-${info.id}-machines`} className="pane" role="tabpanel" hidden={part !== 'machines'}>
        <MachinesPane only={info.id} active={active && part === 'machines'} />
      </div>
      <div id={`panel-host-${info.id}-overview`} className="pane" role="tabpanel" hidden={part !== 'overview'}>
        <HostOverview info={info} shown={active && part === 'overview'} />
      </div>
      {hasLog ? (
        <div id={`panel-host-${info.id}-events`} className="pane" role="tabpanel" hidden={part !== 'events'}>
          <Suspense fallback={null}><LogPane id={info.id} shown={active && part === 'events'} /></Suspense>
        </div>
      ) : null}
    </>
  );
}

/** A host: its machines and facts, or why it cannot be worked with. */
export function HostPage({ id, active }: { readonly id: ConnectionId; readonly active: boolean }): ReactNode {
  const { connections, tabs } = useApp();
  const { t } = useI18n();
  const info = useStore(connections.store, (state) => state.byId.get(id));
  if (info === undefined) {
    return (
      <EmptyState text={t('host.gone')}>
        <Button variant="primary" onClick={() => { tabs.close(`host:${id}`); }}>{t('tabs.closeThis')}</Button>
      </EmptyState>
    );
  }
  return info.state === 'connected' ? <Connected info={info} active={active} /> : <HostTrouble info={info} />;
}
