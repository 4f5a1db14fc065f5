import { Plus } from 'lucide-react';
import { useId, type KeyboardEvent, type ReactNode } from 'react';
import type { HardwareItem, HardwareView } from '../../../main/contract/hardware.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import { MenuButton } from '../../kit/menu.tsx';
import { deviceIcon } from './device-icon.ts';
import { itemName } from './hardware-words.ts';

const PAGE = 10;

function Line({ item, id, selected, onSelect }: { readonly item: HardwareItem; readonly id: string; readonly selected: boolean; readonly onSelect: () => void }): ReactNode {
  const tr = useI18n();
  const mark = item.state === 'same' ? undefined : tr.t(item.state === 'edited' ? 'hardware.edited' : item.state === 'new' ? 'hardware.new' : 'hardware.gone');
  return (
    // The list has the keyboard.
    <div id={id} role="option" aria-selected={selected} className={`dev${selected ? ' is-selected' : ''}${item.state === 'removed' ? ' is-gone' : ''}`} onClick={onSelect}>
      <Icon of={deviceIcon(item.icon)} />
      <span className="dev__name">{itemName(tr, item)}</span>
      <span className="dev__val" title={item.summary}><bdi>{item.summary}</bdi></span>
      {mark === undefined ? null : <span className="edited" role="img" title={mark} aria-label={mark} />}
    </div>
  );
}

/** The devices and the sides of the machine, and below them what can be added. */
export function DeviceList({ view, chosen, onSelect, onAdd, onRemove }: { readonly view: HardwareView; readonly chosen: HardwareItem | undefined; readonly onSelect: (id: string) => void; readonly onAdd: (template: string) => void; readonly onRemove: (item: HardwareItem) => void }): ReactNode {
  const tr = useI18n();
  const scope = useId();
  const at = view.items.findIndex((item) => item === chosen);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete' && chosen?.canRemove === true && chosen.removeReason === undefined) {
      event.preventDefault();
      onRemove(chosen);
      return;
    }
    const typed = event.key.length === 1 && /\S/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey ? event.key.toLowerCase() : undefined;
    const order = [...view.items.slice(at + 1), ...view.items.slice(0, at + 1)];
    const next = typed === undefined ? view.items[moveIndex(event.key, at, view.items.length, PAGE) ?? -1] : order.find((item) => itemName(tr, item).toLowerCase().startsWith(typed));
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    document.getElementById(`${scope}-${view.items.indexOf(next)}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="devices">
      <div className="devices__list" role="listbox" tabIndex={0} aria-label={tr.t('hardware.devices')} aria-activedescendant={`${scope}-${at}`} onKeyDown={onKeyDown}>
        {view.items.map((item, index) => (
          <Line key={item.id} item={item} id={`${scope}-${index}`} selected={item === chosen} onSelect={() => { onSelect(item.id); }} />
        ))}
      </div>
      <div className="devices__foot">
        <MenuButton
          align="start"
          button={<Button small variant="ghost" icon={Plus}>{tr.t('hardware.add')}</Button>}
          entries={view.templates.map(({ id, label, icon, disabledReason }) => ({ kind: 'item', id, label: tr.tKey(label), icon: deviceIcon(icon), disabledReason: disabledReason === undefined ? undefined : tr.tKey(disabledReason), onSelect: () => { onAdd(id); } }))}
        />
      </div>
    </div>
  );
}
