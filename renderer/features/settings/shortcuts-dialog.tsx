import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { useApp } from '../../state/app-context.tsx';
import { ALL_COMMANDS, commandContext } from '../commands/all-commands.ts';
import './shortcuts.css';

function Line({ label, keys }: { readonly label: string; readonly keys: readonly string[] }): ReactNode {
  return (
    <li>
      <span>{label}</span>
      <span className="grow" />
      {keys.map((one) => (
        <kbd key={one} className="kbd">{one}</kbd>
      ))}
    </li>
  );
}

/** All keys of the window. */
export function ShortcutsDialog(): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const { t } = tr;
  const context = { ...commandContext(app, tr), machine: undefined };
  const withKeys = ALL_COMMANDS.filter((command) => command.keys !== undefined);
  const lines = (machine: boolean): ReactNode => withKeys.filter((command) => command.id.startsWith('machine.') === machine).map((command) => <Line key={command.id} label={command.title(context)} keys={[showKeys(command.keys ?? '')]} />);
  return (
    <Dialog title={t('shortcuts.title')} onClose={app.ui.close}>
      <div className="shortcuts">
        <section>
          <h3>{t('shortcuts.everywhere')}</h3>
          <ul>{lines(false)}</ul>
          <h3>{t('shortcuts.machine')}</h3>
          <ul>{lines(true)}</ul>
        </section>
        <section>
          <h3>{t('shortcuts.table')}</h3>
          <ul>
            <Line label={t('shortcuts.move')} keys={[showKeys('ArrowUp'), showKeys('ArrowDown'), 'PgUp', 'PgDn', 'Home', 'End']} />
            <Line label={t('shortcuts.typeAhead')} keys={[t('shortcuts.anyLetter')]} />
            <Line label={t('shortcuts.open')} keys={[showKeys('Enter')]} />
            <Line label={t('shortcuts.select')} keys={[showKeys(' ')]} />
            <Line label={t('shortcuts.selectRange')} keys={[showKeys('shift+ArrowDown')]} />
            <Line label={t('table.selectAll')} keys={[showKeys('ctrl+a')]} />
            <Line label={t('verb.delete')} keys={[showKeys('Delete')]} />
            <Line label={t('shortcuts.contextMenu')} keys={[showKeys('shift+F10')]} />
            <Line label={t('kit.clear')} keys={[showKeys('Escape')]} />
          </ul>
        </section>
      </div>
    </Dialog>
  );
}
