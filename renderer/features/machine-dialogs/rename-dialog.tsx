import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { FormRow, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';

/** Gives a machine another name. */
export function RenameDialog({ machine }: { readonly machine: MachineKey }): ReactNode {
  const { ui, client, inventory } = useApp();
  const { t } = useI18n();
  const [former] = useState(() => inventory.find(machine)?.name ?? machine.uuid);
  const [name, setName] = useState(former);
  const wanted = name.trim();
  const taken = wanted !== former && [...inventory.ofConnection(machine.connectionId)].some((row) => inventory.row(row)?.name === wanted);
  const reason = wanted === '' ? t('clone.needsName') : taken ? t('clone.taken', { name: wanted }) : undefined;
  const go = (): void => {
    if (reason !== undefined) return;
    ui.close();
    if (wanted !== former) client.machines.rename({ machine, name: wanted }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('rename.title', { name: former })}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow cap" role="status">{taken ? reason : ''}</span>
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('verb.rename')}</Button>
        </>
      }
    >
      <div className="dialog__pad form__rows">
        <FormRow label={t('clone.name')} htmlFor="rename-name">
          <TextField id="rename-name" value={name} onChange={setName} onFocus={(event) => { event.target.select(); }} />
        </FormRow>
      </div>
    </Dialog>
  );
}
