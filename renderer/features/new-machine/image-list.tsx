import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { NewMachineOffer } from '../../../main/contract/machines.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import { OsMark } from './os-mark.tsx';
import './new-machine.css';

/** An image that a host has. */
export type HostImage = NewMachineOffer['images'][number];

/** Images of a host, by pool; arrows choose, Enter goes on. */
export function ImageList({ images, chosen, onChoose, onEnter, label }: { readonly images: readonly HostImage[]; readonly chosen: string; readonly onChoose: (path: string) => void; readonly onEnter: () => void; readonly label: string }): ReactNode {
  const tr = useI18n();
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = images.findIndex((image) => image.path === chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = images[moveIndex(event.key, at, images.length, 8) ?? -1];
    if (next !== undefined) {
      onChoose(next.path);
      list.current?.querySelector(`[data-path="${CSS.escape(next.path)}"]`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="tr tr--head images" role="presentation">
        <span>{tr.t('new.columnImage')}</span>
        <span className="num">{tr.t('new.columnSize')}</span>
        <span>{tr.t('new.columnPool')}</span>
      </div>
      <div ref={list} className="images__list" role="listbox" data-autofocus="" tabIndex={0} aria-label={label} aria-activedescendant={at < 0 ? undefined : `${prefix}${at}`} onKeyDown={onKeyDown}>
        {images.map((image, index) => (
          <div
            key={image.path}
            id={`${prefix}${index}`}
            data-path={image.path}
            role="option"
            aria-selected={index === at}
            className={`tr images${index === at ? ' is-selected is-active' : ''}`}
            title={image.path}
            onClick={() => { onChoose(image.path); }}
            onDoubleClick={onEnter}
          >
            <span className="cell-name">
              <OsMark name={image.name} />
              <span className="clip">{image.name}</span>
            </span>
            <span className="num">{formatBytes(tr, image.sizeBytes)}</span>
            <span className="soft">{image.pool}</span>
          </div>
        ))}
      </div>
    </>
  );
}
