import type { ReactNode } from 'react';
import type { HardwareEdit, HardwareItem } from '../../../main/contract/hardware.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CheckField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';

interface RemovedProps {
  readonly machine: MachineKey;
  readonly item: HardwareItem;
  /** The image that goes as well. */
  readonly image: string | undefined;
  readonly onEdit: (edit: HardwareEdit) => void;
}

function DiskImage({ machine, item, image, onEdit }: RemovedProps): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const plan = useCall(item.id, () => client.machines.deletePlan(machine));
  if (plan.value === undefined) return <p className="dense soft">{plan.error === undefined ? t('hardware.deleteImageAsk') : describeError(tr, plan.error).text}</p>;
  const disk = plan.value.disks.find(({ target }) => target === item.name);
  if (disk?.source === undefined || disk.device !== 'disk') return null;
  const reason = disk.keepReason === undefined ? undefined : disk.usedBy === undefined ? t('delete.kept', { reason: tr.tKey(disk.keepReason) }) : t('delete.usedBy', { names: disk.usedBy.join(', ') });
  const change = (on: boolean): void => {
    if (!on) onEdit({ op: 'remove', item: item.id });
    else ui.open({ kind: 'deleteImage', machine, disk, onConfirm: () => { onEdit({ op: 'remove', item: item.id, image: 'delete' }); } });
  };
  return (
    <>
      <CheckField checked={image !== undefined} disabled={reason !== undefined} onChange={change}>
        {t('hardware.deleteImage')} <bdi className="mono selectable">{disk.source}</bdi>
      </CheckField>
      {reason === undefined ? null : <p className="dense soft">{reason}</p>}
    </>
  );
}

/** What becomes of a device that goes, and whether a disk's image goes with it. */
export function RemovedDevice(props: RemovedProps): ReactNode {
  const { t } = useI18n();
  return (
    <>
      <p className="dense soft hw__removed">{t('hardware.removed')}</p>
      {props.item.kind === 'disk' && props.item.label === 'hw.disk' ? <DiskImage {...props} /> : null}
    </>
  );
}
