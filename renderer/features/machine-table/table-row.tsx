import { memo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckMark } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import type { Column } from './columns.tsx';

/** A row of the table. */
export interface TableRowProps {
  readonly id: string;
  readonly row: MachineRow;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly active: boolean;
}

const cellClass = (column: Column): string | undefined => [column.className ?? '', column.figure === true && column.className === undefined ? 'num' : ''].filter(Boolean).join(' ') || undefined;

/** One machine in the table. It listens to the figures by itself, so that a tick renders only what is in sight. */
export const TableRow = memo(function TableRow({ id, row, index, top, columns, selected, active }: TableRowProps): ReactNode {
  const { stats, connections } = useApp();
  const tr = useI18n();
  const version = useStore(stats.store, (state) => state.version);
  const host = useStore(connections.store, (state) => state.byId.get(row.connectionId));
  const context = { tr, stats, version, hostLabel: host === undefined ? '' : connectionLabel(tr, host), lastSeenMs: host?.lastSeenMs };
  const classes = ['tr', selected ? 'is-selected' : '', active ? 'is-active' : '', row.stale ? 'is-stale' : '', row.state === 'off' ? 'is-off' : ''].filter(Boolean).join(' ');
  return (
    <div id={id} className={classes} role="row" aria-rowindex={index + 2} aria-selected={selected} data-row={row.row} style={{ transform: `translateY(${top}px)` }}>
      <span role="gridcell" data-check="">
        <CheckMark state={selected ? 'on' : 'off'} />
      </span>
      {columns.map((column) => (
        <span key={column.id} role={column.id === 'name' ? 'rowheader' : 'gridcell'} className={cellClass(column)}>
          {column.cell(row, context)}
        </span>
      ))}
    </div>
  );
});
