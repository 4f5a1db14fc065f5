import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';

/** Packs a machine into an OVA file. */
export function ExportDialog({ machine }: { readonly machine: MachineKey }): ReactNode {
  const { ui, client, inventory } = useApp();
  const { t } = useI18n();
  const suggested = useCall('suggestFile', () => client.appliances.suggestFile(machine));
  const [typed, setFile] = useState<string>();
  const [overwrite, setOverwrite] = useState(false);
  const [keepMacs, setKeepMacs] = useState(false);
  const [keepNvram, setKeepNvram] = useState(false);
  const file = typed ?? suggested.value ?? '';
  const row = inventory.find(machine);
  const reason = file.trim() === '' ? t('appliance.chooseTarget') : row?.state === 'off' ? undefined : t('appliance.mustBeOff');
  const submit = (): void => {
    if (reason !== undefined) return;
    ui.close();
    client.appliances.export({ machine, file: file.trim(), overwrite, keepMacs, keepNvram }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('appliance.exportTitle', { name: row?.name ?? '' })}
      onClose={ui.close}
      onSubmit={submit}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('appliance.export')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <div className="form__rows">
          <FormRow label={t('appliance.target')} htmlFor="appliance-target" help={t('appliance.targetHelp')}>
            <TextField id="appliance-target" dir="ltr" mono value={file} onChange={setFile} />
          </FormRow>
        </div>
        <CheckField checked={keepMacs} onChange={setKeepMacs}>{t('appliance.keepMacs')}</CheckField>
        <CheckField checked={keepNvram} onChange={setKeepNvram}>{t('appliance.keepNvram')}</CheckField>
        <CheckField checked={overwrite} onChange={setOverwrite}>{t('appliance.overwrite')}</CheckField>
      </div>
    </Dialog>
  );
}
