import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useId, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type MouseEvent, type ReactNode, type RefObject } from 'react';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { PointMenu, type MenuPoint } from '../../kit/menu.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineMenu } from '../machine-actions/machine-menu.ts';
import { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { chosenColumns, type Column } from './columns.tsx';
import { extendTo, selectOnly, toggle, toggleAll, type Selection } from './selection.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { useTellShown } from './use-tell-shown.ts';
import { useTableKeys } from './use-table-keys.ts';
import type { TableLine } from './table-order.ts';
import type { TableOrder } from './use-table-order.ts';
import type { TableView } from './use-table-view.ts';

const ROW_PX = 26;
const GAP_PX = 12;
const CHECK_PX = 14;
const EDGE_PX = 24;
/** More lines than are ever in sight. A line's element belongs to its place, not to its machine: a new order changes texts and builds nothing. */
const RING = 256;
const OVERSCAN = 4;

/** The table itself. */
export interface MachineTableProps {
  readonly order: TableOrder;
  readonly view: TableView;
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
  /** Where an open menu must not see its rows move. */
  readonly onMenuOpen: (open: boolean) => void;
  readonly grid: RefObject<HTMLDivElement | null>;
}

function tracksOf(columns: readonly Column[], widths: Readonly<Record<string, number>>): CSSProperties {
  const min = columns.reduce((total, column) => total + (widths[column.id] ?? column.minPx) + GAP_PX, CHECK_PX + EDGE_PX);
  const track = (column: Column): string => (widths[column.id] === undefined ? column.track : `${widths[column.id]}px`);
  return { '--cols': `${CHECK_PX}px ${columns.map(track).join(' ')}`, '--min': `${min}px` } as CSSProperties;
}

const rowIdOf = (target: EventTarget): number | undefined => {
  const text = target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset['row'] : undefined;
  return text === undefined ? undefined : Number(text);
};

/** What the mouse does to the selection: alone, with Ctrl, with Shift, on the box. */
function clicked(event: MouseEvent, selection: Selection, order: readonly number[]): Selection | undefined {
  const id = rowIdOf(event.target);
  if (id === undefined) return undefined;
  if (event.shiftKey) return extendTo(selection, id, order);
  const onBox = event.target instanceof Element && event.target.closest('[data-check]') !== null;
  return onBox || event.ctrlKey || event.metaKey ? toggle(selection, id) : selectOnly(id);
}

/** The table of machines: virtual rows, everything by keyboard. */
export function MachineTable({ order, view, selection, select, onMenuOpen, grid }: MachineTableProps): ReactNode {
  const app = useApp();
  const actions = useMachineActions();
  const { t } = useI18n();
  const prefix = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const [menuAt, setMenuAt] = useState<MenuPoint>();
  const columns = useMemo(() => chosenColumns(view.columnIds), [view.columnIds]);
  const { lines, ids } = order;
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_PX, overscan: OVERSCAN, useFlushSync: false });

  const targets = (active = selection.active): readonly MachineRow[] => {
    const wanted = selection.ids.size > 0 && (active === undefined || selection.ids.has(active)) ? [...selection.ids] : active === undefined ? [] : [active];
    return wanted.flatMap((id) => app.inventory.row(id) ?? []);
  };
  const openMenu = (at: MenuPoint | undefined): void => {
    setMenuAt(at);
    onMenuOpen(at !== undefined);
  };
  const onMenu = (id: number): void => {
    const box = document.getElementById(`${prefix}${id}`)?.getBoundingClientRect();
    if (box !== undefined) openMenu({ x: box.left + 40, y: box.bottom });
  };
  const pageSize = (): number => Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW_PX) / ROW_PX) - 1);
  const onKeyDown = useTableKeys({ ids, selection, select, rowOf: app.inventory.row, pageSize, onOpen: actions.open, onDelete: (rows) => { actions.perform('delete', rows); }, onRename: (row) => { actions.perform('rename', [row]); }, onMenu, targets });

  useLayoutEffect(() => {
    const at = selection.active === undefined ? -1 : lines.indexOf(selection.active);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // The list follows the ring, not every change of the order.
  }, [selection.active, virtual]);

  const all = ids.length > 0 && selection.ids.size >= ids.length;
  return (
    <div
      ref={grid}
      className="table"
      role="grid"
      tabIndex={0}
      aria-label={t('table.label')}
      aria-rowcount={lines.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={selection.active === undefined ? undefined : `${prefix}${selection.active}`}
      style={tracksOf(columns, view.widths)}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const [first] = ids;
        if (event.target === event.currentTarget && selection.active === undefined && first !== undefined) select({ ...selection, active: first, anchor: first });
      }}
      onContextMenu={(event) => {
        const id = rowIdOf(event.target);
        if (id === undefined) return;
        event.preventDefault();
        if (!selection.ids.has(id)) select(selectOnly(id));
        openMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <TableHead columns={columns} sort={view.sort} onSort={view.setSort} widths={view.widths} onWidth={view.setWidth} selected={all ? 'on' : selection.ids.size > 0 ? 'mixed' : 'off'} onToggleAll={() => { select(toggleAll(selection, ids)); }} />
      <div
        ref={scroll}
        className="table__scroll"
        role="rowgroup"
        onClick={(event) => {
          const next = clicked(event, selection, ids);
          if (next !== undefined) select(next);
        }}
        onDoubleClick={(event) => {
          const row = app.inventory.row(rowIdOf(event.target) ?? -1);
          if (row !== undefined) actions.open(row);
        }}
      >
        <VirtualRows prefix={prefix} lines={lines} columns={columns} selection={selection} virtual={virtual} />
      </div>
      <PointMenu at={menuAt} entries={menuAt === undefined ? [] : machineMenu(app, actions.tr, actions, targets())} onClose={() => { openMenu(undefined); }} returnTo={() => grid.current} />
    </div>
  );
}

interface RowsProps {
  readonly prefix: string;
  readonly lines: readonly TableLine[];
  readonly columns: readonly Column[];
  readonly selection: Selection;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
}

function VirtualRows({ prefix, lines, columns, selection, virtual }: RowsProps): ReactNode {
  const { inventory } = useApp();
  const items = virtual.getVirtualItems();
  useTellShown(lines, items[0]?.index ?? 0, items.at(-1)?.index ?? -1);
  return (
    <div className="table__space" role="presentation" style={{ blockSize: virtual.getTotalSize() }}>
      {items.map((item) => {
        const line = lines[item.index];
        if (line === undefined) return null;
        if (typeof line !== 'number') return <GroupHead key={`group ${line.group}`} name={line.group} count={line.count} top={item.start} />;
        const row = inventory.row(line);
        return row === undefined ? null : (
          <TableRow key={item.index % RING} id={`${prefix}${line}`} row={row} index={item.index} top={item.start} columns={columns} selected={selection.ids.has(line)} active={selection.active === line} />
        );
      })}
    </div>
  );
}

function GroupHead({ name, count, top }: { readonly name: string; readonly count: number; readonly top: number }): ReactNode {
  return (
    <div className="tr tr--group" role="row" style={{ transform: `translateY(${top}px)` }}>
      <span role="gridcell" className="cell-group">
        {name}
        <span className="cap num">{count}</span>
      </span>
    </div>
  );
}
