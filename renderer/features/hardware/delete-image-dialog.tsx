import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { DiskFacts } from '../../../main/contract/machines.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { FormRow, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';

/** Asks before a removed disk takes its image with it: what is lost, and the machine's name. */
export function DeleteImageDialog({ machine, disk, onConfirm }: { readonly machine: MachineKey; readonly disk: DiskFacts; readonly onConfirm: () => void }): ReactNode {
  const { ui, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [name] = useState(() => inventory.find(machine)?.name ?? '');
  const [typed, setTyped] = useState('');
  const reason = typed === name ? undefined : t('delete.nameDiffers');
  const go = (): void => {
    if (reason !== undefined) return;
    ui.close();
    onConfirm();
  };
  return (
    <Dialog
      title={t('hardware.deleteImageTitle', { disk: disk.target })}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="danger" disabledReason={reason}>{t('hardware.deleteImageOk')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <p className="selectable"><bdi className="mono">{disk.source}</bdi>{disk.allocationBytes === undefined ? '' : `, ${formatBytes(tr, disk.allocationBytes)}`}</p>
        <p>{t('hardware.deleteImageText')}</p>
        <div className="form__rows">
          <FormRow label={t('delete.typeNameLabel')} help={t('hardware.deleteImageName', { name })} htmlFor="delete-image-name">
            <TextField id="delete-image-name" value={typed} onChange={setTyped} />
          </FormRow>
        </div>
      </div>
    </Dialog>
  );
}
