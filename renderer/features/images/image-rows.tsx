import { Disc3, HardDrive } from 'lucide-react';
import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { PoolImage } from '../../../main/contract/images.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Icon } from '../../kit/icon.tsx';
import { moveIndex, TypeAhead } from '../../kit/list-keys.ts';

const PAGE = 12;

/** Images of a pool; arrows and letters choose, Enter takes. Rows out of sight cost nothing to draw. */
export function ImageRows({ images, users, chosen, onChoose, onEnter }: { readonly images: readonly PoolImage[]; readonly users: ReadonlyMap<string, readonly string[]>; readonly chosen: string; readonly onChoose: (image: PoolImage) => void; readonly onEnter: (image: PoolImage) => void }): ReactNode {
  const tr = useI18n();
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const ahead = useRef(new TypeAhead());
  const at = images.findIndex(({ path }) => path === chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const current = images[at];
    const to = moveIndex(event.key, at, images.length, PAGE) ?? ahead.current.take(event.key, event.timeStamp, at, images.length, (index) => images[index]?.name ?? '');
    const next = images[to ?? -1];
    if (next !== undefined && to !== undefined) {
      onChoose(next);
      list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && current !== undefined) onEnter(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="tr tr--head browse" role="presentation">
        <span>{tr.t('images.name')}</span>
        <span>{tr.t('images.format')}</span>
        <span className="num">{tr.t('images.size')}</span>
        <span className="num">{tr.t('images.taken')}</span>
        <span>{tr.t('images.usedBy')}</span>
      </div>
      <div ref={list} className="images__list browse__list" role="listbox" data-autofocus="" tabIndex={0} aria-label={tr.t('images.name')} aria-activedescendant={at < 0 ? undefined : `${prefix}${at}`} onKeyDown={onKeyDown}>
        {images.map((image, index) => {
          const names = users.get(image.path)?.join(', ') ?? '';
          return (
            <div key={image.path} id={`${prefix}${index}`} role="option" aria-selected={index === at} className={`tr browse${index === at ? ' is-selected is-active' : ''}`} title={image.path} onClick={() => { onChoose(image); }} onDoubleClick={() => { onEnter(image); }}>
              <span className="cell-name">
                <Icon of={image.format === 'iso' ? Disc3 : HardDrive} size={14} />
                <bdi className="clip">{image.name}</bdi>
              </span>
              <span className="soft">{image.format ?? ''}</span>
              <span className="num">{formatBytes(tr, image.capacityBytes)}</span>
              <span className="num soft">{formatBytes(tr, image.allocationBytes)}</span>
              <span className="soft clip" title={names}>{names}</span>
            </div>
          );
        })}
      </div>
    </>
  );
}
