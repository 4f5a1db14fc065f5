import { Play } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { formatAge } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { lastScreens, type LastScreen } from './last-screens.ts';
import { StageCard } from './stage-notice.tsx';

/** The last picture of a machine's screen: this window's own, else what the application kept. */
export function useLastScreen(row: MachineRow, ask: boolean): LastScreen | undefined {
  const { client } = useApp();
  const { connectionId, uuid } = row;
  const id = machineId(row);
  const own = useStore(lastScreens.store, (screens) => screens.get(id));
  const known = own !== undefined;
  useEffect(() => {
    if (!ask || known) return undefined;
    let gone = false;
    client.machines.screenshot({ connectionId, uuid }).then(
      (shot) => {
        if (!gone && shot !== undefined) lastScreens.put(id, new Blob([shot.png.slice()], { type: 'image/png' }), shot.timeMs);
      },
      // A machine that is off has no screen to ask for: it is shown without a picture then.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, connectionId, uuid, id, ask, known]);
  return own;
}

/** The last picture, dimmed, behind what is said about it. */
export function LastPicture({ screen }: { readonly screen: LastScreen | undefined }): ReactNode {
  const { t } = useI18n();
  return screen === undefined ? null : <img className="console-last" src={screen.url} alt={t('console.lastPicture')} />;
}

/** Button that starts a machine, or says why it cannot be started. */
export function StartButton({ row }: { readonly row: MachineRow }): ReactNode {
  const { tr, perform } = useMachineActions();
  const verb = row.verbs.start;
  return (
    <Button
      variant="primary"
      icon={Play}
      disabledReason={verb.enabled || verb.reason === undefined ? undefined : tr.tKey(verb.reason, verb.values)}
      onClick={() => {
        perform('start', [row]);
      }}
    >
      {tr.t('verb.start')}
    </Button>
  );
}

/** What stands in a console's place while its machine is off. */
export function StoppedStage({ row }: { readonly row: MachineRow }): ReactNode {
  const tr = useI18n();
  const screen = useLastScreen(row, true);
  const [openedMs] = useState(() => Date.now());
  return (
    <>
      <LastPicture screen={screen} />
      <StageCard
        title={tr.t(row.hasManagedSave ? 'console.offSaved' : 'console.off', { name: row.name })}
        text={screen === undefined ? undefined : tr.t('console.offPicture', { age: formatAge(tr, screen.timeMs, Math.max(openedMs, screen.timeMs)) })}
      >
        <StartButton row={row} />
      </StageCard>
    </>
  );
}
