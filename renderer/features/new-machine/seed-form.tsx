import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckField, FormRow, TextField } from '../../kit/field.tsx';
import type { SeedDraft } from './seed-draft.ts';

/** What cloud-init makes of the machine when it starts first. */
export function SeedForm({ seed, change }: { readonly seed: SeedDraft; readonly change: (change: Partial<SeedDraft>) => void }): ReactNode {
  const { t } = useI18n();
  const text = (key: 'user' | 'packages' | 'address' | 'gateway' | 'nameservers', label: string, placeholder = ''): ReactNode => (
    <FormRow label={label}>
      <TextField aria-label={label} value={seed[key]} placeholder={placeholder} onChange={(value) => { change({ [key]: value }); }} />
    </FormRow>
  );
  return (
    <>
      <FormRow label={t('new.seed')}>
        <CheckField checked={seed.wanted} onChange={(wanted) => { change({ wanted }); }}>{t('new.seedWanted')}</CheckField>
      </FormRow>
      {seed.wanted ? (
        <>
          {text('user', t('new.user'))}
          <FormRow label={t('new.password')} help={t('new.passwordHelp')}>
            <TextField type="password" autoComplete="new-password" aria-label={t('new.password')} value={seed.password} onChange={(password) => { change({ password }); }} />
          </FormRow>
          <FormRow label={t('new.sshKeys')}>
            <textarea className="new__keys mono" aria-label={t('new.sshKeys')} rows={2} spellCheck={false} value={seed.keys} placeholder={t('new.sshKeysHint')} onChange={(event) => { change({ keys: event.target.value }); }} />
          </FormRow>
          {text('packages', t('new.packages'), t('new.packagesHint'))}
          {text('address', t('new.address'), t('new.addressHint'))}
          {seed.address.trim() === '' ? null : (
            <>
              {text('gateway', t('new.gateway'))}
              {text('nameservers', t('new.nameservers'))}
            </>
          )}
        </>
      ) : null}
    </>
  );
}
