import type { ReactNode } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { NewMachineOffer, SystemInfo } from '../../../main/contract/new-machine.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { SelectField, TextField } from '../../kit/field.tsx';
import { hasSeed, type Draft, type Filled } from './use-draft.ts';

/** What stands beside the steps. */
export interface SideProps {
  readonly hosts: readonly { readonly value: ConnectionId; readonly label: string }[];
  readonly host: ConnectionId | undefined;
  readonly onHost: (id: ConnectionId) => void;
  readonly offer: NewMachineOffer | undefined;
  readonly filled: Filled | undefined;
  readonly system: SystemInfo | undefined;
  readonly change: (change: Partial<Draft>) => void;
  readonly trouble: string | undefined;
}

/** The machine as it will be: its name, its host, and its parts. */
export function Side({ hosts, host, onHost, offer, filled, system, change, trouble }: SideProps): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  return (
    <aside className="new__side">
      <section className="block">
        <h3 className="block__head">{t('new.what')}</h3>
        <div className="facts facts--form">
          <label htmlFor="new-name">{t('new.name')}</label>
          <TextField id="new-name" disabled={filled === undefined} value={filled?.name ?? ''} onChange={(name) => { change({ name }); }} />
          <label htmlFor="new-host">{t('new.host')}</label>
          {host === undefined ? <span className="dim">{t('offer.notConnected')}</span> : <SelectField id="new-host" value={host} options={hosts} onChange={onHost} />}
          {offer === undefined ? null : <span className="cap">{t('new.hostFree', { cpus: offer.maxVcpus, memory: formatBytes(tr, offer.hostMemoryKiB * 1024) })}</span>}
        </div>
        {trouble === undefined ? null : <p className="warn" role="alert">{trouble}</p>}
      </section>
      {filled === undefined || offer === undefined ? null : <Summary filled={filled} offer={offer} system={system} />}
    </aside>
  );
}

function Summary({ filled, offer, system }: { readonly filled: Filled; readonly offer: NewMachineOffer; readonly system: SystemInfo | undefined }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const isContainer = filled.kind === 'container';
  const firmware = { bios: t('overview.firmware.bios'), uefi: t('overview.firmware.uefi'), 'uefi-secure': t('new.firmwareSecure') }[filled.firmware];
  const login = filled.seed.keys.trim() === '' ? t('new.loginPassword') : filled.seed.password === '' ? t('new.loginKey') : t('new.loginBoth');
  const facts: readonly (readonly [string, string])[] = [
    ...(system === undefined ? [] : [[t('new.system'), system.name] as const]),
    [t('new.processor'), t('new.vcpus', { count: filled.vcpus })],
    [t('new.memory'), formatBytes(tr, filled.memoryGiB * 2 ** 30)],
    ...(isContainer ? [] : [[t('new.disk'), filled.kind === 'disk' ? t('new.diskExisting') : filled.pool === '' ? t('new.diskNone') : t('new.diskValue', { size: formatBytes(tr, filled.diskGiB * 2 ** 30), pool: filled.pool })] as const]),
    [t('new.network'), filled.network === '' ? t('new.networkNone') : filled.network],
    ...(isContainer ? [] : [[t('new.firmware'), firmware] as const, ...(filled.tpm ? [[t('new.tpm'), t('new.tpmValue')] as const] : []), [t('new.display'), t('new.displayValue')] as const]),
    ...(offer.virtType === 'qemu' ? [[t('new.speed'), t('new.speedSlow')] as const] : []),
  ];
  return (
    <>
      <Facts facts={facts} />
      {hasSeed(filled) ? <Facts facts={[[t('new.user'), filled.seed.user], [t('new.login'), login]]} /> : null}
      {offer.virtType === 'qemu' ? <section className="block"><p className="cap">{t('new.slow')}</p></section> : null}
    </>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <section className="block">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="facts__pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
