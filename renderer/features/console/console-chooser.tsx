import { Camera, ChevronDown, Monitor, RefreshCw, SquareTerminal, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { MenuButton, type MenuEntry } from '../../kit/menu.tsx';
import { consoleName } from './console-name.ts';

const ICONS: Readonly<Record<ConsoleInfo['kind'], LucideIcon>> = { vnc: Monitor, spice: Monitor, serial: SquareTerminal, screenshots: Camera };

/** Chooses among a machine's consoles. Those that cannot be used say why when they are chosen. */
export function ConsoleChooser({ list, chosen, onChoose, onReload }: { readonly list: readonly ConsoleInfo[]; readonly chosen: ConsoleInfo; readonly onChoose: (id: string) => void; readonly onReload: () => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const entries: readonly MenuEntry[] = [
    ...list.map((info): MenuEntry => ({
      kind: 'item',
      id: info.id,
      label: consoleName(tr, info, list),
      icon: ICONS[info.kind],
      checked: info.id === chosen.id,
      onSelect: () => {
        onChoose(info.id);
      },
    })),
    { kind: 'separator', id: 's' },
    { kind: 'item', id: 'reload', label: t('console.reload'), icon: RefreshCw, onSelect: onReload },
  ];
  return (
    <MenuButton
      entries={entries}
      button={
        <Button small variant="ghost" icon={ICONS[chosen.kind]} aria-description={t('console.which')}>
          {consoleName(tr, chosen, list)}
          <Icon of={ChevronDown} size={12} />
        </Button>
      }
    />
  );
}
