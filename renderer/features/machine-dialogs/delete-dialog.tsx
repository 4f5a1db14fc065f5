import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { DeletePlan, DiskFacts } from '../../../main/contract/machines.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, TextField } from '../../kit/field.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';
import './machine-dialogs.css';

function DiskLine({ disk, ticked, onTick }: { readonly disk: DiskFacts; readonly ticked: boolean; readonly onTick: (ticked: boolean) => void }): ReactNode {
  const tr = useI18n();
  const kept = disk.keepReason;
  return (
    <li className="disks__line">
      <CheckField checked={ticked} disabled={kept !== undefined} onChange={onTick}>
        <span className="medium">{disk.target}</span> <bdi className="selectable">{disk.source ?? tr.t('overview.empty')}</bdi>
      </CheckField>
      <span className="cap num">{kept === undefined ? (disk.allocationBytes === undefined ? '' : formatBytes(tr, disk.allocationBytes)) : disk.usedBy === undefined ? tr.t('delete.kept', { reason: tr.tKey(kept) }) : tr.t('delete.usedBy', { names: disk.usedBy.join(', ') })}</span>
    </li>
  );
}

function Lost({ plan }: { readonly plan: DeletePlan }): ReactNode {
  const { t } = useI18n();
  return (
    <section>
      <h3 className="dialog__sub">{t('delete.lost')}</h3>
      <ul className="lost">
        <li>{t('delete.configuration')}</li>
        {plan.hasManagedSave ? <li>{t('delete.savedState')}</li> : null}
        {plan.snapshots > 0 ? <li>{t('delete.snapshots', { count: plan.snapshots })}</li> : null}
        {plan.tpm === true ? <li>{t('delete.tpm')}</li> : null}
        {plan.nvram === undefined ? null : <li title={plan.nvram}>{t('delete.nvram', { path: plan.nvram })}</li>}
      </ul>
    </section>
  );
}

function OnePlan({ plan, ticked, setTicked, typed, setTyped }: { readonly plan: DeletePlan; readonly ticked: readonly string[]; readonly setTicked: (targets: readonly string[]) => void; readonly typed: string; readonly setTyped: (text: string) => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const lostBytes = plan.disks.reduce((sum, disk) => sum + (ticked.includes(disk.target) ? (disk.allocationBytes ?? 0) : 0), 0);
  return (
    <div className="dialog__pad">
      {plan.running ? <p className="warn"><StateMark shape="error" />{t('delete.running')}</p> : null}
      <Lost plan={plan} />
      {plan.disks.length === 0 ? null : (
        <section>
          <h3 className="dialog__sub">{t('delete.disks')} <span className="cap">{t('delete.disksHelp')}</span></h3>
          <ul className="disks">
            {plan.disks.map((disk) => (
              <DiskLine key={disk.target} disk={disk} ticked={ticked.includes(disk.target)} onTick={(on) => { setTicked(on ? [...ticked, disk.target] : ticked.filter((target) => target !== disk.target)); }} />
            ))}
          </ul>
          {lostBytes === 0 ? null : <p className="cap disks__total">{t('delete.total', { size: formatBytes(tr, lostBytes) })}</p>}
        </section>
      )}
      {ticked.length === 0 ? null : (
        <label className="type-name">
          <span>{t('delete.typeName', { name: plan.name })}</span>
          <TextField value={typed} onChange={setTyped} aria-label={t('delete.typeNameLabel')} autoFocus />
        </label>
      )}
    </div>
  );
}

/** Deletes one machine: says what goes with it; disks stay unless ticked, and ticking them wants the machine's name. */
function DeleteOne({ machine }: { readonly machine: MachineKey }): ReactNode {
  const { ui, client, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const plan = useCall('plan', () => client.machines.deletePlan(machine));
  const name = plan.value?.name ?? inventory.find(machine)?.name ?? '';
  const reason = plan.value === undefined ? t('delete.loading') : ticked.length > 0 && typed !== name ? t('delete.nameDiffers') : undefined;
  const go = (): void => {
    if (reason !== undefined) return;
    ui.close();
    client.machines.delete({ machine, diskTargets: [...ticked] }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('delete.title', { name })}
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="danger" disabledReason={reason}>{ticked.length === 0 ? t('delete.ok') : t('delete.okDisks', { count: ticked.length })}</Button>
        </>
      }
    >
      {plan.value !== undefined ? (
        <OnePlan plan={plan.value} ticked={ticked} setTicked={setTicked} typed={typed} setTyped={setTyped} />
      ) : (
        <p className="dialog__pad dense soft">{plan.error === undefined ? t('delete.loading') : `${t('delete.failed')} ${describeError(tr, plan.error).text}`}</p>
      )}
    </Dialog>
  );
}

function DeleteMany({ machines }: { readonly machines: readonly MachineKey[] }): ReactNode {
  const { ui, client, inventory } = useApp();
  const { t } = useI18n();
  const names = machines.map((key) => inventory.find(key)?.name ?? key.uuid);
  const go = (): void => {
    ui.close();
    for (const machine of machines) client.machines.delete({ machine, diskTargets: [] }).catch(ui.report);
  };
  return (
    <Dialog
      title={t('delete.many', { count: machines.length })}
      size="small"
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="danger">{t('delete.ok')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <p>{t('delete.manyText')}</p>
        <p className="dense soft names">{names.join(', ')}</p>
      </div>
    </Dialog>
  );
}

/** Deletes machines. Disks can be ticked only for one at a time. */
export function DeleteDialog({ machines }: { readonly machines: readonly MachineKey[] }): ReactNode {
  const [only] = machines;
  return machines.length === 1 && only !== undefined ? <DeleteOne machine={only} /> : <DeleteMany machines={machines} />;
}
