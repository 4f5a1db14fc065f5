import type { ReactNode } from 'react';
import type { DiskFacts, MachineFacts, NicFacts } from '../../../main/contract/machines.ts';
import { formatBytes, formatDuration, formatPartOf } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';

function Block({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <section className="block">
      <h2 className="block__head">
        {title}
        <span className="grow" />
        {aside}
      </h2>
      {children}
    </section>
  );
}

function Fact({ name, children, end }: { readonly name: string; readonly children: ReactNode; readonly end?: ReactNode }): ReactNode {
  return (
    <>
      <dt className="clip" title={name}>{name}</dt>
      <dd>
        {children}
        {end === undefined ? null : <span className="is-end dim">{end}</span>}
      </dd>
    </>
  );
}

function Addresses({ facts }: { readonly facts: MachineFacts }): ReactNode {
  const { t } = useI18n();
  const lines = facts.nics.flatMap((nic, card) => nic.addresses.map((address, at) => ({ id: `${nic.mac} ${address}`, name: at === 0 ? (nic.target ?? `net${card}`) : '', address, network: nic.source })));
  return (
    <Block title={t('overview.addresses')}>
      {lines.length === 0 ? (
        <p className="dense dim">{t('overview.noAddresses')}</p>
      ) : (
        <dl className="facts">
          {lines.map((line) => (
            <Fact key={line.id} name={line.name} end={line.network}>
              <bdi className="selectable">{line.address}</bdi>
            </Fact>
          ))}
        </dl>
      )}
    </Block>
  );
}

function System({ facts }: { readonly facts: MachineFacts }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const kib = (value: number): string => formatBytes(tr, value * 1024);
  return (
    <Block title={t('overview.system')}>
      <dl className="facts">
        {facts.os === undefined ? null : <Fact name={t('overview.os')}>{facts.os}</Fact>}
        <Fact name={t('overview.processor')}>
          <span className="clip">{facts.cpuModel === undefined ? t('overview.vcpus', { count: facts.vcpus }) : t('overview.processorValue', { count: facts.vcpus, model: facts.cpuModel })}</span>
        </Fact>
        <Fact name={t('overview.memoryFact')}>{facts.maxMemoryKiB > facts.memoryKiB ? t('overview.memoryMax', { value: kib(facts.memoryKiB), max: kib(facts.maxMemoryKiB) }) : kib(facts.memoryKiB)}</Fact>
        <Fact name={t('overview.firmware')}>{tr.tKey(`overview.firmware.${facts.firmware}`)}</Fact>
        <Fact name={t('overview.machine')}>
          <span className="clip">{[facts.machineType, facts.arch, facts.virtType].filter((one) => one !== undefined && one !== '').join(', ')}</span>
        </Fact>
        <Fact name={t('overview.agent')}>
          {facts.agent === 'none' ? null : <StateMark shape={facts.agent === 'connected' ? 'running' : 'off'} />}
          {tr.tKey(`overview.agent.${facts.agent}`)}
        </Fact>
        <Fact name={t('overview.autostart')}>{t(facts.autostart === true ? 'overview.autostart.on' : 'overview.autostart.off')}</Fact>
        {facts.persistent ? null : <Fact name={t('overview.transient')}>{t('overview.transient.no')}</Fact>}
        {facts.startedMs === undefined ? null : <Fact name={t('overview.running')}>{formatDuration(tr, Date.now() - facts.startedMs)}</Fact>}
        <Fact name={t('overview.uuid')}>
          <bdi className="selectable clip" title={facts.uuid}>{facts.uuid}</bdi>
        </Fact>
      </dl>
      {facts.autostartGap === undefined ? null : (
        <div className="dense soft overview__gap" role="note">
          <StateMark shape="paused" /> {facts.autostartGap.note}
          <div className="cmd"><code>{facts.autostartGap.remedy}</code><span className="grow" /><CopyButton iconOnly text={facts.autostartGap.remedy} label={t('kit.copyCommand')} /></div>
        </div>
      )}
      {facts.messages.map((message) => (
        <p key={message} className="dense soft selectable" role="note"><StateMark shape="paused" /> {message}</p>
      ))}
      {facts.description === undefined ? null : <p className="dense soft selectable">{facts.description}</p>}
    </Block>
  );
}

