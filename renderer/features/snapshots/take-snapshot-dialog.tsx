import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SnapshotList, SnapshotMode } from '../../../main/contract/snapshots.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** A name that says when: what people would type anyway. */
function nameFor(now: Date): string {
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

function useModeWords(active: boolean): (mode: SnapshotMode) => { readonly label: string; readonly help: string } {
  const { t } = useI18n();
  return (mode) => {
    switch (mode) {
      case 'whole':
        return active ? { label: t('takeSnapshot.whole'), help: t('takeSnapshot.wholeHelp') } : { label: t('takeSnapshot.wholeOff'), help: t('takeSnapshot.wholeOffHelp') };
      case 'disks':
        return { label: t('takeSnapshot.disks'), help: t('takeSnapshot.disksHelp') };
      case 'files':
        return { label: t(active ? 'takeSnapshot.files' : 'takeSnapshot.filesOff'), help: t('takeSnapshot.filesHelp') };
    }
  };
}

function Form({ machine, list }: { readonly machine: MachineKey; readonly list: SnapshotList }): ReactNode {
  const { ui, client, inventory } = useApp();
  const { t } = useI18n();
  const row = inventory.find(machine);
  const active = row !== undefined && row.state !== 'off' && row.state !== 'crashed';
  const [name, setName] = useState(() => nameFor(new Date()));
  const [description, setDescription] = useState('');
  const [mode, setMode] = useState<SnapshotMode>(list.modes[0] ?? 'whole');
  const [quiesce, setQuiesce] = useState(list.canQuiesce);
  const words = useModeWords(active);
  const trimmed = name.trim();
  const reason = trimmed === '' ? t('takeSnapshot.needsName') : trimmed.includes('/') ? t('takeSnapshot.slash') : list.snapshots.some((each) => each.name === trimmed) ? t('takeSnapshot.taken', { name: trimmed }) : undefined;
  const canStill = mode === 'disks' && list.canQuiesce;
  const go = (): void => {
    if (reason !== undefined) return;
    ui.close();
    client.snapshots.take({ machine, name: trimmed, description: description.trim(), mode, quiesce: canStill && quiesce }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('takeSnapshot.title', { name: row?.name ?? '' })}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('takeSnapshot.ok')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <div className="form__rows">
          <FormRow label={t('takeSnapshot.name')} htmlFor="snapshot-name">
            <TextField id="snapshot-name" value={name} onChange={setName} maxLength={200} onFocus={(event) => { event.target.select(); }} />
          </FormRow>
          <FormRow label={t('takeSnapshot.description')} htmlFor="snapshot-description">
            <TextField id="snapshot-description" value={description} onChange={setDescription} maxLength={4096} />
          </FormRow>
          <FormRow label={t('takeSnapshot.keep')} htmlFor="snapshot-mode" help={words(mode).help}>
            <SelectField id="snapshot-mode" value={mode} options={list.modes.map((value) => ({ value, label: words(value).label }))} onChange={setMode} />
          </FormRow>
        </div>
        {mode === 'disks' ? (
          <CheckField checked={canStill && quiesce} disabled={!canStill} onChange={setQuiesce}>
            {t('takeSnapshot.quiesce')} {canStill ? null : <span className="cap">{t('takeSnapshot.noAgent')}</span>}
          </CheckField>
        ) : null}
      </div>
    </Dialog>
  );
}

/** Takes a snapshot: under which name, and of what. */
export function TakeSnapshotDialog({ machine }: { readonly machine: MachineKey }): ReactNode {
  const { ui, client, inventory } = useApp();
  const tr = useI18n();
  const list = useCall('take', () => client.snapshots.list(machine));
  if (list.value?.refused.take === undefined && list.value !== undefined) return <Form machine={machine} list={list.value} />;
  const text = list.value?.refused.take !== undefined ? tr.tKey(list.value.refused.take) : list.error === undefined ? tr.t('snapshots.loading') : `${tr.t('snapshots.failed')} ${describeError(tr, list.error).text}`;
  return (
    <Dialog title={tr.t('takeSnapshot.title', { name: inventory.find(machine)?.name ?? '' })} size="small" onClose={ui.close} foot={<><span className="grow" /><Button variant="ghost" onClick={ui.close}>{tr.t('kit.cancel')}</Button></>}>
      <p className="dialog__pad dense soft">{text}</p>
    </Dialog>
  );
}
