import { Fragment, memo, useId, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import type { LibraryRow } from './library.ts';
import { OsMark } from './os-mark.tsx';

const HEADS = { cloud: 'new.section.cloud', iso: 'new.section.iso', download: 'new.section.download' } as const;
const KINDS = { cloud: 'new.kindCloud', iso: 'new.kindIso', download: 'new.kindDownload' } as const;

/** One image. There may be thousands: a line is drawn anew only when it changes. */
const LibraryLine = memo(function LibraryLine({ row, id, selected }: { readonly row: LibraryRow; readonly id: string; readonly selected: boolean }): ReactNode {
  const tr = useI18n();
  return (
    <div id={id} data-key={row.key} role="option" aria-selected={selected} className={`tr library${selected ? ' is-selected is-active' : ''}`} title={row.path ?? row.fileName}>
      <span className="cell-name">
        <OsMark name={`${row.name} ${row.fileName}`} />
        <span className="clip">
          {row.name}
          {row.name === row.fileName ? null : <span className="soft library__file">{row.fileName}</span>}
        </span>
      </span>
      <span className="soft">{tr.t(KINDS[row.section])}</span>
      <span className="num">{row.sizeBytes === undefined ? '' : formatBytes(tr, row.sizeBytes)}</span>
      <span className="soft clip">{row.where}</span>
    </div>
  );
});

/** The library by kinds; arrows choose, Enter goes on. */
export function LibraryList({ rows, chosen, onChoose, onEnter }: { readonly rows: readonly LibraryRow[]; readonly chosen: string; readonly onChoose: (row: LibraryRow) => void; readonly onEnter: () => void }): ReactNode {
  const tr = useI18n();
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = rows.findIndex((row) => row.key === chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = rows[moveIndex(event.key, at, rows.length, 8) ?? -1];
    if (next !== undefined) {
      onChoose(next);
      list.current?.querySelector(`[data-key="${CSS.escape(next.key)}"]`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
  };
  const onClick = ({ target }: MouseEvent<HTMLDivElement>): void => {
    const key = target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    const row = rows.find((each) => each.key === key);
    if (row !== undefined) onChoose(row);
  };
  const onDoubleClick = ({ target }: MouseEvent<HTMLDivElement>): void => {
    if (target instanceof Element && target.closest('[data-key]') !== null) onEnter();
  };
  return (
    <>
      <div className="tr tr--head library" role="presentation">
        <span>{tr.t('new.columnImage')}</span>
        <span>{tr.t('new.columnKind')}</span>
        <span className="num">{tr.t('new.columnSize')}</span>
        <span>{tr.t('new.columnPool')}</span>
      </div>
      <div ref={list} className="images__list" role="listbox" data-autofocus="" tabIndex={0} aria-label={tr.t('new.columnImage')} aria-activedescendant={at < 0 ? undefined : `${prefix}${at}`} onKeyDown={onKeyDown} onClick={onClick} onDoubleClick={onDoubleClick}>
        {rows.map((row, index) => (
          <Fragment key={row.key}>
            {rows[index - 1]?.section === row.section ? null : <div className="tr library__section" role="presentation">{tr.t(HEADS[row.section])}</div>}
            <LibraryLine row={row} id={`${prefix}${index}`} selected={index === at} />
          </Fragment>
        ))}
      </div>
    </>
  );
}
