import type { ReactNode } from 'react';
import type { NewMachineOffer } from '../../../main/contract/machines.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { FormRow, Segments, SelectField } from '../../kit/field.tsx';
import { NumberField } from './number-field.tsx';
import type { Draft, Filled } from './use-draft.ts';

const NONE = '';

/** What can be adjusted before a machine is created. */
export function AdjustForm({ filled, offer, change }: { readonly filled: Filled; readonly offer: NewMachineOffer; readonly change: (change: Partial<Draft>) => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  return (
    <div className="new__pad form__rows">
      <FormRow label={t('new.processor')} help={t('new.hostFree', { cpus: offer.maxVcpus, memory: formatBytes(tr, offer.hostMemoryKiB * 1024) })}>
        <NumberField label={t('new.processor')} value={filled.vcpus} min={1} max={offer.maxVcpus} unit={t('table.vcpus')} onChange={(vcpus) => { change({ vcpus: Math.round(vcpus) }); }} />
      </FormRow>
      <FormRow label={t('new.memory')}>
        <NumberField label={t('new.memory')} value={filled.memoryGiB} min={0.1} max={Math.max(1, Math.floor(offer.hostMemoryKiB / 2 ** 20))} step={0.5} unit={t('new.unitGiB')} onChange={(memoryGiB) => { change({ memoryGiB }); }} />
      </FormRow>
      {filled.kind === 'disk' ? null : (
        <>
          <FormRow label={t('new.pool')}>
            <SelectField
              label={t('new.pool')}
              value={filled.pool}
              onChange={(pool) => { change({ pool }); }}
              options={[
                ...offer.pools.map((pool) => ({ value: pool.name, disabled: !pool.active, label: pool.active ? t('new.poolFree', { pool: pool.name, free: formatBytes(tr, pool.availableBytes) }) : t('new.poolInactive', { pool: pool.name }) })),
                { value: NONE, label: t('new.diskNone') },
              ]}
            />
          </FormRow>
          {filled.pool === NONE ? null : (
            <FormRow label={t('new.disk')}>
              <NumberField label={t('new.disk')} value={filled.diskGiB} min={0.1} max={1_000_000} unit={t('new.unitGiB')} onChange={(diskGiB) => { change({ diskGiB }); }} />
            </FormRow>
          )}
        </>
      )}
      <FormRow label={t('new.network')}>
        <SelectField
          label={t('new.network')}
          value={filled.network}
          onChange={(network) => { change({ network }); }}
          options={[...offer.networks.map((network) => ({ value: network.name, label: network.active ? network.name : t('new.networkInactive', { network: network.name }) })), { value: NONE, label: t('new.networkNone') }]}
        />
      </FormRow>
      {offer.firmware.length < 2 ? null : (
        <FormRow label={t('new.firmware')}>
          <Segments label={t('new.firmware')} value={filled.firmware} onChange={(firmware) => { change({ firmware }); }} options={offer.firmware.map((one) => ({ value: one, label: t(one === 'uefi' ? 'overview.firmware.uefi' : 'overview.firmware.bios') }))} />
        </FormRow>
      )}
    </div>
  );
}
