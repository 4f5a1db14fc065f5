import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import type { SettingsStore } from '../../state/settings-store.ts';
import { consoleFacts } from './console-facts.ts';
import type { ConsoleFrame } from './console-frame.ts';
import type { DisplaySession, DisplaySessionOptions } from './display-session.ts';
import { guestLayoutOf, keepGuestLayout } from './layout-key.ts';
import { lastScreens } from './last-screens.ts';
import { StageCard, StageNotice } from './stage-notice.tsx';
import { LastPicture, StoppedStage, useLastScreen } from './stopped-stage.tsx';
import { TypeTextDialog } from './type-text-dialog.tsx';
import { mayTakeFocus, useGrab } from './use-grab.ts';
import { useLinkState } from './use-link-state.ts';

/** A session for as long as its place is there. `make` must stay the same. */
export function useDisplaySession<S extends DisplaySession>({ connectionId, uuid }: MachineKey, id: string, make: (options: DisplaySessionOptions, settings: SettingsStore) => S): { readonly session: S | undefined; readonly target: (element: HTMLDivElement | null) => void } {
  const { client, settings } = useApp();
  const [target, setTarget] = useState<HTMLDivElement | null>(null);
  const [session, setSession] = useState<S>();
  useEffect(() => {
    if (target === null) return undefined;
    const machine = { connectionId, uuid };
    const made = make({ client, machine, id, target, onLastPicture: (picture) => { lastScreens.put(machineId(machine), picture, Date.now()); } }, settings);
    made.typist.layout = guestLayoutOf(settings, machine);
    setSession(made);
    return () => {
      made.dispose();
      setSession(undefined);
    };
  }, [client, settings, connectionId, uuid, id, target, make]);
  return { session, target: setTarget };
}

/** What the page says about a display at the end of its line. */
export function useDisplayFacts(kind: 'vnc' | 'spice', { row, active }: ConsoleFrame, connected: boolean, { widthPx, heightPx, path, roundTripMs }: { readonly widthPx: number; readonly heightPx: number; readonly path: string | undefined; readonly roundTripMs?: number | undefined }): void {
  const key = machineId(row);
  useEffect(() => {
    if (!active) return undefined;
    consoleFacts.set(key, connected && widthPx > 0 ? { kind, path, widthPx, heightPx, roundTripMs } : undefined);
    return () => {
      consoleFacts.set(key, undefined);
    };
  }, [kind, key, active, connected, widthPx, heightPx, path, roundTripMs]);
}

function DisplayNotice({ session, frame }: { readonly session: DisplaySession; readonly frame: ConsoleFrame }): ReactNode {
  const { t } = useI18n();
  const { row, name } = frame;
  const state = useLinkState(session);
  const screen = useLastScreen(row, row.stale);
  if (row.state === 'off' && !row.stale) return <StoppedStage row={row} />;
  if (!row.stale && (state.kind === 'idle' || state.kind === 'connected')) return null;
  return (
    <>
      <LastPicture screen={screen} />
      {row.stale ? <StageCard title={t('console.hostGone')} /> : <StageNotice state={state} name={name} onRetry={(force) => { session.link.retry(force); }} />}
    </>
  );
}

/** Where a display's picture is, what is said when there is none, and the way of the keyboard into it and out of it. */
export function DisplayStage({ session, target, frame, typing, onTyped }: { readonly session: DisplaySession | undefined; readonly target: (element: HTMLDivElement | null) => void; readonly frame: ConsoleFrame; readonly typing: boolean; readonly onTyped: () => void }): ReactNode {
  const { ui, settings } = useApp();
  const { t } = useI18n();
  const { row, name, active } = frame;
  const stage = useRef<HTMLDivElement>(null);
  const inside = useGrab(stage, session);
  const connected = useLinkState(session).kind === 'connected';
  const grabbed = connected && inside;
  useEffect(() => {
    if (session !== undefined && active && connected && stage.current !== null && mayTakeFocus(stage.current)) session.focus();
  }, [session, active, connected]);
  return (
    <>
      <div ref={stage} className={`console-stage${grabbed ? ' is-grabbed' : ''}`} role="group" aria-label={t('console.stage', { console: name, name: row.name })} aria-description={t('console.takeHint')} tabIndex={0}>
        <div className="console-place">
          <div ref={target} className="console-picture" data-grabs="" data-captures-keys="" />
        </div>
        {session === undefined ? null : <DisplayNotice session={session} frame={frame} />}
        {grabbed ? <div className="console-release" role="status">{t('console.released')}</div> : null}
      </div>
      {typing && session !== undefined ? (
        <TypeTextDialog
          name={row.name}
          layout={session.typist.layout}
          onClose={onTyped}
          onType={(text, layout) => {
            session.typist.layout = layout;
            keepGuestLayout(settings, row, layout);
            session.focus();
            session.typist.type(text).catch(ui.report);
          }}
        />
      ) : null}
    </>
  );
}
