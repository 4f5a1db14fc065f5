import type { ReactNode } from 'react';
import type { NewMachineOffer, SystemInfo } from '../../../main/contract/new-machine.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckField, FormRow, Segments, SelectField } from '../../kit/field.tsx';
import { NumberField } from './number-field.tsx';
import { SeedForm } from './seed-form.tsx';
import { SystemField } from './system-field.tsx';
import type { Draft, Filled } from './use-draft.ts';

const NONE = '';

/** What the form shows and changes. */
export interface AdjustProps {
  readonly filled: Filled;
  readonly offer: NewMachineOffer;
  readonly systems: readonly SystemInfo[];
  readonly change: (change: Partial<Draft>) => void;
}

/** What can be adjusted before a machine is created. */
export function AdjustForm(props: AdjustProps): ReactNode {
  const { filled, offer, systems, change } = props;
  const tr = useI18n();
  const { t } = tr;
  const system = systems.find(({ id }) => id === filled.osId);
  const isSmall = system !== undefined && filled.memoryGiB * 2 ** 20 < system.minimum.memoryKiB;
  return (
    <div className="new__pad form__rows new__form">
      {filled.kind === 'container' ? null : (
        <FormRow label={t('new.system')} help={system === undefined ? t('new.systemHelp') : t('new.systemDevices', { disk: system.disk, nic: system.nic })}>
          <SystemField systems={systems} value={filled.osId ?? ''} onChange={(osId) => { change({ osId }); }} />
        </FormRow>
      )}
      <FormRow label={t('new.processor')} help={t('new.hostFree', { cpus: offer.maxVcpus, memory: formatBytes(tr, offer.hostMemoryKiB * 1024) })}>
        <NumberField label={t('new.processor')} value={filled.vcpus} min={1} max={offer.maxVcpus} unit={t('table.vcpus')} onChange={(vcpus) => { change({ vcpus: Math.round(vcpus) }); }} />
      </FormRow>
      <FormRow label={t('new.memory')} help={isSmall ? t('new.memorySmall', { name: system.name, least: formatBytes(tr, system.minimum.memoryKiB * 1024) }) : undefined}>
        <NumberField label={t('new.memory')} value={filled.memoryGiB} min={0.1} max={Math.max(1, Math.floor(offer.hostMemoryKiB / 2 ** 20))} unit={t('new.unitGiB')} onChange={(memoryGiB) => { change({ memoryGiB }); }} />
      </FormRow>
      {filled.kind === 'disk' || filled.kind === 'container' ? null : <DiskRows {...props} />}
      <FormRow label={t('new.network')}>
        <SelectField
          label={t('new.network')}
          value={filled.network}
          onChange={(network) => { change({ network }); }}
          options={[...offer.networks.map((network) => ({ value: network.name, label: network.active ? network.name : t('new.networkInactive', { network: network.name }) })), { value: NONE, label: t('new.networkNone') }]}
        />
      </FormRow>
      {filled.kind === 'container' ? null : <FirmwareRows {...props} />}
      {filled.kind === 'cloud' ? <SeedForm seed={filled.seed} change={(part) => { change({ seed: { ...filled.seed, ...part } }); }} /> : null}
    </div>
  );
}

function DiskRows({ filled, offer, change }: AdjustProps): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  return (
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
      {filled.kind === 'cloud' ? (
        <FormRow label={t('new.how')} help={t(filled.how === 'copy' ? 'new.howCopyHelp' : 'new.howOverlayHelp')}>
          <Segments label={t('new.how')} value={filled.how} onChange={(how) => { change({ how }); }} options={[{ value: 'copy', label: t('new.howCopy') }, { value: 'overlay', label: t('new.howOverlay') }]} />
        </FormRow>
      ) : null}
    </>
  );
}

const FIRMWARE = ['bios', 'uefi', 'uefi-secure'] as const;

function FirmwareRows({ filled, offer, change }: AdjustProps): ReactNode {
  const { t } = useI18n();
  const label = { bios: t('overview.firmware.bios'), uefi: t('overview.firmware.uefi'), 'uefi-secure': t('new.firmwareSecure') };
  return (
    <>
      <FormRow label={t('new.firmware')}>
        <Segments
          label={t('new.firmware')}
          value={filled.firmware}
          onChange={(firmware) => { change({ firmware }); }}
          options={FIRMWARE.map((one) => ({ value: one, label: label[one], disabledReason: offer.firmware.includes(one) ? undefined : t('new.firmwareMissing') }))}
        />
      </FormRow>
      <FormRow label={t('new.tpm')} help={offer.tpm ? undefined : t('new.tpmMissing')}>
        <CheckField checked={filled.tpm} disabled={!offer.tpm} onChange={(tpm) => { change({ tpm }); }}>{t('new.tpmWanted')}</CheckField>
      </FormRow>
    </>
  );
}
