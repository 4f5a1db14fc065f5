import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ApplianceSummary } from '../../../main/contract/appliances.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { describeError } from '../tasks/describe-error.ts';

/** Reading a file while its name is typed would ask for every letter. */
const PAUSE_MS = 400;

/** What the appliance says of itself, or why it cannot be read. */
function useInspection(file: string): { readonly summary: ApplianceSummary | undefined; readonly error: unknown } {
  const { client } = useApp();
  const [found, setFound] = useState<{ readonly file: string; readonly summary?: ApplianceSummary; readonly error?: unknown }>({ file: '' });
  useEffect(() => {
    if (file === '') return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      client.appliances.inspect({ file }).then(
        (summary) => { if (wanted) setFound({ file, summary }); },
        (error: unknown) => { if (wanted) setFound({ file, error }); },
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, file]);
  return found.file === file ? { summary: found.summary, error: found.error } : { summary: undefined, error: undefined };
}

function Facts({ summary }: { readonly summary: ApplianceSummary }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const facts: readonly (readonly [string, string])[] = [
    ...(summary.guest === undefined ? [] : [[t('appliance.guest'), summary.guest] as const]),
    [t('new.processor'), t('new.vcpus', { count: summary.vcpus })],
    [t('new.memory'), formatBytes(tr, summary.memoryKiB * 1024)],
    [t('appliance.disks'), summary.disks.map((disk) => formatBytes(tr, disk.capacityBytes)).join(', ')],
  ];
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="facts__pair">
            <dt>{name}</dt>
            <dd><bdi>{value}</bdi></dd>
          </div>
        ))}
      </dl>
      {summary.hasManifest ? null : <p className="cap">{t('appliance.noManifest')}</p>}
    </>
  );
}

/** Makes a machine of an OVF or OVA file. */
export function ImportDialog({ host: given }: { readonly host: ConnectionId | undefined }): ReactNode {
  const { ui, client, connections } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const hosts = useStore(connections.store, (state) => state.list).filter((one) => one.state === 'connected' && !one.readOnly);
  const [chosenHost, setHost] = useState(given);
  const host = hosts.find((one) => one.id === chosenHost) ?? hosts[0];
  const [file, setFile] = useState('');
  const [name, setName] = useState<string>();
  const [pool, setPool] = useState<string>();
  const [network, setNetwork] = useState<string>();
  const [keepMacs, setKeepMacs] = useState(true);
  const { summary, error } = useInspection(file.trim());
  const offer = useCall(`offer ${host?.id ?? ''}`, () => (host === undefined ? Promise.resolve(undefined) : client.machines.offer({ connectionId: host.id })));
  const pools = (offer.value?.pools ?? []).filter((one) => one.active);
  const networks = (offer.value?.networks ?? []).filter((one) => one.active);
  const ownPool = pool ?? (pools.find((one) => one.name === 'default') ?? pools[0])?.name;
  const ownNetwork = network ?? (networks.find((one) => one.name === 'default') ?? networks[0])?.name;
  const ownName = name ?? summary?.name ?? '';
  const reason = host === undefined ? t('top.noHost') : summary === undefined ? t('appliance.chooseFile') : ownName.trim() === '' ? t('new.nameMissing') : ownPool === undefined && summary.disks.length > 0 ? t('appliance.noPool') : undefined;
  const submit = (): void => {
    if (reason !== undefined || host === undefined) return;
    ui.close();
    const choice = { ...(ownPool === undefined ? {} : { pool: ownPool }), ...(ownNetwork === undefined ? {} : { network: ownNetwork }) };
    client.appliances.import({ connectionId: host.id, file: file.trim(), name: ownName.trim(), newMacs: !keepMacs, ...choice }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('appliance.importTitle')}
      onClose={ui.close}
      onSubmit={submit}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('appliance.import')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <div className="form__rows">
          <FormRow label={t('appliance.file')} htmlFor="appliance-file" help={error === undefined ? t('appliance.fileHelp') : describeError(tr, error).text}>
            <TextField id="appliance-file" dir="ltr" mono value={file} onChange={setFile} placeholder={t('appliance.filePlaceholder')} />
          </FormRow>
          {hosts.length > 1 && host !== undefined ? (
            <FormRow label={t('table.host')}>
              <SelectField label={t('table.host')} value={host.id} onChange={setHost} options={hosts.map((one) => ({ value: one.id, label: connectionLabel(tr, one) }))} />
            </FormRow>
          ) : null}
          {summary === undefined ? null : (
            <>
              <FormRow label={t('table.name')} htmlFor="appliance-name">
                <TextField id="appliance-name" value={ownName} onChange={setName} />
              </FormRow>
              {ownPool === undefined ? null : (
                <FormRow label={t('new.pool')}>
                  <SelectField label={t('new.pool')} value={ownPool} onChange={setPool} options={pools.map((one) => ({ value: one.name, label: t('new.poolFree', { pool: one.name, free: formatBytes(tr, one.availableBytes) }) }))} />
                </FormRow>
              )}
              {ownNetwork === undefined || summary.nics === 0 ? null : (
                <FormRow label={t('new.network')}>
                  <SelectField label={t('new.network')} value={ownNetwork} onChange={setNetwork} options={networks.map((one) => ({ value: one.name, label: one.name }))} />
                </FormRow>
              )}
            </>
          )}
        </div>
        {summary === undefined || summary.macs.length === 0 ? null : <CheckField checked={keepMacs} onChange={setKeepMacs}>{t('appliance.keepMacs')}</CheckField>}
        {summary === undefined ? null : <Facts summary={summary} />}
      </div>
    </Dialog>
  );
}
