import { Camera } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { describeError } from '../tasks/describe-error.ts';
import { ConsoleBar } from './console-bar.tsx';
import { consoleFacts } from './console-facts.ts';
import type { ConsoleFrame } from './console-frame.ts';
import { lastScreens } from './last-screens.ts';
import { fileName, saveFile } from './save-file.ts';
import { StageCard } from './stage-notice.tsx';
import { StoppedStage } from './stopped-stage.tsx';

const PICTURE_EVERY_MS = 3000;

interface Shots {
  readonly png: Uint8Array | undefined;
  readonly error: unknown;
}

/** Takes a picture of a machine's screen every few seconds, one at a time, while somebody looks. */
function useScreenshots(frame: ConsoleFrame): Shots {
  const { client } = useApp();
  const { connectionId, uuid } = frame.row;
  const [shots, setShots] = useState<Shots>({ png: undefined, error: undefined });
  const looking = frame.active && frame.live;
  useEffect(() => {
    if (!looking) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const machine = { connectionId, uuid };
    const take = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const shot = await client.machines.screenshot(machine, { signal });
        if (signal.aborted) return;
        if (shot !== undefined) {
          lastScreens.put(machineId(machine), new Blob([shot.png.slice()], { type: 'image/png' }), shot.timeMs);
          setShots({ png: shot.png, error: undefined });
        }
      }
    };
    const loop = (): void => {
      take()
        .catch((error: unknown) => {
          if (!signal.aborted) setShots(({ png }) => ({ png, error }));
        })
        .finally(() => {
          if (!signal.aborted) timer = setTimeout(loop, PICTURE_EVERY_MS);
        });
    };
    loop();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client, connectionId, uuid, looking]);
  return shots;
}

/** Pictures of the screen, where nothing better can be had. */
export function ScreenshotsConsole({ frame }: { readonly frame: ConsoleFrame }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const { row, name, active, live } = frame;
  const { png, error } = useScreenshots(frame);
  const key = machineId(row);
  const screen = useStore(lastScreens.store, (screens) => screens.get(key));
  const [size, setSize] = useState<{ readonly widthPx: number; readonly heightPx: number }>();
  useEffect(() => {
    if (!active) return undefined;
    consoleFacts.set(key, live && size !== undefined ? { kind: 'screenshots', path: undefined, ...size, roundTripMs: undefined } : undefined);
    return () => {
      consoleFacts.set(key, undefined);
    };
  }, [key, active, live, size]);
  const save = (): void => {
    if (png !== undefined) saveFile(fileName(row.name, new Date(), 'png'), new Blob([png.slice()], { type: 'image/png' }));
  };
  return (
    <>
      <ConsoleBar
        tools={<span className="console-bar__words">{t('console.pictureEvery', { count: PICTURE_EVERY_MS / 1000 })}</span>}
        consoleId={frame.info.id}
      chooser={frame.chooser}
        end={<Button small variant="ghost" icon={Camera} label={t('console.screenshot')} disabledReason={png === undefined ? t('console.picturePaused') : undefined} onClick={save} />}
        fullScreen={frame.fullScreen}
      />
      <div className="console-stage" role="group" aria-label={t('console.stage', { console: name, name: row.name })}>
        {row.state === 'off' ? (
          <StoppedStage row={row} />
        ) : screen === undefined ? (
          <StageCard title={error === undefined ? t('console.picturePaused') : describeError(tr, error).text} />
        ) : (
          <img className="console-shot" src={screen.url} alt={t('console.stage', { console: name, name: row.name })} onLoad={(event) => { setSize({ widthPx: event.currentTarget.naturalWidth, heightPx: event.currentTarget.naturalHeight }); }} />
        )}
      </div>
    </>
  );
}
