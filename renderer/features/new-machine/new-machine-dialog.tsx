import { ChevronRight } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { describeError } from '../tasks/describe-error.ts';
import { AdjustForm } from './adjust-form.tsx';
import { DetectedStrip } from './detected-strip.tsx';
import { ImageStep } from './image-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { Side } from './side.tsx';
import { useDownload } from './use-download.ts';
import { useOpenWhenThere } from './use-open-when-there.ts';
import { fillDraft, missing, toNewMachine, useDraft } from './use-draft.ts';
import { useRecognised } from './use-recognised.ts';
import './new-machine.css';

const STEPS = ['image', 'adjust', 'review'] as const;
type Step = (typeof STEPS)[number];

function Steps({ step }: { readonly step: Step }): ReactNode {
  const { t } = useI18n();
  const names = [t('new.step.image'), t('new.step.adjust'), t('new.step.review')];
  const current = STEPS.indexOf(step);
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

/** The hosts that machines can be made on. */
function useHosts(): readonly { readonly value: ConnectionId; readonly label: string }[] {
  const { connections } = useApp();
  const tr = useI18n();
  const list = useStore(connections.store, (state) => state.list);
  return list.filter((one) => one.state === 'connected' && !one.readOnly).map((one) => ({ value: one.id, label: connectionLabel(tr, one) }));
}

/** Everything that the dialog knows and does. */
function useNewMachine(wanted: ConnectionId | undefined) {
  const { client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const hosts = useHosts();
  const [chosen, setChosen] = useState(wanted);
  const [draft, change] = useDraft();
  const host = hosts.find((one) => one.value === chosen)?.value ?? hosts[0]?.value;
  const asked = useCall(host, () => (host === undefined ? Promise.reject(new Error(t('offer.notConnected'))) : client.machines.offer({ connectionId: host })));
  const known = useCall('known', async () => {
    const [systems, catalogue, login] = await Promise.all([client.newMachines.systems({}), client.newMachines.catalogue({}), client.newMachines.login({})]);
    return { systems, catalogue, login };
  });
  const login = known.value?.login;
  useEffect(() => {
    if (login !== undefined && draft.seed.user === '') change({ seed: { ...draft.seed, user: login.user, keys: login.sshKeys.join('\n') } });
  }, [login]);
  const systems = known.value?.systems ?? [];
  const offer = asked.value;
  const download = useDownload(known.value?.catalogue ?? [], offer, asked.again, (path) => { change({ path, osId: undefined }); });
  const { found, pending } = useRecognised(host, draft);
  const guess = found?.osId ?? download.entry?.osId ?? offer?.images.find(({ path }) => path === draft.path)?.osId;
  const system = systems.find(({ id }) => id === (draft.osId ?? guess));
  const filled = offer === undefined ? undefined : fillDraft(draft, offer, system);
  const impossible = offer?.impossible ?? (filled === undefined ? undefined : offer?.noSource[filled.kind]);
  const trouble = asked.error !== undefined && offer === undefined ? describeError(tr, asked.error).text : impossible === undefined || download.entry !== undefined ? undefined : tr.tKey(impossible);
  const lacks = filled === undefined ? 'new.loading' : missing(filled);
  return { hosts, host, setChosen, draft, change, offer, systems, catalogue: known.value?.catalogue ?? [], download, found, pending, system, filled, trouble, reason: trouble ?? (lacks === undefined ? undefined : t(lacks)) };
}

/** Makes a new machine from an image, an installation tree, a disk or nothing, with good defaults that can be adjusted. */
export function NewMachineDialog({ host: wanted }: { readonly host: ConnectionId | undefined }): ReactNode {
  const { ui, client } = useApp();
  const { t } = useI18n();
  const [step, setStep] = useState<Step>('image');
  const model = useNewMachine(wanted);
  const { host, draft, change, offer, filled, download, reason } = model;
  const openWhenThere = useOpenWhenThere();
  const create = (how: 'as-chosen' | 'customise' = 'as-chosen'): void => {
    if (host === undefined || filled === undefined) return;
    if (download.entry !== undefined) {
      if (download.task?.state !== 'running' && filled.pool !== '') download.start(host, filled.pool);
      return;
    }
    if (reason !== undefined) return;
    ui.close();
    const machine = how === 'customise' ? { ...toNewMachine(host, filled), start: false } : toNewMachine(host, filled);
    client.machines.create(machine).then(() => {
      if (machine.start || how === 'customise') openWhenThere(host, filled.name.trim(), how === 'customise' ? 'hardware' : 'console');
    }, ui.report);
  };
  const at = STEPS.indexOf(step);
  const go = (by: number): void => { setStep(STEPS[at + by] ?? step); };
  const isDownload = download.entry !== undefined;
  const busy = download.task?.state === 'running' ? t('new.downloadRuns') : filled?.pool === '' ? t('new.cloudNeedsPool') : undefined;
  return (
    <Dialog
      title={t('new.title')}
      size="large"
      onClose={ui.close}
      onSubmit={() => { create(); }}
      aside={<Steps step={step} />}
      foot={
        <>
          <span className="grow">
            <CheckField checked={filled?.start ?? draft.start} disabled={filled?.kind === 'tree'} onChange={(start) => { change({ start }); }}>{t('new.start')}</CheckField>
          </span>
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          {at === 0 ? null : <Button onClick={() => { go(-1); }}>{t('new.back')}</Button>}
          {step === 'image' ? <Button onClick={() => { go(1); }}>{t('new.adjust')}</Button> : null}
          {step === 'adjust' ? <Button disabledReason={reason} onClick={() => { go(1); }}>{t('new.review')}</Button> : null}
          {step === 'review' ? <Button disabledReason={filled?.kind === 'tree' ? t('new.customiseTree') : reason} onClick={() => { create('customise'); }}>{t('new.customise')}</Button> : null}
          {isDownload ? <Button type="submit" variant="primary" disabledReason={busy}>{t('new.download')}</Button> : <Button type="submit" variant="primary" disabledReason={reason}>{t('new.create')}</Button>}
        </>
      }
    >
      <div className="new">
        <div className="new__main">
          {step === 'image' || offer === undefined || filled === undefined || host === undefined ? (
            <>
              <ImageStep host={host} draft={draft} offer={offer} systems={model.systems} catalogue={model.catalogue} wantedDownload={download.entry?.id} change={change} onDownload={download.choose} onEnter={() => { create(); }} />
              {draft.source === 'container' ? null : <DetectedStrip found={model.found} pending={model.pending} isEmpty={(draft.source === 'tree' ? draft.url : draft.path).trim() === ''} system={model.system} systems={model.systems} download={download} onSystem={(osId) => { change({ osId }); }} />}
            </>
          ) : step === 'adjust' ? (
            <AdjustForm filled={filled} offer={offer} systems={model.systems} change={change} />
          ) : (
            <ReviewStep wanted={toNewMachine(host, filled)} />
          )}
        </div>
        <Side hosts={model.hosts} host={host} onHost={model.setChosen} offer={offer} filled={filled} system={model.system} change={change} trouble={model.trouble} />
      </div>
    </Dialog>
  );
}
