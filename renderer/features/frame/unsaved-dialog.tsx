import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useApp } from '../../state/app-context.tsx';
import { tabId } from '../../state/tabs-store.ts';

/** Asks before tabs close that hold what is not applied. */
export function UnsavedDialog({ tabs: closing }: { readonly tabs: readonly string[] }): ReactNode {
  const { ui, tabs, unsaved, inventory } = useApp();
  const { t } = useI18n();
  const names = tabs.store.getState().tabs.flatMap((tab) => (tab.kind !== 'all' && closing.includes(tabId(tab)) && unsaved.has(tabId(tab)) ? [tab.kind === 'machine' ? (inventory.find(tab.key)?.name ?? tab.name) : tab.name] : []));
  const discard = (): void => {
    for (const id of closing) unsaved.drop(id);
    ui.close();
    tabs.discard(closing);
  };
  return (
    <Dialog
      title={t('unsaved.title')}
      size="small"
      onClose={ui.close}
      onSubmit={ui.close}
      foot={
        <>
          <span className="grow" />
          <Button variant="danger" onClick={discard}>{t('unsaved.discard')}</Button>
          <Button type="submit" variant="primary">{t('unsaved.keep')}</Button>
        </>
      }
    >
      <div className="dialog__pad"><p>{t('unsaved.text', { names: names.join(', ') })}</p></div>
    </Dialog>
  );
}
