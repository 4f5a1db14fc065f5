import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { useApp } from '../../state/app-context.tsx';
import type { ShownFigures, StatGroup } from '../../state/stats-store.ts';
import { usePageVisible } from '../app/use-page-visible.ts';
import { onFind } from '../commands/find-target.ts';
import { FailureStrip } from '../tasks/failure-strip.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { chosenColumns } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { MachineTable } from './machine-table.tsx';
import { NO_SELECTION, type Selection } from './selection.ts';
import { orderGroups } from './table-order.ts';
import { useTableOrder } from './use-table-order.ts';
import { useTableView, type TableView } from './use-table-view.ts';

/** The table with its filter and its bars; of all connections, or of one. */
export function MachinesPane({ only, active }: { readonly only?: ConnectionId; readonly active: boolean }): ReactNode {
  const app = useApp();
  const { t } = useI18n();
  const view = useTableView(only === undefined ? 'all' : 'host', only !== undefined);
  const [menuOpen, setMenuOpen] = useState(false);
  const [selection, setSelection] = useState<Selection>(NO_SELECTION);
  const order = useTableOrder(view.terms, view.sort, view.group, only, menuOpen || !active);
  const input = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const version = useStore(app.inventory.store, (state) => state.version);
  const selected = useMemo(() => [...selection.ids].flatMap((id) => app.inventory.row(id) ?? []), [selection, version, app]);
  useShownFigures(view, active);

  useEffect(() => (active ? onFind(() => { input.current?.focus(); input.current?.select(); }) : undefined), [active]);

  return (
    <>
      {only === undefined ? <h1 className="sr">{t('tabs.all')}</h1> : null}
      <FilterBar view={view} shown={order.ids.length} total={order.total} input={input} onLeave={() => { grid.current?.focus(); }} />
      {order.ids.length > 0 ? (
        <MachineTable order={order} view={view} selection={selection} select={setSelection} onMenuOpen={setMenuOpen} grid={grid} />
      ) : order.total > 0 ? (
        <EmptyState text={t('table.nothing')}>
          <Button variant="primary" onClick={() => { view.setFilter([], ''); }}>{t('table.clearFilter')}</Button>
        </EmptyState>
      ) : (
        <NoMachines only={only} />
      )}
      <FailureStrip />
      {selected.length > 0 ? <BulkBar rows={selected} onClear={() => { setSelection({ ...NO_SELECTION, active: selection.active }); grid.current?.focus(); }} /> : null}
    </>
  );
}

/** The status bar lives on the hosts' own load, which comes with every answer. */
const IN_BACKGROUND: readonly StatGroup[] = ['cpu'];
/** So few machines cost a host nothing, and their graphs are there at once when they come into sight. */
const FEW_MACHINES = 200;

/** Tells main which figures are shown; nothing is asked for what is not, and nothing at all while nobody looks. */
function useShownFigures({ columnIds, terms, sort }: TableView, active: boolean): void {
  const { stats, settings, inventory } = useApp();
  const visible = usePageVisible();
  const intervalMs = useStore(settings.store, (state) => state.value.statsIntervalMs);
  const few = useStore(inventory.store, (state) => state.total <= FEW_MACHINES);
  useEffect(() => {
    if (!active) return undefined;
    const order = orderGroups(terms, sort);
    const columns = chosenColumns(columnIds).flatMap((column) => column.group ?? []);
    const groups = [...new Set([...columns, ...order])].sort();
    stats.setShown(visible ? { groups, whole: few ? groups : order, intervalMs } : NOTHING);
    return () => {
      stats.setShown(visible ? { groups: IN_BACKGROUND, whole: [], intervalMs } : NOTHING);
    };
  }, [stats, columnIds, terms, sort, few, active, visible, intervalMs]);
}
const NOTHING: ShownFigures = { groups: [], whole: [], intervalMs: undefined };

function NoMachines({ only }: { readonly only: ConnectionId | undefined }): ReactNode {
  const app = useApp();
  const { t } = useI18n();
  const loaded = useStore(app.inventory.store, (state) => state.loaded);
  const list = useStore(app.connections.store, (state) => state.list);
  const { pending, connected } = summary(list.filter((one) => only === undefined || one.id === only).map((one) => one.state));
  if (!loaded || pending) return <EmptyState text={t('table.loading')} />;
  if (!connected) {
    return (
      <EmptyState text={t('table.noneReachable')}>
        <Button variant="primary" onClick={() => { app.ui.open({ kind: 'addHost' }); }}>{t('side.addHost')}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState text={t('table.noMachines')}>
      <Button variant="primary" onClick={() => { app.ui.open({ kind: 'newMachine', ...(only === undefined ? {} : { host: only }) }); }}>{t('top.newMachine')}</Button>
    </EmptyState>
  );
}

interface Summary {
  readonly pending: boolean;
  readonly connected: boolean;
}
const summary = (states: readonly string[]): Summary => ({ pending: states.includes('connecting') && !states.includes('connected'), connected: states.includes('connected') });
