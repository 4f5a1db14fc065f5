import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { PlaceField, useRunnablePlaces } from './place-field.tsx';
import './machine-dialogs.css';

const HERE = '';

/** Clones a machine: under which name, and where. */
export function CloneDialog({ machine }: { readonly machine: MachineKey }): ReactNode {
  const { ui, client, inventory } = useApp();
  const { t } = useI18n();
  const source = inventory.find(machine);
  const original = source?.name ?? machine.uuid;
  const hasTemplates = source?.verbs.template.reason !== 'reason.notSupported';
  const [name, setName] = useState(() => t('clone.suggested', { name: original }));
  const [place, setPlace] = useState(HERE);
  const [template, setTemplate] = useState(false);
  const [linked, setLinked] = useState(false);
  const places = useRunnablePlaces(machine.connectionId);
  const taken = [...inventory.ofConnection(machine.connectionId)].some((row) => inventory.row(row)?.name === name.trim());
  const reason = name.trim() === '' ? t('clone.needsName') : taken ? t('clone.taken', { name: name.trim() }) : undefined;
  const go = (): void => {
    if (reason !== undefined) return;
    ui.close();
    client.machines.clone({ machine, name: name.trim(), template, linked, ...(place === HERE ? {} : { place }) }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('clone.title', { name: original })}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('verb.clone')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <div className="form__rows">
          <FormRow label={t('clone.name')} htmlFor="clone-name">
            <TextField id="clone-name" value={name} onChange={setName} onFocus={(event) => { event.target.select(); }} />
          </FormRow>
          {places.length === 0 ? null : (
            <FormRow label={t('clone.place')}>
              <PlaceField label={t('clone.place')} value={place} options={[{ value: HERE, label: t('clone.here') }, ...places]} onChange={setPlace} />
            </FormRow>
          )}
        </div>
        <CheckField checked={linked} onChange={setLinked}>{t('clone.linked')}</CheckField>
        {hasTemplates ? <CheckField checked={template} onChange={setTemplate}>{t('clone.template')}</CheckField> : null}
      </div>
    </Dialog>
  );
}
