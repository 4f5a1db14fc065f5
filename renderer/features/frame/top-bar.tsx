import { ListChecks, Menu as MenuIcon, Plus, Search, Settings as SettingsIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { BrandMark } from '../../kit/brand-mark.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { MenuButton, type MenuEntry } from '../../kit/menu.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { ALL_COMMANDS, commandContext } from '../commands/all-commands.ts';
import { TasksPopover } from '../tasks/tasks-popover.tsx';
import { useAttention } from '../tasks/use-attention.ts';

const MENU_IDS = ['newMachine', 'importAppliance', 'addHost', 'palette', 'sidebar', 'tasks', 'settings', 'shortcuts'];

function useMenu(): readonly MenuEntry[] {
  const app = useApp();
  const tr = useI18n();
  const context = commandContext(app, tr);
  return MENU_IDS.flatMap((id): MenuEntry[] => {
    const command = ALL_COMMANDS.find((one) => one.id === id);
    if (command === undefined) return [];
    return [
      {
        kind: 'item',
        id,
        label: command.title(context),
        shortcut: command.keys === undefined ? undefined : showKeys(command.keys),
        disabledReason: command.disabledReason?.(context),
        onSelect: () => {
          command.run(commandContext(app, tr));
        },
      },
    ];
  });
}

/** The bar at the top: menu, search, new machine, tasks, what needs attention, settings. */
export function TopBar(): ReactNode {
  const { ui, connections } = useApp();
  const { t } = useI18n();
  const canCreate = useStore(connections.store, (state) => state.list.some((one) => one.state === 'connected' && !one.readOnly));
  const attention = useAttention();
  const menu = useMenu();
  return (
    <header className="topbar">
      <MenuButton align="start" entries={menu} button={<Button small variant="ghost" icon={MenuIcon} label={t('top.menu')} />} />
      <BrandMark label={t('app.name')} />
      <button type="button" className="search" aria-keyshortcuts="Control+K" onClick={() => { ui.open({ kind: 'palette' }); }}>
        <Icon of={Search} size={14} />
        <span className="clip">{t('top.search')}</span>
        <span className="grow" />
        <kbd className="kbd">{showKeys('ctrl+k')}</kbd>
      </button>
      <span className="grow" />
      <Button small icon={Plus} disabledReason={canCreate ? undefined : t('top.noHost')} onClick={() => { ui.open({ kind: 'newMachine' }); }}>
        {t('top.newMachine')}
      </Button>
      <span className="sep" />
      <TasksPopover icon={ListChecks} />
      {attention.count === 0 ? null : (
        <button type="button" className="btn btn--ghost btn--small" aria-label={t('top.attention', { count: attention.count })} title={t('top.attention', { count: attention.count })} onClick={attention.show}>
          <StateMark shape="error" />
          <span>{attention.count}</span>
        </button>
      )}
      <Button small variant="ghost" icon={SettingsIcon} label={t('top.settings')} shortcut={showKeys('ctrl+,')} onClick={() => { ui.open({ kind: 'settings' }); }} />
    </header>
  );
}
