import { useState, type ReactNode } from 'react';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';

/** Adds a VNC display to what is stored of a machine, and says when it will be there. */
export function AddVncButton({ row, onAdded, small = false }: { readonly row: MachineRow; readonly onAdded: () => void; readonly small?: boolean }): ReactNode {
  const { client, ui } = useApp();
  const { t } = useI18n();
  const [step, setStep] = useState<'idle' | 'doing' | 'done'>('idle');
  const { connectionId, uuid } = row;
  const add = (): void => {
    setStep('doing');
    client.machines.addVnc({ connectionId, uuid }).then(
      () => {
        setStep('done');
        onAdded();
      },
      (error: unknown) => {
        setStep('idle');
        ui.report(error);
      },
    );
  };
  if (step === 'done') return <span role="status">{t('console.vncAdded')}</span>;
  return (
    <Button small={small} variant={small ? 'plain' : 'primary'} disabledReason={step === 'doing' ? t('console.addVnc') : undefined} onClick={add}>
      {t('console.addVnc')}
    </Button>
  );
}

/** One line above a console that is only the second best: why there is no display, and what would give one. */
export function DisplayReason({ row, display, onAdded }: { readonly row: MachineRow; readonly display: ConsoleInfo; readonly onAdded: () => void }): ReactNode {
  const { tKey } = useI18n();
  if (display.reason === undefined) return null;
  return (
    <div className="console-reason" role="note">
      <span>{tKey(display.reason, display.values)}</span>
      {display.canAddVnc ? <AddVncButton small row={row} onAdded={onAdded} /> : null}
    </div>
  );
}
