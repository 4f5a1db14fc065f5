import { useState, type ReactNode } from 'react';
import type { ConnectionId, MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { FormRow } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { PlaceField, useRunnablePlaces } from './place-field.tsx';
import './machine-dialogs.css';

/** Moves machines of one connection to another host, cluster or resource pool. */
export function RelocateDialog({ machines }: { readonly machines: readonly MachineKey[] }): ReactNode {
  const { ui, client, inventory } = useApp();
  const { t } = useI18n();
  const rows = machines.flatMap((key) => inventory.find(key) ?? []);
  const [first] = rows;
  // Places of one connection mean nothing to another.
  const together = rows.every((row) => row.connectionId === first?.connectionId);
  const all = useRunnablePlaces(first?.connectionId ?? ('' as ConnectionId));
  const now = first?.placement?.place;
  const places = rows.length === 1 ? all.filter(({ value }) => value !== now) : all;
  const [chosen, setChosen] = useState<string>();
  const place = chosen ?? places[0]?.value ?? '';
  const reason = !together ? t('relocate.oneHost') : place === '' ? t('relocate.nowhere') : undefined;
  const go = (): void => {
    if (reason !== undefined) return;
    ui.close();
    client.machines.relocate({ machines: [...machines], place }).catch(ui.report);
  };
  return (
    <Dialog
      title={rows.length === 1 && first !== undefined ? t('relocate.titleOne', { name: first.name }) : t('relocate.title', { count: rows.length })}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('relocate.ok')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {reason === undefined ? null : <p className="soft">{reason}</p>}
        <div className="form__rows">
          <FormRow label={t('relocate.to')}>
            <PlaceField label={t('relocate.to')} value={place} options={places} onChange={setChosen} />
          </FormRow>
        </div>
        {rows.some((row) => row.state === 'running') ? <p className="dense soft">{t('relocate.live')}</p> : null}
      </div>
    </Dialog>
  );
}
