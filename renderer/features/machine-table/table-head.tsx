import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckMark } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Splitter } from '../../kit/splitter.tsx';
import type { Column } from './columns.tsx';
import type { Sort } from './table-order.ts';

/** The heads of the columns. */
export interface TableHeadProps {
  readonly columns: readonly Column[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly widths: Readonly<Record<string, number>>;
  readonly onWidth: (columnId: string, widthPx: number | undefined) => void;
  readonly selected: 'on' | 'off' | 'mixed';
  readonly onToggleAll: () => void;
}

const MIN_PX = 32;
const MAX_PX = 800;

interface HeadCellProps extends Pick<TableHeadProps, 'sort' | 'onSort' | 'onWidth'> {
  readonly column: Column;
  readonly widthPx: number | undefined;
  readonly isFirst: boolean;
}

function HeadCell({ column, sort, onSort, widthPx, onWidth, isFirst }: HeadCellProps): ReactNode {
  const tr = useI18n();
  const key = column.sort;
  const sorted = key !== undefined && key === sort.key;
  const label = column.title(tr);
  const border = (
    <Splitter
      label={tr.t('table.columnWidth', { column: (column.longTitle ?? column.title)(tr) })}
      size={widthPx ?? column.minPx}
      min={MIN_PX}
      max={MAX_PX}
      measure={(element) => element.parentElement?.getBoundingClientRect().width ?? column.minPx}
      row={{ isFirst, onMove: focusOther }}
      onResize={(width) => { onWidth(column.id, width); }}
      onToggle={() => { onWidth(column.id, undefined); }}
    />
  );
  if (key === undefined) {
    return (
      <span role="columnheader">
        <span className="clip">{label}</span>
        {border}
      </span>
    );
  }
  return (
    <span role="columnheader" aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'} className={column.className === 'cell-addr' ? 'cell-addr' : undefined}>
      <button
        type="button"
        tabIndex={-1}
        className={[sorted ? 'is-sorted' : '', column.figure === true ? 'is-end' : ''].filter(Boolean).join(' ')}
        onClick={() => {
          // Figures are asked for from the top, words from A.
          onSort({ key, descending: sorted ? !sort.descending : column.figure === true });
        }}
      >
        <span className="clip">{label}</span>
        {sorted ? <Icon of={sort.descending ? ArrowDown : ArrowUp} size={12} /> : null}
      </button>
      {border}
    </span>
  );
}

/** From one column's border to the next. */
function focusOther(border: HTMLElement, by: 1 | -1): void {
  const all = [...(border.closest('[role=row]')?.querySelectorAll<HTMLElement>('[role=separator]') ?? [])];
  all[all.indexOf(border) + by]?.focus();
}

/** The line of column heads; a click sorts, their borders are dragged or moved with the arrow keys. */
export function TableHead({ columns, sort, onSort, widths, onWidth, selected, onToggleAll }: TableHeadProps): ReactNode {
  const { t } = useI18n();
  return (
    <div className="tr tr--head" role="row" aria-rowindex={1}>
      <span role="columnheader">
        <button type="button" tabIndex={-1} role="checkbox" aria-checked={selected === 'mixed' ? 'mixed' : selected === 'on'} aria-label={t('table.selectAll')} onClick={onToggleAll}>
          <CheckMark state={selected} className="check--head" />
        </button>
      </span>
      {columns.map((column, index) => (
        <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} widthPx={widths[column.id]} onWidth={onWidth} isFirst={index === 0} />
      ))}
    </div>
  );
}
