import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import type { SettingsStore } from '../../state/settings-store.ts';
import { CLIPBOARD_KEY, isClipboardSharing } from './clipboard-sharing.ts';
import { ConsoleBar } from './console-bar.tsx';
import type { ConsoleFrame } from './console-frame.ts';
import type { DisplaySessionOptions } from './display-session.ts';
import { DisplayStage, useDisplayFacts, useDisplaySession } from './display-stage.tsx';
import { VncSession, type VncScaling } from './vnc-session.ts';
import { CdButton, ScalingMenu, SendKeysMenu, TypeTextButton, VncEndTools } from './display-tools.tsx';

const SCALING_KEY = 'console.scaling';
const isScaling = (value: unknown): value is VncScaling => value === 'fit' || value === 'actual' || value === 'device' || value === 'guest';

const makeSession = (options: DisplaySessionOptions, settings: SettingsStore): VncSession =>
  new VncSession({ ...options, scaling: settings.layout(SCALING_KEY, isScaling) ?? 'fit', clipboard: () => settings.layout(CLIPBOARD_KEY, isClipboardSharing) ?? 'ask' });

function VncBar({ session, frame, onTypeText }: { readonly session: VncSession; readonly frame: ConsoleFrame; readonly onTypeText: () => void }): ReactNode {
  const { ui, settings } = useApp();
  const { t } = useI18n();
  const connected = useStore(session.link.store, (state) => state.kind === 'connected');
  const state = useStore(session.store);
  const noKeys = !connected ? t('console.notConnected') : state.viewOnly || state.viewOnlyForced ? t('console.viewOnly') : undefined;
  useDisplayFacts('vnc', frame, connected, state);
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

/** A display by VNC: its bar, its picture, and what to say when there is none. It stays connected while another console is in front. */
export function VncConsole({ frame }: { readonly frame: ConsoleFrame }): ReactNode {
  const { row, info, active, live } = frame;
  const { session, target } = useDisplaySession(row, info.id, makeSession);
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    session?.link.want(live);
  }, [session, live]);
  useEffect(() => {
    session?.setPaused(!active);
  }, [session, active]);
  return (
    <>
      {session === undefined ? null : <VncBar session={session} frame={frame} onTypeText={() => { setTyping(true); }} />}
      <DisplayStage session={session} target={target} frame={frame} typing={typing} onTyped={() => { setTyping(false); }} />
    </>
  );
}
