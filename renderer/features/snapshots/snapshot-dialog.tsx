import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SnapshotFacts } from '../../../main/contract/snapshots.ts';
import { formatAge } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { CompareDialog } from './compare-dialog.tsx';
import { descendants } from './snapshot-words.ts';
import '../machine-dialogs/machine-dialogs.css';

interface Props {
  readonly machine: MachineKey;
  readonly snapshot: SnapshotFacts;
}

function Buttons({ ok, danger = false }: { readonly ok: string; readonly danger?: boolean }): ReactNode {
  const { ui } = useApp();
  const { t } = useI18n();
  return (
    <>
      <span className="grow" />
      <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
      <Button type="submit" variant={danger ? 'danger' : 'primary'}>{ok}</Button>
    </>
  );
}

function Revert({ machine, snapshot }: Props): ReactNode {
  const { ui, client, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const row = inventory.find(machine);
  const active = row !== undefined && row.state !== 'off';
  const [safety, setSafety] = useState(true);
  const [run, setRun] = useState<'as-then' | 'running' | 'paused'>('as-then');
  const list = useCall('list', () => client.snapshots.list(machine));
  const canTake = list.value !== undefined && list.value.refused.take === undefined;
  const go = (): void => {
    ui.close();
    const names = new Set(list.value?.snapshots.map((each) => each.name));
    let count = 1;
    while (names.has(t('revertSnapshot.safetyName', { snapshot: snapshot.name, count: String(count) }))) count += 1;
    const name = t('revertSnapshot.safetyName', { snapshot: snapshot.name, count: String(count) }).slice(0, 200);
    client.snapshots.revert({ machine, name: snapshot.name, run, ...(safety && canTake ? { safety: name } : {}) }).catch(ui.report);
  };
  return (
    <Dialog title={t('revertSnapshot.title', { name: row?.name ?? '', snapshot: snapshot.name })} size="small" onClose={ui.close} onSubmit={go} foot={<Buttons ok={t('revertSnapshot.ok')} danger />}>
      <div className="dialog__pad">
        <p className="warn">
          <StateMark shape="error" />
          <span>
            {snapshot.takenMs === undefined ? t('revertSnapshot.textNoTime') : t('revertSnapshot.text', { age: formatAge(tr, snapshot.takenMs, Date.now()) })}
            {active ? ` ${t('revertSnapshot.running')}` : ''}
          </span>
        </p>
        <CheckField checked={safety && canTake} disabled={!canTake} onChange={setSafety}>{t('revertSnapshot.safety')}</CheckField>
        <div className="form__rows">
          <FormRow label={t('revertSnapshot.then')} htmlFor="revert-then">
            <SelectField id="revert-then" value={run} onChange={setRun} options={[{ value: 'as-then', label: t('revertSnapshot.asThen') }, { value: 'running', label: t('revertSnapshot.run') }, { value: 'paused', label: t('revertSnapshot.pause') }]} />
          </FormRow>
        </div>
      </div>
    </Dialog>
  );
}

function Delete({ machine, snapshot }: Props): ReactNode {
  const { ui, client } = useApp();
  const { t } = useI18n();
  const [all, setAll] = useState(false);
  const list = useCall('list', () => client.snapshots.list(machine));
  const after = descendants(list.value?.snapshots ?? [], snapshot.name).length;
  const go = (): void => {
    ui.close();
    client.snapshots.delete({ machine, name: snapshot.name, children: all && after > 0 }).catch(ui.report);
  };
  return (
    <Dialog title={t('deleteSnapshot.title', { snapshot: snapshot.name })} size="small" onClose={ui.close} onSubmit={go} foot={<Buttons ok={all && after > 0 ? t('deleteSnapshot.okAll', { count: after + 1 }) : t('deleteSnapshot.ok')} danger />}>
      <div className="dialog__pad">
        <p>{t('deleteSnapshot.text')}</p>
        {after === 0 ? null : <CheckField checked={all} onChange={setAll}>{t('deleteSnapshot.children', { count: after })}</CheckField>}
      </div>
    </Dialog>
  );
}

function Describe({ machine, snapshot }: Props): ReactNode {
  const { ui, client } = useApp();
  const { t } = useI18n();
  const [description, setDescription] = useState(snapshot.description ?? '');
  const go = (): void => {
    client.snapshots.describe({ machine, name: snapshot.name, description: description.trim() }).then(ui.close, (error: unknown) => {
      ui.close();
      ui.report(error);
    });
  };
  return (
    <Dialog title={t('describeSnapshot.title', { snapshot: snapshot.name })} size="small" onClose={ui.close} onSubmit={go} foot={<Buttons ok={t('describeSnapshot.ok')} />}>
      <div className="dialog__pad">
        <TextField value={description} onChange={setDescription} maxLength={4096} aria-label={t('takeSnapshot.description')} />
      </div>
    </Dialog>
  );
}

/** What is asked before something is done with a snapshot. */
export function SnapshotDialog({ act, ...props }: Props & { readonly act: 'revert' | 'delete' | 'describe' | 'compare' }): ReactNode {
  switch (act) {
    case 'revert':
      return <Revert {...props} />;
    case 'delete':
      return <Delete {...props} />;
    case 'describe':
      return <Describe {...props} />;
    case 'compare':
      return <CompareDialog {...props} />;
  }
}
