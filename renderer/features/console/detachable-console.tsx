import './console.css';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { ConsolePane } from './console-pane.tsx';
import { consoleWindows } from './console-windows.ts';
import { detachConsole } from './detach-console.ts';
import { DetachProvider } from './detach-context.ts';
import { StageCard } from './stage-notice.tsx';

/** A machine's consoles in its page, or where they are while they have a window of their own. */
export function DetachableConsole({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const windows = consoleWindows();
  const isAway = useStore(windows.store, (ids) => ids.has(machineId(machine)));
  const [first, setFirst] = useState<string>();
  if (isAway) {
    return (
      <div className="console-pane">
        <div className="console-stage">
          <StageCard title={tr.t('console.isAway')}>
            <Button variant="primary" onClick={() => { windows.show(machine); }}>{tr.t('console.showWindow')}</Button>
            <Button onClick={() => { windows.bringBack(machine); }}>{tr.t('console.bringBack')}</Button>
          </StageCard>
        </div>
      </div>
    );
  }
  const detach = (consoleId: string): void => {
    if (detachConsole(app, tr, machine, consoleId)) setFirst(consoleId);
  };
  return (
    <DetachProvider value={detach}>
      <ConsolePane machine={machine} active={active} first={first} />
    </DetachProvider>
  );
}