function Disk({ disk, facts }: { readonly disk: DiskFacts; readonly facts: MachineFacts }): ReactNode {
  const { ui } = useApp();
  const tr = useI18n();
  const removable = disk.device === 'cdrom' || disk.device === 'floppy';
  const name = disk.source?.split('/').at(-1) ?? tr.t('overview.empty');
  const size = disk.capacityBytes === undefined ? undefined : disk.allocationBytes === undefined ? formatBytes(tr, disk.capacityBytes) : formatPartOf(tr, disk.allocationBytes, disk.capacityBytes);
  const kind = disk.device === 'cdrom' ? tr.t('overview.cdrom') : disk.device === 'floppy' ? tr.t('overview.floppy') : undefined;
  const change = (): void => {
    ui.open({ kind: 'media', machine: { connectionId: facts.connectionId, uuid: facts.uuid }, target: disk.target });
  };
  return (
    <Fact name={disk.target} end={removable ? <button type="button" className="link-button" onClick={change}>{tr.t('overview.change')}</button> : size === undefined ? undefined : <bdi>{size}</bdi>}>
      <span className="disk" title={disk.source}>
        <span className={`clip${disk.source === undefined ? ' dim' : ''}`}>
          <bdi>{kind === undefined ? name : `${kind}, ${name}`}</bdi>
        </span>
        <span className="cap clip">{[disk.bus, disk.format].filter((one) => one !== undefined && one !== '').join(', ')}</span>
      </span>
    </Fact>
  );
}

function Disks({ facts }: { readonly facts: MachineFacts }): ReactNode {
  const tr = useI18n();
  const used = facts.disks.reduce((sum, disk) => sum + (disk.allocationBytes ?? 0), 0);
  const whole = facts.disks.reduce((sum, disk) => sum + (disk.capacityBytes ?? 0), 0);
  return (
    <Block title={tr.t('overview.disks')} aside={whole === 0 ? undefined : <span className="cap num">{tr.t('overview.disksUsed', { used: formatPartOf(tr, used, whole) })}</span>}>
      {facts.disks.length === 0 ? <p className="dense dim">{tr.t('overview.noDisks')}</p> : (
        <dl className="facts">
          {facts.disks.map((disk) => (
            <Disk key={disk.target} disk={disk} facts={facts} />
          ))}
        </dl>
      )}
    </Block>
  );
}

function Nic({ nic, at }: { readonly nic: NicFacts; readonly at: number }): ReactNode {
  const { t } = useI18n();
  const words = [nic.model, nic.source ?? nic.sourceKind, nic.linkUp ? undefined : t('overview.linkDown')].filter((one) => one !== undefined && one !== '');
  return (
    <Fact name={nic.target ?? `net${at}`} end={<bdi>{nic.mac}</bdi>}>
      <span className="clip">{words.join(', ')}</span>
    </Fact>
  );
}

/** What a machine has: addresses, system, disks, network cards. */
export function Facts({ facts }: { readonly facts: MachineFacts }): ReactNode {
  const { t } = useI18n();
  return (
    <>
      <Addresses facts={facts} />
      <System facts={facts} />
      <Disks facts={facts} />
      <Block title={t('overview.nics')}>
        {facts.nics.length === 0 ? <p className="dense dim">{t('overview.noDisks')}</p> : (
          <dl className="facts">
            {facts.nics.map((nic, at) => (
              <Nic key={nic.mac} nic={nic} at={at} />
            ))}
          </dl>
        )}
      </Block>
    </>
  );
}
