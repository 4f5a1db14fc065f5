import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { CLIPBOARD_KEY, isClipboardSharing } from './clipboard-sharing.ts';
import { ConsoleBar } from './console-bar.tsx';
import { consoleFacts } from './console-facts.ts';
import type { ConsoleFrame } from './console-frame.ts';
import { isGuestLayout } from './guest-layouts.ts';
import { LAYOUT_KEY, layoutKey } from './layout-key.ts';
import { lastScreens } from './last-screens.ts';
import { StageCard, StageNotice } from './stage-notice.tsx';
import { LastPicture, StoppedStage, useLastScreen } from './stopped-stage.tsx';
import { TypeTextDialog } from './type-text-dialog.tsx';
import { mayTakeFocus, useGrab } from './use-grab.ts';
import { useLinkState } from './use-link-state.ts';
import { VncSession, type VncScaling } from './vnc-session.ts';
import { CdButton, ScalingMenu, SendKeysMenu, TypeTextButton, VncEndTools } from './vnc-tools.tsx';

const SCALING_KEY = 'console.scaling';
const isScaling = (value: unknown): value is VncScaling => value === 'fit' || value === 'actual' || value === 'device' || value === 'guest';

/** A session for as long as the console is there. */
function useVncSession({ connectionId, uuid }: MachineKey, id: string): { readonly session: VncSession | undefined; readonly target: (element: HTMLDivElement | null) => void } {
  const { client, settings } = useApp();
  const [target, setTarget] = useState<HTMLDivElement | null>(null);
  const [session, setSession] = useState<VncSession>();
  useEffect(() => {
    if (target === null) return undefined;
    const machine = { connectionId, uuid };
    const made = new VncSession({
      client,
      machine,
      id,
      target,
      scaling: settings.layout(SCALING_KEY, isScaling) ?? 'fit',
      clipboard: () => settings.layout(CLIPBOARD_KEY, isClipboardSharing) ?? 'ask',
      onLastPicture: (picture) => {
        lastScreens.put(machineId(machine), picture, Date.now());
      },
    });
    made.layout = settings.layout(layoutKey(machine), isGuestLayout) ?? settings.layout(LAYOUT_KEY, isGuestLayout) ?? 'us';
    setSession(made);
    return () => {
      made.dispose();
      setSession(undefined);
    };
  }, [client, settings, connectionId, uuid, id, target]);
  return { session, target: setTarget };
}

/** What the page says about the display at the end of its line. */
function useVncFacts(session: VncSession, key: string, active: boolean, connected: boolean): void {
  const { widthPx, heightPx, path, roundTripMs } = useStore(session.store);
  useEffect(() => {
    if (!active) return undefined;
    consoleFacts.set(key, connected && widthPx > 0 ? { kind: 'vnc', path, widthPx, heightPx, roundTripMs } : undefined);
    return () => {
      consoleFacts.set(key, undefined);
    };
  }, [key, active, connected, widthPx, heightPx, path, roundTripMs]);
}

function VncStageNotice({ session, frame }: { readonly session: VncSession; readonly frame: ConsoleFrame }): ReactNode {
  const { t } = useI18n();
  const { row, name } = frame;
  const state = useStore(session.link.store);
  const screen = useLastScreen(row, row.stale);
  if (row.stale) {
    return (
      <>
        <LastPicture screen={screen} />
        <StageCard title={t('console.hostGone')} />
      </>
    );
  }
  if (row.state === 'off') return <StoppedStage row={row} />;
  if (state.kind === 'idle' || state.kind === 'connected') return null;
  return (
    <>
      <LastPicture screen={screen} />
      <StageNotice state={state} name={name} onRetry={(force) => { session.link.retry(force); }} />
    </>
  );
}

function VncBar({ session, frame, onTypeText }: { readonly session: VncSession; readonly frame: ConsoleFrame; readonly onTypeText: () => void }): ReactNode {
  const { ui, settings } = useApp();
  const { t } = useI18n();
  const connected = useStore(session.link.store, (state) => state.kind === 'connected');
  const lookOnly = useStore(session.store, (state) => state.viewOnly || state.viewOnlyForced);
  const noKeys = !connected ? t('console.notConnected') : lookOnly ? t('console.viewOnly') : undefined;
  useVncFacts(session, machineId(frame.row), frame.active, connected);
  const choose = (scaling: VncScaling): void => {
    session.setScaling(scaling);
    settings.setLayout(SCALING_KEY, scaling);
  };
  return (
    <ConsoleBar
      tools={
        <>
          <ScalingMenu session={session} connected={connected} onChoose={choose} />
          <SendKeysMenu session={session} disabledReason={noKeys} />
          <TypeTextButton disabledReason={noKeys} onOpen={onTypeText} />
          <CdButton row={frame.row} active={frame.active} />
        </>
      }
      consoleId={frame.info.id}
      chooser={frame.chooser}
      end={<VncEndTools session={session} row={frame.row} connected={connected} onError={ui.report} />}
      fullScreen={frame.fullScreen}
    />
  );
}

/** A display by VNC: its bar, its picture, and what to say when there is none. */
export function VncConsole({ frame }: { readonly frame: ConsoleFrame }): ReactNode {
  const { ui, settings } = useApp();
  const { t } = useI18n();
  const { row, info, name, active, live } = frame;
  const { session, target } = useVncSession(row, info.id);
  const stage = useRef<HTMLDivElement>(null);
  const [typing, setTyping] = useState(false);
  const inside = useGrab(stage, session);
  const grabbed = useLinkState(session).kind === 'connected' && inside;
  useEffect(() => {
    session?.link.want(live);
  }, [session, live]);
  useEffect(() => {
    session?.setPaused(!active);
  }, [session, active]);
  useEffect(() => {
    if (session === undefined || !active) return undefined;
    const take = (): void => {
      if (session.link.store.getState().kind === 'connected' && stage.current !== null && mayTakeFocus(stage.current)) session.focus();
    };
    take();
    return session.link.store.subscribe(take);
  }, [session, active]);
  return (
    <>
      {session === undefined ? null : <VncBar session={session} frame={frame} onTypeText={() => { setTyping(true); }} />}
      <div ref={stage} className={`console-stage${grabbed ? ' is-grabbed' : ''}`} role="group" aria-label={t('console.stage', { console: name, name: row.name })} aria-description={t('console.takeHint')} tabIndex={0}>
        <div className="console-place">
          <div ref={target} className="console-picture" data-grabs="" data-captures-keys="" />
        </div>
        {session === undefined ? null : <VncStageNotice session={session} frame={frame} />}
        {grabbed ? <div className="console-release" role="status">{t('console.released')}</div> : null}
      </div>
      {typing && session !== undefined ? <TypeTextDialog name={row.name} layout={session.layout} onClose={() => { setTyping(false); }} onType={(text, layout) => { session.layout = layout; settings.setLayout(layoutKey(row), layout); settings.setLayout(LAYOUT_KEY, layout); session.focus(); session.type(text).catch(ui.report); }} /> : null}
    </>
  );
}
