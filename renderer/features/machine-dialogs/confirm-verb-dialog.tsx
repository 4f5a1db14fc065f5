import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';

/** Asks before machines are forced off or reset, and says what will be lost. */
export function ConfirmVerbDialog({ verb, machines }: { readonly verb: 'forceOff' | 'reset'; readonly machines: readonly MachineKey[] }): ReactNode {
  const { ui, client, inventory, settings } = useApp();
  const { t } = useI18n();
  const [dontAsk, setDontAsk] = useState(false);
  const names = machines.map((key) => inventory.find(key)?.name ?? key.uuid);
  const [only] = names;
  const title =
    names.length === 1 && only !== undefined
      ? t(verb === 'forceOff' ? 'forceOff.titleOne' : 'reset.titleOne', { name: only })
      : t(verb === 'forceOff' ? 'forceOff.title' : 'reset.title', { count: names.length });
  const go = (): void => {
    ui.close();
    if (dontAsk) settings.update({ confirmForceOff: false });
    client.machines.lifecycle({ machines: [...machines], verb }).catch(ui.report);
  };
  return (
    <Dialog
      title={title}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow">{verb === 'forceOff' ? <CheckField checked={dontAsk} onChange={setDontAsk}>{t('forceOff.dontAsk')}</CheckField> : null}</span>
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="danger">{t(verb === 'forceOff' ? 'forceOff.ok' : 'reset.ok')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {names.length === 1 ? null : <p className="dense soft">{names.slice(0, 12).join(', ')}{names.length > 12 ? ' …' : ''}</p>}
        <p>{t(verb === 'forceOff' ? 'forceOff.text' : 'reset.text')}</p>
      </div>
    </Dialog>
  );
}
