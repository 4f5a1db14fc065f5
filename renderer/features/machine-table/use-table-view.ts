import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.tsx';
import { DEFAULT_COLUMNS } from './columns.tsx';
import { parseFilter, parseTerm, type Term } from './filter.ts';
import type { GroupKey, Sort } from './table-order.ts';

/** How a table is looked at; remembered under its name. */
export interface TableView {
  readonly chips: readonly string[];
  readonly draft: string;
  readonly terms: readonly Term[];
  readonly setFilter: (chips: readonly string[], draft: string) => void;
  readonly sort: Sort;
  readonly setSort: (sort: Sort) => void;
  readonly group: GroupKey;
  readonly setGroup: (group: GroupKey) => void;
  readonly columnIds: readonly string[];
  readonly setColumnIds: (ids: readonly string[]) => void;
  /** Widths that were chosen, by column. */
  readonly widths: Readonly<Record<string, number>>;
  /** Chooses one; undefined: the usual one. */
  readonly setWidth: (columnId: string, widthPx: number | undefined) => void;
}

interface Remembered {
  readonly sort?: Sort;
  readonly group?: GroupKey;
  readonly columnIds?: readonly string[];
  readonly widths?: Readonly<Record<string, number>>;
}

const isRemembered = (value: unknown): value is Remembered => {
  if (typeof value !== 'object' || value === null) return false;
  const sortOk = !('sort' in value) || (typeof value.sort === 'object' && value.sort !== null && 'key' in value.sort && typeof value.sort.key === 'string' && 'descending' in value.sort);
  const columnsOk = !('columnIds' in value) || (Array.isArray(value.columnIds) && value.columnIds.every((id) => typeof id === 'string'));
  const widthsOk = !('widths' in value) || (typeof value.widths === 'object' && value.widths !== null && Object.values(value.widths).every((width) => typeof width === 'number'));
  return sortOk && columnsOk && widthsOk && (!('group' in value) || typeof value.group === 'string');
};

const NO_WIDTHS: Readonly<Record<string, number>> = {};
const BY_NAME: Sort = { key: 'name', descending: false };

/** The columns that say something here, until others are chosen: no tags where nothing has one, no host where there is but one. */
function useUsualColumns(oneHost: boolean): readonly string[] {
  const { inventory, connections } = useApp();
  const version = useStore(inventory.store, (state) => state.shape);
  const hosts = useStore(connections.store, (state) => state.list.length);
  return useMemo(() => {
    let tagged = false;
    let spread = false;
    for (const id of inventory.rowIds()) {
      const row = inventory.row(id);
      tagged ||= (row?.tags.length ?? 0) > 0;
      spread ||= row?.placement?.host !== undefined;
      if (tagged && spread) break;
    }
    return DEFAULT_COLUMNS.filter((id) => (id === 'tags' ? tagged : id !== 'host' || spread || (!oneHost && hosts > 1)));
    // `version` stands for the rows, which stand outside React.
  }, [inventory, version, hosts, oneHost]);
}

/** How one table is looked at: the one of all machines, or that of one host. */
export function useTableView(name: string, oneHost: boolean): TableView {
  const { settings } = useApp();
  const usual = useUsualColumns(oneHost);
  const [remembered, setRemembered] = useState<Remembered>(() => settings.layout(`table.${name}`, isRemembered) ?? {});
  const [filter, setFilter] = useState<{ readonly chips: readonly string[]; readonly draft: string }>({ chips: [], draft: '' });
  const terms = useMemo(() => [...filter.chips.map(parseTerm), ...parseFilter(filter.draft)], [filter]);
  const remember = (change: Remembered): void => {
    const next = { ...remembered, ...change };
    setRemembered(next);
    settings.setLayout(`table.${name}`, next);
  };
  return {
    ...filter,
    terms,
    setFilter: (chips, draft) => {
      setFilter({ chips, draft });
    },
    sort: remembered.sort ?? BY_NAME,
    setSort: (sort) => {
      remember({ sort });
    },
    group: remembered.group ?? 'none',
    setGroup: (group) => {
      remember({ group });
    },
    columnIds: remembered.columnIds ?? usual,
    setColumnIds: (columnIds) => {
      remember({ columnIds });
    },
    widths: remembered.widths ?? NO_WIDTHS,
    setWidth: (columnId, widthPx) => {
      const others = Object.entries(remembered.widths ?? {}).filter(([id]) => id !== columnId);
      remember({ widths: Object.fromEntries(widthPx === undefined ? others : [...others, [columnId, widthPx]]) });
    },
  };
}
