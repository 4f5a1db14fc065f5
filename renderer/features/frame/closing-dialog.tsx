import { useState, type ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useApp } from '../../state/app-context.tsx';
import { closeWindow, closingFacts } from './use-close-warning.ts';

/** Asks before the window closes with what is not applied, or while something runs. */
export function ClosingDialog(): ReactNode {
  const app = useApp();
  const { t, tKey } = useI18n();
  const [{ edited, running }] = useState(() => closingFacts(app));
  return (
    <Dialog
      title={t('closing.title')}
      size="small"
      onClose={app.ui.close}
      onSubmit={app.ui.close}
      foot={
        <>
          <span className="grow" />
          <Button variant="danger" onClick={() => { app.ui.close(); closeWindow(); }}>{t('closing.close')}</Button>
          <Button type="submit" variant="primary">{t('closing.stay')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {edited.length === 0 ? null : <p>{t('unsaved.text', { names: edited.join(', ') })}</p>}
        {running.length === 0 ? null : (
          <>
            <p>{t('closing.running')}</p>
            <ul>
              {running.map(({ id, title, values }) => <li key={id}>{tKey(title, values)}</li>)}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
