import { CircleCheck, CircleHelp } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Recognised, SystemInfo } from '../../../main/contract/new-machine.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { SystemField } from './system-field.tsx';
import type { Download } from './use-download.ts';

/** What the strip shows and changes. */
export interface DetectedProps {
  readonly found: Recognised | undefined;
  readonly pending: boolean;
  /** Nothing is chosen yet. */
  readonly isEmpty: boolean;
  readonly system: SystemInfo | undefined;
  readonly systems: readonly SystemInfo[];
  readonly download: Download;
  readonly onSystem: (osId: string) => void;
}

/** Says what was recognised, and lets it be another; for an image that is not there yet, how its download goes. */
export function DetectedStrip({ found, pending, isEmpty, system, systems, download, onSystem }: DetectedProps): ReactNode {
  const { t } = useI18n();
  const [choosing, setChoosing] = useState(false);
  const { entry, task } = download;
  if (entry !== undefined) {
    const isRunning = task?.state === 'running' || task?.state === 'cancelling';
    const text = isRunning ? t('new.downloading', { file: entry.fileName, percent: String(Math.floor((task.fraction ?? 0) * 100)) }) : t('new.downloadFirst', { host: entry.host });
    return (
      <div className="new__detected" role="status">
        <span className="grow clip">{text}</span>
        {isRunning ? <Button small variant="ghost" onClick={download.cancel}>{t('kit.cancel')}</Button> : null}
      </div>
    );
  }
  const words = isEmpty && system === undefined ? t('new.chooseAny') : pending ? t('new.detecting') : system === undefined ? t('new.detectedNothing') : found?.osId === system.id ? t(found.sure ? 'new.detected' : 'new.detectedPerhaps', { name: system.name }) : t('new.chosenSystem', { name: system.name });
  return (
    <div className="new__detected" role="status">
      <Icon of={system === undefined ? CircleHelp : CircleCheck} size={14} />
      <span className="grow clip">{words}</span>
      {choosing ? <SystemField systems={systems} value={system?.id ?? ''} onChange={onSystem} /> : <Button small variant="ghost" onClick={() => { setChoosing(true); }}>{system === undefined ? t('new.chooseSystem') : t('new.notThis')}</Button>}
    </div>
  );
}
