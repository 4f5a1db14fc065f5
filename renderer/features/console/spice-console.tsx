import { Camera, Eye } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { ConsoleBar } from './console-bar.tsx';
import { consoleFacts } from './console-facts.ts';
import type { ConsoleFrame } from './console-frame.ts';
import { AddVncButton } from './display-reason.tsx';
import { isGuestLayout } from './guest-layouts.ts';
import { LAYOUT_KEY, layoutKey } from './layout-key.ts';
import { lastScreens } from './last-screens.ts';
import { fileName, saveFile } from './save-file.ts';
import { SpiceSession } from './spice-session.ts';
import { StageCard, StageNotice } from './stage-notice.tsx';
import { LastPicture, StoppedStage, useLastScreen } from './stopped-stage.tsx';
import { TypeTextDialog } from './type-text-dialog.tsx';
import { mayTakeFocus, useGrab } from './use-grab.ts';
import { useLinkState } from './use-link-state.ts';
import { CdButton, SendKeysMenu, TypeTextButton } from './vnc-tools.tsx';

function useSpiceSession({ connectionId, uuid }: MachineKey, id: string): { readonly session: SpiceSession | undefined; readonly target: (element: HTMLDivElement | null) => void } {
  const { client, settings } = useApp();
  const [target, setTarget] = useState<HTMLDivElement | null>(null);
  const [session, setSession] = useState<SpiceSession>();
  useEffect(() => {
    if (target === null) return undefined;
    const machine = { connectionId, uuid };
    const made = new SpiceSession({ client, machine, id, target, onLastPicture: (picture) => { lastScreens.put(machineId(machine), picture, Date.now()); } });
    made.layout = settings.layout(layoutKey(machine), isGuestLayout) ?? settings.layout(LAYOUT_KEY, isGuestLayout) ?? 'us';
    setSession(made);
    return () => {
      made.dispose();
      setSession(undefined);
    };
  }, [client, settings, connectionId, uuid, id, target]);
  return { session, target: setTarget };
}

function SpiceBar({ session, frame, onAdded, onTypeText }: { readonly session: SpiceSession; readonly frame: ConsoleFrame; readonly onAdded: () => void; readonly onTypeText: () => void }): ReactNode {
  const { ui } = useApp();
  const { t } = useI18n();
  const connected = useStore(session.link.store, (state) => state.kind === 'connected');
  const { widthPx, heightPx, path, viewOnly, viewOnlyForced } = useStore(session.store);
  const key = machineId(frame.row);
  useEffect(() => {
    if (!frame.active) return undefined;
    consoleFacts.set(key, connected && widthPx > 0 ? { kind: 'spice', path, widthPx, heightPx, roundTripMs: undefined } : undefined);
    return () => {
      consoleFacts.set(key, undefined);
    };
  }, [key, frame.active, connected, widthPx, heightPx, path]);
  const noKeys = !connected ? t('console.notConnected') : viewOnly || viewOnlyForced ? t('console.viewOnly') : undefined;
  const savePicture = async (): Promise<void> => {
    const picture = await session.picture();
    if (picture !== undefined) saveFile(fileName(frame.row.name, new Date(), 'png'), picture);
  };
  return (
    <ConsoleBar
      tools={
        <>
          <SendKeysMenu session={session} disabledReason={noKeys} />
          <TypeTextButton disabledReason={noKeys} onOpen={onTypeText} />
          <CdButton row={frame.row} active={frame.active} />
          {frame.info.canAddVnc ? <AddVncButton small row={frame.row} onAdded={onAdded} /> : null}
        </>
      }
      consoleId={frame.info.id}
      chooser={frame.chooser}
      end={
        <>
          <Button small variant="ghost" icon={Eye} label={t('console.viewOnly')} pressed={viewOnly || viewOnlyForced} disabledReason={viewOnlyForced ? t('console.viewOnlyForced') : undefined} onClick={() => { session.setViewOnly(!viewOnly); }} />
          <Button small variant="ghost" icon={Camera} label={t('console.screenshot')} disabledReason={connected ? undefined : t('console.notConnected')} onClick={() => { savePicture().catch(ui.report); }} />
        </>
      }
      fullScreen={frame.fullScreen}
    />
  );
}

function SpiceNotice({ session, frame }: { readonly session: SpiceSession; readonly frame: ConsoleFrame }): ReactNode {
  const { t } = useI18n();
  const { row, name } = frame;
  const state = useStore(session.link.store);
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

/** A display by SPICE: its bar, its picture, and what to say when there is none. It is connected only while it is in front. */
export function SpiceConsole({ frame, onReload }: { readonly frame: ConsoleFrame; readonly onReload: () => void }): ReactNode {
  const { ui, settings } = useApp();
  const { t } = useI18n();
  const { row, info, name, active, live } = frame;
  const { session, target } = useSpiceSession(row, info.id);
  const stage = useRef<HTMLDivElement>(null);
  const [typing, setTyping] = useState(false);
  const inside = useGrab(stage, session);
  const connected = useLinkState(session).kind === 'connected';
  const grabbed = connected && inside;
  useEffect(() => {
    session?.link.want(live && active);
  }, [session, live, active]);
  useEffect(() => {
    if (session !== undefined && active && connected && stage.current !== null && mayTakeFocus(stage.current)) session.focus();
  }, [session, active, connected]);
  return (
    <>
      {session === undefined ? null : <SpiceBar session={session} frame={frame} onAdded={onReload} onTypeText={() => { setTyping(true); }} />}
      <div ref={stage} className={`console-stage${grabbed ? ' is-grabbed' : ''}`} role="group" aria-label={t('console.stage', { console: name, name: row.name })} aria-description={t('console.takeHint')} tabIndex={0}>
        <div className="console-place">
          <div ref={target} className="console-picture" data-grabs="" data-captures-keys="" />
        </div>
        {session === undefined ? null : <SpiceNotice session={session} frame={frame} />}
        {grabbed ? <div className="console-release" role="status">{t('console.released')}</div> : null}
      </div>
      {typing && session !== undefined ? <TypeTextDialog name={row.name} layout={session.layout} onClose={() => { setTyping(false); }} onType={(text, layout) => { session.layout = layout; settings.setLayout(layoutKey(row), layout); settings.setLayout(LAYOUT_KEY, layout); session.focus(); session.type(text).catch(ui.report); }} /> : null}
    </>
  );
}
