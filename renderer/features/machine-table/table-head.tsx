import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckMark } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import type { Column } from './columns.tsx';
import type { Sort } from './table-order.ts';

/** The heads of the columns. */
export interface TableHeadProps {
  readonly columns: readonly Column[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly selected: 'on' | 'off' | 'mixed';
  readonly onToggleAll: () => void;
}

function HeadCell({ column, sort, onSort }: { readonly column: Column; readonly sort: Sort; readonly onSort: (sort: Sort) => void }): ReactNode {
  const tr = useI18n();
  const key = column.sort;
  const sorted = key !== undefined && key === sort.key;
  const label = column.title(tr);
  if (key === undefined) return <span role="columnheader">{label}</span>;
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
    </span>
  );
}

/** The line of column heads; a click sorts. */
export function TableHead({ columns, sort, onSort, selected, onToggleAll }: TableHeadProps): ReactNode {
  const { t } = useI18n();
  return (
    <div className="tr tr--head" role="row" aria-rowindex={1}>
      <span role="columnheader">
        <button type="button" tabIndex={-1} role="checkbox" aria-checked={selected === 'mixed' ? 'mixed' : selected === 'on'} aria-label={t('table.selectAll')} onClick={onToggleAll}>
          <CheckMark state={selected} className="check--head" />
        </button>
      </span>
      {columns.map((column) => (
        <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
      ))}
    </div>
  );
}
