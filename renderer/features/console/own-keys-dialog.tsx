import { Plus, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { useApp } from '../../state/app-context.tsx';
import { isComboList, parseCombo } from './parse-combo.ts';

const OWN_KEYS = 'console.ownKeys';

/** The combinations that a person has added, for all machines. */
export function useOwnKeys(): readonly [combos: readonly string[], change: (combos: readonly string[]) => void] {
  const { settings } = useApp();
  const [combos, setCombos] = useState(() => settings.layout(OWN_KEYS, isComboList) ?? []);
  return [
    combos,
    (next) => {
      setCombos(next);
      settings.setLayout(OWN_KEYS, next);
    },
  ];
}

/** Adds combinations of keys to the menu, and takes some away. */
export function OwnKeysDialog({ combos, onChange, onClose }: { readonly combos: readonly string[]; readonly onChange: (combos: readonly string[]) => void; readonly onClose: () => void }): ReactNode {
  const { t } = useI18n();
  const id = useId();
  const [text, setText] = useState('');
  const combo = parseCombo(text);
  const reason = combo === undefined ? t('console.ownKeys.unknown') : combos.includes(combo.keys) ? t('console.ownKeys.there') : undefined;
  const add = (): void => {
    if (combo === undefined || reason !== undefined) return;
    onChange([...combos, combo.keys]);
    setText('');
  };
  return (
    <Dialog title={t('console.ownKeys.title')} size="small" onClose={onClose} onSubmit={add} foot={<><span className="grow" /><Button onClick={onClose}>{t('kit.close')}</Button></>}>
      <div className="dialog__pad">
        <div className="own-keys__new">
          <label className="sr" htmlFor={id}>{t('console.ownKeys.label')}</label>
          <TextField id={id} value={text} onChange={setText} placeholder={t('console.ownKeys.example')} data-autofocus="" />
          <Button type="submit" icon={Plus} tip={t('console.ownKeys.add')} disabledReason={reason}>{t('console.ownKeys.add')}</Button>
        </div>
        <p className="cap">{t('console.ownKeys.help')}</p>
        {combos.length === 0 ? null : (
          <ul className="own-keys" aria-label={t('console.ownKeys.title')}>
            {combos.map((each) => (
              <li key={each}>
                <kbd className="kbd">{showKeys(each)}</kbd>
                <span className="grow" />
                <Button small variant="ghost" icon={Trash2} label={t('console.ownKeys.remove', { keys: showKeys(each) })} onClick={() => { onChange(combos.filter((other) => other !== each)); }} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
