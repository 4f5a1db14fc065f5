import { Suspense, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { formatAge } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { lazyPart } from '../../kit/lazy-part.ts';
import { StateMark } from '../../kit/state-mark.tsx';
import { SubTabs, type SubTab } from '../../kit/subtabs.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import type { MachinePart } from '../../state/tabs-store.ts';
import { ConsoleStatus } from '../console/console-status.tsx';
import { FailureStrip } from '../tasks/failure-strip.tsx';
import { QuestionStrip } from './question-strip.tsx';
import { InstallStrip } from './install-strip.tsx';
import { MachineHead } from './machine-head.tsx';
import { Overview } from './overview.tsx';
import './machine-page.css';

const ConsolePane = lazyPart(async () => (await import('../console/detachable-console.tsx')).DetachableConsole);
const HardwarePane = lazyPart(async () => (await import('../hardware/hardware-pane.tsx')).HardwarePane);
const SnapshotsPane = lazyPart(async () => (await import('../snapshots/snapshots-pane.tsx')).SnapshotsPane);
const LogPane = lazyPart(async () => (await import('../activity/log-pane.tsx')).LogPane);
const XmlPane = lazyPart(async () => (await import('../xml/xml-pane.tsx')).XmlPane);

/** A running machine opens on its console, another one on its overview. */
const firstPart = (row: MachineRow): MachinePart => (row.state === 'running' || row.state === 'paused' ? 'console' : 'overview');

/** A part of the page; once seen it stays behind, so that a console keeps running. */
function Part({ scope, part, current, children }: { readonly scope: string; readonly part: MachinePart; readonly current: MachinePart; readonly children: (active: boolean) => ReactNode }): ReactNode {
  const [seen, setSeen] = useState(part === current);
  if (part === current && !seen) setSeen(true);
  if (!seen) return null;
  return (
    <div id={`panel-${scope}-${part}`} className="pane" role="tabpanel" hidden={part !== current}>
      {children(part === current)}
    </div>
  );
}

function StaleStrip({ row }: { readonly row: MachineRow }): ReactNode {
  const { connections } = useApp();
  const tr = useI18n();
  const host = useStore(connections.store, (state) => state.byId.get(row.connectionId));
  if (!row.stale) return null;
  return (
    <div className="strip" role="status">
      <StateMark shape="error" />
      <div className="strip__text">{tr.t('page.stale', { age: host?.lastSeenMs === undefined ? '' : formatAge(tr, host.lastSeenMs, Date.now()) })}</div>
    </div>
  );
}

function Gone({ machine }: { readonly machine: MachineKey }): ReactNode {
  const app = useApp();
  const { t } = useI18n();
  const loaded = useStore(app.inventory.store, (state) => state.loaded);
  const host = useStore(app.connections.store, (state) => state.byId.get(machine.connectionId));
  if (!loaded || host?.state === 'connecting') return <EmptyState text={t('table.loading')} />;
  return (
    <EmptyState text={host !== undefined && host.state !== 'connected' ? t('page.goneHost') : `${t('page.gone')} ${t('page.goneNext')}`}>
      <Button variant="primary" onClick={() => { app.tabs.select('all'); app.tabs.close(`machine:${machineId(machine)}`); }}>
        {t('page.toTable')}
      </Button>
    </EmptyState>
  );
}

/** One machine: its header, and its parts. */
export function MachinePage({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const { inventory, tabs } = useApp();
  const { t } = useI18n();
  useStore(inventory.store, (state) => state.version);
  const row = inventory.find(machine);
  const id = `machine:${machineId(machine)}`;
  const chosen = useStore(tabs.store, (state) => state.parts[id]);
  const [first, setFirst] = useState<MachinePart>();
  if (row === undefined) return <Gone machine={machine} />;
  // What it opened on stays in front when the machine stops.
  if (first === undefined) setFirst(firstPart(row));
  const part = chosen ?? first ?? firstPart(row);
  const parts: readonly SubTab<MachinePart>[] = [
    { id: 'console', label: t('page.console') },
    { id: 'overview', label: t('page.overview') },
    { id: 'hardware', label: t('page.hardware') },
    { id: 'snapshots', label: t('page.snapshots') },
    { id: 'xml', label: t('page.xml') },
    { id: 'log', label: t('page.log') },
  ];
  return (
    <>
      <MachineHead row={row} />
      <SubTabs scope={id} label={t('page.tabs')} tabs={parts} current={part} onSelect={(next) => { tabs.setPart(id, next); }} aside={part === 'console' ? <ConsoleStatus machine={machine} /> : undefined} />
      <StaleStrip row={row} />
      <QuestionStrip row={row} />
      <InstallStrip row={row} />
      <FailureStrip machine={machine} />
      <Suspense fallback={<EmptyState text={t('console.loading')} />}>
        <Part scope={id} part="console" current={part}>{(front) => <ConsolePane machine={machine} active={front && active} />}</Part>
        <Part scope={id} part="overview" current={part}>{(front) => <Overview row={row} active={front && active} />}</Part>
        <Part scope={id} part="hardware" current={part}>{(front) => <HardwarePane key={machine.uuid} machine={machine} active={front && active} />}</Part>
        <Part scope={id} part="snapshots" current={part}>{(front) => <SnapshotsPane machine={machine} active={front && active} />}</Part>
        <Part scope={id} part="xml" current={part}>{(front) => <XmlPane machine={machine} active={front && active} />}</Part>
        <Part scope={id} part="log" current={part}>{(front) => <LogPane id={row.connectionId} machine={row} shown={front && active} />}</Part>
      </Suspense>
    </>
  );
}
