import type { ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckField, FormRow } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { PlaceField, useRunnablePlaces } from './place-field.tsx';

/** What a person chose for a clone that the host makes. */
export interface HostClone {
  /** Empty: where the original is. */
  readonly place: string;
  readonly template: boolean;
  readonly linked: boolean;
}

/** Where a host shall put a clone that it makes by itself, and of what kind. */
export function HostCloneFields({ machine, chosen, onChange }: { readonly machine: MachineKey; readonly chosen: HostClone; readonly onChange: (chosen: HostClone) => void }): ReactNode {
  const { inventory } = useApp();
  const { t } = useI18n();
  const hasTemplates = inventory.find(machine)?.verbs.template.reason !== 'reason.notSupported';
  const places = useRunnablePlaces(machine.connectionId);
  return (
    <>
      {places.length === 0 ? null : (
        <FormRow label={t('clone.place')}>
          <PlaceField label={t('clone.place')} value={chosen.place} options={[{ value: '', label: t('clone.here') }, ...places]} onChange={(place) => { onChange({ ...chosen, place }); }} />
        </FormRow>
      )}
      <CheckField checked={chosen.linked} onChange={(linked) => { onChange({ ...chosen, linked }); }}>{t('clone.linked')}</CheckField>
      {hasTemplates ? <CheckField checked={chosen.template} onChange={(template) => { onChange({ ...chosen, template }); }}>{t('clone.template')}</CheckField> : null}
    </>
  );
}
