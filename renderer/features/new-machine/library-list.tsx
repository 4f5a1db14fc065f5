import { Fragment, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import type { LibraryRow } from './library.ts';
import { OsMark } from './os-mark.tsx';

const HEADS = { cloud: 'new.section.cloud', iso: 'new.section.iso', download: 'new.section.download' } as const;
const KINDS = { cloud: 'new.kindCloud', iso: 'new.kindIso', download: 'new.kindDownload' } as const;

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
  return (
    <>
      <div className="tr tr--head library" role="presentation">
        <span>{tr.t('new.columnImage')}</span>
        <span>{tr.t('new.columnKind')}</span>
        <span className="num">{tr.t('new.columnSize')}</span>
        <span>{tr.t('new.columnPool')}</span>
      </div>
      <div ref={list} className="images__list" role="listbox" data-autofocus="" tabIndex={0} aria-label={tr.t('new.columnImage')} aria-activedescendant={at < 0 ? undefined : `${prefix}${at}`} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          <Fragment key={row.key}>
            {rows[index - 1]?.section === row.section ? null : <div className="tr library__section" role="presentation">{tr.t(HEADS[row.section])}</div>}
            <div
              id={`${prefix}${index}`}
              data-key={row.key}
              role="option"
              aria-selected={index === at}
              className={`tr library${index === at ? ' is-selected is-active' : ''}`}
              title={row.path ?? row.fileName}
              onClick={() => { onChoose(row); }}
              onDoubleClick={onEnter}
            >
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
          </Fragment>
        ))}
      </div>
    </>
  );
}
