import type { ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SnapshotFacts } from '../../../main/contract/snapshots.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { LineDiff } from '../../kit/line-diff.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';

/** The machine's configuration then and now. */
export function CompareDialog({ machine, snapshot }: { readonly machine: MachineKey; readonly snapshot: SnapshotFacts }): ReactNode {
  const { ui, client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const texts = useCall('compare', () => client.snapshots.documents({ machine, name: snapshot.name }));
  const { value, error } = texts;
  const then = value?.then?.trim();
  const now = value?.now.trim();
  const text = error !== undefined ? `${t('snapshots.failed')} ${describeError(tr, error).text}` : value === undefined ? t('snapshots.loading') : then === undefined ? t('compareSnapshot.none') : then === now ? t('compareSnapshot.same') : undefined;
  return (
    <Dialog title={t('compareSnapshot.title', { snapshot: snapshot.name })} size="large" onClose={ui.close} onSubmit={ui.close} foot={<><span className="grow" /><Button type="submit" variant="primary">{t('kit.close')}</Button></>}>
      {text !== undefined || then === undefined || now === undefined ? <p className="dialog__pad dense soft">{text}</p> : (
        <LineDiff before={then} after={now} label={t('compareSnapshot.label')} skippedText={(count) => t('compareSnapshot.sameLines', { count })} />
      )}
    </Dialog>
  );
}
