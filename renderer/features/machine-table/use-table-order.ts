import { useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { useApp } from '../../state/app-context.tsx';
import type { Stats } from '../../state/stats-store.ts';
import { connectionLabel, fullHostLabel, stateWord } from '../machine-actions/machine-words.ts';
import { isLive, type Term } from './filter.ts';
import { filterRows, groupRows, isLiveSort, sortRows, type GroupKey, type RowContext, type Sort, type TableLine } from './table-order.ts';

/** What the table shows, in its order. */
export interface TableOrder {
  readonly lines: readonly TableLine[];
  /** The machines alone. */
  readonly ids: readonly number[];
  /** How many there are without the filter. */
  readonly total: number;
}

interface OrderContext {
  readonly context: RowContext;
  readonly groupName: (row: MachineRow) => string;
}

function contextOf(tr: Translator, labels: ReadonlyMap<ConnectionId, string>, stats: Stats, group: GroupKey): OrderContext {
  const hostLabel = (row: MachineRow): string => labels.get(row.connectionId) ?? '';
  return {
    context: { hostLabel, stateWords: (row) => [row.state, stateWord(tr, row)], figure: stats.value },
    groupName: (row) => {
      if (group === 'host') return fullHostLabel(row, hostLabel(row));
      if (group === 'folder') return row.placement?.folder ?? tr.t('table.noFolder');
      return group === 'state' ? tr.tKey(`state.${row.state}`) : (row.tags[0] ?? tr.t('table.untagged'));
    },
  };
}

/** What the hosts are called; the same map as long as that is so, however often the hosts say something else. */
function useLabels(): ReadonlyMap<ConnectionId, string> {
  const { connections } = useApp();
  const tr = useI18n();
  const list = useStore(connections.store, (state) => state.list);
  const former = useRef<ReadonlyMap<ConnectionId, string>>(new Map());
  const same = list.length === former.current.size && list.every((one) => former.current.get(one.id) === connectionLabel(tr, one));
  if (!same) former.current = new Map(list.map((one) => [one.id, connectionLabel(tr, one)]));
  return former.current;
}

/** Filters, sorts and groups the machines; anew with the figures only when the order depends on them. */
export function useTableOrder(terms: readonly Term[], sort: Sort, group: GroupKey, only: ConnectionId | undefined, frozen: boolean): TableOrder {
  const { inventory, stats } = useApp();
  const tr = useI18n();
  const live = isLive(terms) || isLiveSort(sort);
  // Only a filter looks at titles, and only a filter and one order at addresses.
  const version = useStore(inventory.store, (state) => (terms.length === 0 && sort.key !== 'address' ? state.shape : state.version));
  const tick = useStore(stats.store, (state) => (live && !frozen ? state.version : 0));
  const labels = useLabels();
  const former = useRef<{ readonly filtered: readonly number[]; readonly sorted: readonly number[] }>({ filtered: [], sorted: [] });
  const { context, groupName } = useMemo(() => contextOf(tr, labels, stats, group), [labels, tr, stats, group]);
  const filterTick = isLive(terms) ? tick : 0;

  const { filtered, total } = useMemo(() => {
    const all = only === undefined ? new Set(inventory.rowIds()) : inventory.ofConnection(only);
    return { filtered: filterRows(former.current.sorted, all, terms, inventory.row, context), total: all.size };
    // `version` and `filterTick` stand for what the stores hold outside React.
  }, [inventory, only, terms, context, version, filterTick]);

  return useMemo(() => {
    const same = former.current.filtered === filtered;
    const sorted = sortRows([...(same ? former.current.sorted : filtered)], sort, inventory.row, context, filtered);
    former.current = { filtered, sorted };
    const lines = groupRows(sorted, group, inventory.row, groupName);
    return { lines, ids: group === 'none' ? sorted : lines.filter((line) => typeof line === 'number'), total };
    // `tick` stands for the figures.
  }, [filtered, total, inventory, context, groupName, sort, group, tick]);
}
