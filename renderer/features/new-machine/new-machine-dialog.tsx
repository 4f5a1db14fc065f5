import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { NewMachineOffer } from '../../../main/contract/machines.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { describeError } from '../tasks/describe-error.ts';
import { AdjustForm } from './adjust-form.tsx';
import { ImageStep } from './image-step.tsx';
import { useOpenWhenThere } from './use-open-when-there.ts';
import { fillDraft, missing, toNewMachine, useDraft, type Draft, type Filled } from './use-draft.ts';
import './new-machine.css';

type Step = 'image' | 'adjust';

function Steps({ step }: { readonly step: Step }): ReactNode {
  const { t } = useI18n();
  const names = [t('new.step.image'), t('new.step.adjust')];
  const current = step === 'image' ? 0 : 1;
  return (
    <ol className="steps">
      {names.map((name, at) => (
        <li key={name} className={at === current ? 'is-current' : ''} aria-current={at === current ? 'step' : undefined}>
          {at === 0 ? null : <Icon of={ChevronRight} size={12} flip />}
          <b>{at + 1}</b>
          {name}
        </li>
      ))}
    </ol>
  );
}

function Summary({ filled, offer }: { readonly filled: Filled; readonly offer: NewMachineOffer }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const facts: readonly (readonly [string, string])[] = [
    [t('new.processor'), t('new.vcpus', { count: filled.vcpus })],
    [t('new.memory'), formatBytes(tr, filled.memoryGiB * 2 ** 30)],
    [t('new.disk'), filled.kind === 'disk' ? t('new.diskExisting') : filled.pool === '' ? t('new.diskNone') : t('new.diskValue', { size: formatBytes(tr, filled.diskGiB * 2 ** 30), pool: filled.pool })],
    [t('new.network'), filled.network === '' ? t('new.networkNone') : filled.network],
    [t('new.firmware'), t(filled.firmware === 'uefi' ? 'overview.firmware.uefi' : 'overview.firmware.bios')],
    [t('new.display'), t('new.displayValue')],
    ...(offer.virtType === 'qemu' ? [[t('new.speed'), t('new.speedSlow')] as const] : []),
  ];
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
      {offer.virtType === 'qemu' ? <p className="cap">{t('new.slow')}</p> : null}
    </section>
  );
}

interface SideProps {
  readonly hosts: readonly { readonly value: ConnectionId; readonly label: string }[];
  readonly host: ConnectionId | undefined;
  readonly onHost: (id: ConnectionId) => void;
  readonly offer: NewMachineOffer | undefined;
  readonly filled: Filled | undefined;
  readonly change: (change: Partial<Draft>) => void;
  readonly trouble: string | undefined;
}

function Side({ hosts, host, onHost, offer, filled, change, trouble }: SideProps): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  return (
    <aside className="new__side">
      <section className="block">
        <h3 className="block__head">{t('new.what')}</h3>
        <div className="facts facts--form">
          <label htmlFor="new-name">{t('new.name')}</label>
          <TextField id="new-name" value={filled?.name ?? ''} onChange={(name) => { change({ name }); }} />
          <label htmlFor="new-host">{t('new.host')}</label>
          {host === undefined ? <span className="dim">{t('offer.notConnected')}</span> : <SelectField id="new-host" value={host} options={hosts} onChange={onHost} />}
          {offer === undefined ? null : <span className="cap">{t('new.hostFree', { cpus: offer.maxVcpus, memory: formatBytes(tr, offer.hostMemoryKiB * 1024) })}</span>}
        </div>
        {trouble === undefined ? null : <p className="warn" role="alert">{trouble}</p>}
      </section>
      {filled === undefined || offer === undefined ? null : <Summary filled={filled} offer={offer} />}
    </aside>
  );
}

/** The hosts that machines can be made on. */
function useHosts(): readonly { readonly value: ConnectionId; readonly label: string }[] {
  const { connections } = useApp();
  const tr = useI18n();
  const list = useStore(connections.store, (state) => state.list);
  return list.filter((one) => one.state === 'connected' && !one.readOnly).map((one) => ({ value: one.id, label: connectionLabel(tr, one) }));
}

/** Makes a new machine from an installer or a disk, with good defaults that can be adjusted. */
export function NewMachineDialog({ host: wanted }: { readonly host: ConnectionId | undefined }): ReactNode {
  const { ui, client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const hosts = useHosts();
  const [chosen, setChosen] = useState(wanted);
  const [step, setStep] = useState<Step>('image');
  const [draft, change] = useDraft();
  const openWhenThere = useOpenWhenThere();
  const host = hosts.find((one) => one.value === chosen)?.value ?? hosts[0]?.value;
  const asked = useCall(host, () => (host === undefined ? Promise.reject(new Error(t('offer.notConnected'))) : client.machines.offer({ connectionId: host })));
  const offer = asked.value;
  const filled = offer === undefined ? undefined : fillDraft(draft, offer);
  const trouble = asked.error !== undefined && offer === undefined ? describeError(tr, asked.error).text : offer?.impossible === undefined ? undefined : tr.tKey(offer.impossible);
  const lacks = filled === undefined ? 'new.loading' : missing(filled);
  const reason = trouble ?? (lacks === undefined ? undefined : t(lacks));
  const create = (): void => {
    if (host === undefined || filled === undefined || reason !== undefined) return;
    ui.close();
    client.machines.create(toNewMachine(host, filled)).then(() => {
      if (filled.start) openWhenThere(host, filled.name.trim());
    }, ui.report);
  };
  return (
    <Dialog
      title={t('new.title')}
      size="large"
      onClose={ui.close}
      onSubmit={create}
      aside={<Steps step={step} />}
      foot={
        <>
          <span className="grow">
            <CheckField checked={draft.start} onChange={(start) => { change({ start }); }}>{t('new.start')}</CheckField>
          </span>
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button onClick={() => { setStep(step === 'image' ? 'adjust' : 'image'); }}>{step === 'image' ? t('new.adjust') : t('new.back')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('new.create')}</Button>
        </>
      }
    >
      <div className="new">
        <div className="new__main">
          {step === 'image' || offer === undefined || filled === undefined ? <ImageStep draft={draft} offer={offer} change={change} onEnter={create} /> : <AdjustForm filled={filled} offer={offer} change={change} />}
        </div>
        <Side hosts={hosts} host={host} onHost={setChosen} offer={offer} filled={filled} change={change} trouble={trouble} />
      </div>
    </Dialog>
  );
}
