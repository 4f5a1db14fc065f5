import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import { useMemo, type ReactElement, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** A line of a menu. */
export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly icon?: LucideIcon | undefined;
      readonly shortcut?: string | undefined;
      readonly danger?: boolean;
      /** Draws a tick when true; a line that can be ticked has it in either case. */
      readonly checked?: boolean;
      readonly disabledReason?: string | undefined;
      /** The menu stays open, for ticking several. */
      readonly stays?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'caption'; readonly id: string; readonly label: string }
  | { readonly kind: 'sub'; readonly id: string; readonly label: string; readonly icon?: LucideIcon | undefined; readonly entries: readonly MenuEntry[] };

function ItemBody({ icon, label, shortcut, checked }: { readonly icon?: LucideIcon | undefined; readonly label: string; readonly shortcut?: string | undefined; readonly checked?: boolean | undefined }): ReactNode {
  return (
    <>
      <span className="menu__icon">{checked === true ? <Icon of={Check} size={14} /> : icon === undefined ? null : <Icon of={icon} />}</span>
      <span className="menu__label">{label}</span>
      {shortcut === undefined ? null : <kbd className="menu__keys">{shortcut}</kbd>}
    </>
  );
}

function Entry({ entry }: { readonly entry: MenuEntry }): ReactNode {
  if (entry.kind === 'separator') return <Menu.Separator className="menu__sep" />;
  if (entry.kind === 'caption') {
    return <div className="menu__caption">{entry.label}</div>;
  }
  if (entry.kind === 'sub') {
    return (
      <Menu.SubmenuRoot>
        <Menu.SubmenuTrigger className="menu__item">
          <ItemBody icon={entry.icon} label={entry.label} />
          <Icon of={ChevronRight} size={12} flip />
        </Menu.SubmenuTrigger>
        <MenuLayer entries={entry.entries} />
      </Menu.SubmenuRoot>
    );
  }
  const off = entry.disabledReason !== undefined;
  const shared = {
    className: `menu__item${entry.danger === true ? ' is-danger' : ''}`,
    disabled: off,
    label: entry.label,
    ...(off ? { title: entry.disabledReason, 'aria-description': entry.disabledReason } : {}),
    onClick: entry.onSelect,
  };
  const body = <ItemBody icon={entry.icon} label={entry.label} shortcut={entry.shortcut} checked={entry.checked} />;
  if (entry.checked === undefined) return <Menu.Item {...shared}>{body}</Menu.Item>;
  return (
    <Menu.CheckboxItem {...shared} checked={entry.checked} closeOnClick={entry.stays !== true}>
      {body}
    </Menu.CheckboxItem>
  );
}

interface LayerProps {
  readonly entries: readonly MenuEntry[];
  readonly anchor?: { readonly getBoundingClientRect: () => DOMRect } | undefined;
  readonly align?: 'start' | 'end';
  readonly finalFocus?: (() => HTMLElement | null) | undefined;
}

function MenuLayer({ entries, anchor, align = 'start', finalFocus }: LayerProps): ReactNode {
  return (
    <Menu.Portal>
      <Menu.Positioner className="layer" sideOffset={4} align={align} collisionPadding={6} anchor={anchor}>
        <Menu.Popup className="menu" {...(finalFocus === undefined ? {} : { finalFocus })}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  );
}

/** A button that opens a menu; `button` is the button's element. */
export function MenuButton({ button, entries, align = 'end' }: { readonly button: ReactElement; readonly entries: readonly MenuEntry[]; readonly align?: 'start' | 'end' }): ReactNode {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger render={button} />
      <MenuLayer entries={entries} align={align} />
    </Menu.Root>
  );
}

/** Where a menu opens that hangs on no button. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

/** A menu at a point: for right clicks and the menu key. The focus goes back to `returnTo`. */
export function PointMenu({ at, entries, onClose, returnTo }: { readonly at: MenuPoint | undefined; readonly entries: readonly MenuEntry[]; readonly onClose: () => void; readonly returnTo: () => HTMLElement | null }): ReactNode {
  const anchor = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(at?.x ?? 0, at?.y ?? 0, 0, 0) }), [at]);
  return (
    <Menu.Root
      open={at !== undefined}
      modal={false}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <MenuLayer entries={entries} anchor={anchor} finalFocus={returnTo} />
    </Menu.Root>
  );
}
