import { useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { connectionLabel, stateWord } from '../machine-actions/machine-words.ts';
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

/** Filters, sorts and groups the machines; anew with the figures only when the order depends on them. */
export function useTableOrder(terms: readonly Term[], sort: Sort, group: GroupKey, only: ConnectionId | undefined, frozen: boolean): TableOrder {
  const { inventory, stats, connections } = useApp();
  const tr = useI18n();
  const live = isLive(terms) || isLiveSort(sort);
  const version = useStore(inventory.store, (state) => state.version);
  const tick = useStore(stats.store, (state) => (live && !frozen ? state.version : 0));
  const byId = useStore(connections.store, (state) => state.byId);
  const former = useRef<readonly number[]>([]);

  return useMemo(() => {
    const labels = new Map([...byId].map(([id, info]) => [id, connectionLabel(tr, info)]));
    const hostLabel = (row: MachineRow): string => labels.get(row.connectionId) ?? '';
    const context: RowContext = {
      hostLabel,
      stateWords: (row) => [row.state, stateWord(tr, row)],
      figure: stats.value,
    };
    const groupName = (row: MachineRow): string => {
      if (group === 'host') return hostLabel(row);
      return group === 'state' ? tr.tKey(`state.${row.state}`) : (row.tags[0] ?? tr.t('table.untagged'));
    };
    const all = only === undefined ? [...inventory.rowIds()] : [...inventory.ofConnection(only)];
    const ids = sortRows(filterRows(former.current, new Set(all), terms, inventory.row, context), sort, inventory.row, context);
    former.current = ids;
    const lines = groupRows(ids, group, inventory.row, groupName);
    return { lines, ids: group === 'none' ? ids : lines.filter((line) => typeof line === 'number'), total: all.length };
    // `version` and `tick` stand for what the stores hold outside React.
  }, [byId, tr, stats, inventory, only, terms, sort, group, version, tick]);
}
