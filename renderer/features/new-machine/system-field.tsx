import type { ReactNode } from 'react';
import type { SystemInfo } from '../../../main/contract/new-machine.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { SelectField } from '../../kit/field.tsx';

const UNKNOWN = '';

/** Chooses the guest system: supported ones first. */
export function SystemField({ systems, value, onChange }: { readonly systems: readonly SystemInfo[]; readonly value: string; readonly onChange: (osId: string) => void }): ReactNode {
  const { t } = useI18n();
  const option = (system: SystemInfo): { readonly value: string; readonly label: string } => ({ value: system.id, label: system.isOld ? t('new.systemOld', { name: system.name }) : system.name });
  const options = [{ value: UNKNOWN, label: t('new.systemUnknown') }, ...systems.filter(({ isOld }) => !isOld).map(option), ...systems.filter(({ isOld }) => isOld).map(option)];
  return <SelectField label={t('new.system')} value={value} options={options} onChange={onChange} />;
}
