import { useEffect, useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SnapshotFacts } from '../../../main/contract/snapshots.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';

/** The screen when a snapshot was taken; an empty frame where nobody looked. */
export function SnapshotPicture({ machine, snapshot, className }: { readonly machine: MachineKey; readonly snapshot: SnapshotFacts; readonly className: string }): ReactNode {
  const { client, ui } = useApp();
  const { t } = useI18n();
  const [url, setUrl] = useState<string>();
  const { connectionId, uuid } = machine;
  const { name, hasPicture } = snapshot;
  useEffect(() => {
    if (!hasPicture) return undefined;
    let made: string | undefined;
    let gone = false;
    client.snapshots.picture({ machine: { connectionId, uuid }, name }).then((png) => {
      if (png === undefined || gone) return;
      made = URL.createObjectURL(new Blob([png.slice()], { type: 'image/png' }));
      setUrl(made);
    }, ui.report);
    return () => {
      gone = true;
      setUrl(undefined);
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [client, ui, connectionId, uuid, name, hasPicture]);
  return <span className={`shot ${className}`}>{url === undefined ? null : <img src={url} alt={t('snapshots.picture', { name })} />}</span>;
}
