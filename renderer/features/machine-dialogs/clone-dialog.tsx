import { useState, type ReactNode } from 'react';
import type { CloneDisk, CloneDiskWay, ClonePlan } from '../../../main/contract/clones.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';
import { HostCloneFields, type HostClone } from './host-clone-fields.tsx';
import './machine-dialogs.css';

const BESIDE = '';

/** What a person chose for a clone that Vireo makes. */
interface OwnClone {
  readonly ways: Readonly<Record<string, CloneDiskWay>>;
  readonly pool: string;
  readonly keepMacs: boolean;
}

const wayOf = (disk: CloneDisk, { ways }: OwnClone): CloneDiskWay => ways[disk.target] ?? disk.ways[0] ?? 'share';

function DiskLine({ disk, way, onChange }: { readonly disk: CloneDisk; readonly way: CloneDiskWay; readonly onChange: (way: CloneDiskWay) => void }): ReactNode {
  const tr = useI18n();
  const removable = disk.device === 'cdrom' || disk.device === 'floppy';
  const word = (each: CloneDiskWay): string => tr.tKey(removable && each === 'skip' ? 'clone.way.empty' : removable && each === 'share' ? 'clone.way.sameMedia' : `clone.way.${each}`);
  return (
    <li className="disks__line disks__line--way">
      <span className="medium">{disk.target}</span>
      <bdi className="selectable clip grow" title={disk.source}>{disk.source ?? tr.t('overview.empty')}</bdi>
      <span className="cap num">{disk.noCopy !== undefined ? tr.t('clone.noCopy', { reason: tr.tKey(disk.noCopy) }) : disk.allocationBytes === undefined ? '' : formatBytes(tr, disk.allocationBytes)}</span>
      <SelectField label={tr.t('clone.wayOf', { disk: disk.target })} value={way} onChange={onChange} options={disk.ways.map((each) => ({ value: each, label: word(each) }))} />
    </li>
  );
}

/** What to know of a clone before it starts. */
function cloneNotes(plan: ClonePlan, chosen: OwnClone, t: ReturnType<typeof useI18n>['t']): readonly string[] {
  const ways = plan.disks.filter(({ device, source }) => device !== 'cdrom' && device !== 'floppy' && source !== undefined).map((disk) => wayOf(disk, chosen));
  return [
    ...(ways.includes('linked') ? [t('clone.note.linked', { name: plan.name })] : []),
    ...(ways.includes('share') ? [t('clone.note.share')] : []),
    ...(plan.nvram ? [t('clone.note.nvram')] : []),
    ...(plan.tpm ? [t('clone.note.tpm')] : []),
    ...(plan.cloudInit ? [t('clone.note.cloudInit')] : []),
    ...(ways.includes('copy') || ways.includes('linked') ? [t('clone.note.inside')] : []),
  ];
}

function OwnCloneFields({ plan, chosen, onChange }: { readonly plan: ClonePlan; readonly chosen: OwnClone; readonly onChange: (chosen: OwnClone) => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const notes = cloneNotes(plan, chosen, t);
  const total = plan.disks.reduce((sum, disk) => sum + (wayOf(disk, chosen) === 'copy' ? (disk.allocationBytes ?? 0) : 0), 0);
  return (
    <>
      <section>
        <h3 className="dialog__sub">{t('clone.disks')} {total === 0 ? null : <span className="cap">{t('clone.total', { size: formatBytes(tr, total) })}</span>}</h3>
        {plan.disks.length === 0 ? <p className="dense soft">{t('clone.noDisks')}</p> : (
          <ul className="disks">
            {plan.disks.map((disk) => <DiskLine key={disk.target} disk={disk} way={wayOf(disk, chosen)} onChange={(way) => { onChange({ ...chosen, ways: { ...chosen.ways, [disk.target]: way } }); }} />)}
          </ul>
        )}
      </section>
      {plan.pools.length === 0 || total === 0 && !plan.disks.some((disk) => wayOf(disk, chosen) === 'linked') ? null : (
        <div className="form__rows">
          <FormRow label={t('clone.pool')}>
            <SelectField
              label={t('clone.pool')}
              value={chosen.pool}
              onChange={(pool) => { onChange({ ...chosen, pool }); }}
              options={[{ value: BESIDE, label: t('clone.beside') }, ...plan.pools.map(({ name, availableBytes }) => ({ value: name, label: t('clone.poolFree', { name, free: formatBytes(tr, availableBytes) }) }))]}
            />
          </FormRow>
        </div>
      )}
      <CheckField checked={chosen.keepMacs} onChange={(keepMacs) => { onChange({ ...chosen, keepMacs }); }}>{t('clone.keepMacs')}</CheckField>
      {notes.length === 0 ? null : <ul className="lost">{notes.map((note) => <li key={note}>{note}</li>)}</ul>}
    </>
  );
}

/** Clones a machine: under which name, with which disks; or where, on hosts that clone by themselves. */
export function CloneDialog({ machine }: { readonly machine: MachineKey }): ReactNode {
  const { ui, client, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const original = inventory.find(machine)?.name ?? machine.uuid;
  const [name, setName] = useState(() => t('clone.suggested', { name: original }));
  const [own, setOwn] = useState<OwnClone>({ ways: {}, pool: BESIDE, keepMacs: false });
  const [host, setHost] = useState<HostClone>({ place: '', template: false, linked: false });
  const plan = useCall('plan', () => client.clones.plan(machine));
  const wanted = name.trim();
  const taken = [...inventory.ofConnection(machine.connectionId)].some((row) => inventory.row(row)?.name === wanted);
  const reason = wanted === '' ? t('clone.needsName') : taken ? t('clone.taken', { name: wanted }) : plan.value === undefined ? t('clone.looking') : undefined;
  const go = (): void => {
    if (reason !== undefined || plan.value === undefined) return;
    ui.close();
    const made =
      plan.value.by === 'host'
        ? client.machines.clone({ machine, name: wanted, template: host.template, linked: host.linked, ...(host.place === '' ? {} : { place: host.place }) })
        : client.clones.make({ machine, name: wanted, disks: plan.value.disks.map((disk) => ({ target: disk.target, way: wayOf(disk, own) })), keepMacs: own.keepMacs, ...(own.pool === BESIDE ? {} : { pool: own.pool }) });
    made.catch(ui.report);
  };
  return (
    <Dialog
      title={t('clone.title', { name: original })}
      size={plan.value?.by === 'host' ? 'small' : 'medium'}
      onClose={ui.close}
      onSubmit={go}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('verb.clone')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <div className="form__rows">
          <FormRow label={t('clone.name')} htmlFor="clone-name">
            <TextField id="clone-name" value={name} onChange={setName} onFocus={(event) => { event.target.select(); }} />
          </FormRow>
          {plan.value?.by === 'host' ? <HostCloneFields machine={machine} chosen={host} onChange={setHost} /> : null}
        </div>
        {plan.value === undefined ? <p className="dense soft">{plan.error === undefined ? t('clone.looking') : describeError(tr, plan.error).text}</p> : plan.value.by === 'vireo' ? <OwnCloneFields plan={plan.value} chosen={own} onChange={setOwn} /> : null}
      </div>
    </Dialog>
  );
}
