import { Dialog as Base } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Icon } from '../../kit/icon.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import { NestedDialogSlot } from '../../kit/nested-dialog.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { shapeOf, stateWord } from '../machine-actions/machine-words.ts';
import { paletteItems, type PaletteItem } from './palette-items.ts';
import './palette.css';

function Line({ item, id, current, onPick, onPoint }: { readonly item: PaletteItem; readonly id: string; readonly current: boolean; readonly onPick: () => void; readonly onPoint: () => void }): ReactNode {
  const tr = useI18n();
  return (
    <div
      id={id}
      role="option"
      aria-selected={current}
      aria-disabled={item.disabledReason !== undefined}
      className={`palette__line${current ? ' is-current' : ''}${item.disabledReason === undefined ? '' : ' is-off'}`}
      title={item.disabledReason}
      onMouseMove={onPoint}
      onClick={onPick}
    >
      {item.row !== undefined ? <StateMark shape={shapeOf(item.row)} stale={item.row.stale} label={stateWord(tr, item.row)} /> : item.icon === undefined ? null : <Icon of={item.icon} size={14} />}
      <span className="clip">{item.label}</span>
      <span className="palette__note clip">{item.disabledReason ?? item.note}</span>
    </div>
  );
}

/** Search for machines, hosts and commands; everything by keyboard. */
export function Palette(): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const prefix = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const items = useMemo(() => paletteItems(app, tr, typed), [app, tr, typed]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, items]);

  const pick = (item: PaletteItem | undefined): void => {
    if (item === undefined || item.disabledReason !== undefined) return;
    app.ui.close();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const inText = event.key === 'Home' || event.key === 'End';
    const next = inText ? undefined : moveIndex(event.key, at, items.length, 8);
    if (next !== undefined) setAt(next === at && event.key === 'ArrowDown' ? 0 : next);
    else if (event.key === 'Enter') pick(items[at]);
    else return;
    event.preventDefault();
  };
  const captionOf = (group: PaletteItem['group']): string => tr.tKey(`palette.${group}`);
  return (
    <Base.Root open onOpenChange={(open) => { if (!open) app.ui.close(); }}>
      <Base.Portal>
        <Base.Backdrop className="scrim scrim--light" />
        <Base.Popup className="dialog palette" aria-label={tr.t('palette.label')}>
          <label className="palette__field">
            <Icon of={Search} />
            <input
              type="text"
              role="combobox"
              autoFocus
              spellCheck={false}
              autoComplete="off"
              aria-expanded="true"
              aria-controls={`${prefix}list`}
              aria-activedescendant={items[at] === undefined ? undefined : `${prefix}${at}`}
              aria-label={tr.t('palette.placeholder')}
              placeholder={tr.t('palette.placeholder')}
              value={typed}
              onKeyDown={onKeyDown}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
            />
          </label>
          <div ref={list} id={`${prefix}list`} className="palette__list" role="listbox" aria-label={tr.t('palette.label')}>
            {items.map((item, index) => (
              <div key={item.id} role="presentation">
                {items[index - 1]?.group === item.group ? null : <div className="palette__group" role="presentation">{captionOf(item.group)}</div>}
                <Line item={item} id={`${prefix}${index}`} current={index === at} onPick={() => { pick(item); }} onPoint={() => { setAt(index); }} />
              </div>
            ))}
            {items.length === 0 ? <p className="palette__none">{tr.t('palette.none')}</p> : null}
          </div>
          <footer className="palette__foot cap">{tr.t('palette.help')}</footer>
        </Base.Popup>
      </Base.Portal>
      <NestedDialogSlot />
    </Base.Root>
  );
}
