import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { ConsoleBar } from './console-bar.tsx';
import type { ConsoleFrame } from './console-frame.ts';
import { AddVncButton } from './display-reason.tsx';
import type { DisplaySessionOptions } from './display-session.ts';
import { DisplayStage, useDisplayFacts, useDisplaySession } from './display-stage.tsx';
import { SpiceSession } from './spice-session.ts';
import { CdButton, PictureButton, SendKeysMenu, TypeTextButton, ViewOnlyButton } from './display-tools.tsx';

const makeSession = (options: DisplaySessionOptions): SpiceSession => new SpiceSession(options);

function SpiceBar({ session, frame, onAdded, onTypeText }: { readonly session: SpiceSession; readonly frame: ConsoleFrame; readonly onAdded: () => void; readonly onTypeText: () => void }): ReactNode {
  const { ui } = useApp();
  const { t } = useI18n();
  const connected = useStore(session.link.store, (state) => state.kind === 'connected');
  const state = useStore(session.store);
  const noDisplay = connected ? undefined : t('console.notConnected');
  const noKeys = noDisplay ?? (state.viewOnly || state.viewOnlyForced ? t('console.viewOnly') : undefined);
  useDisplayFacts('spice', frame, connected, state);
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
          <ViewOnlyButton session={session} state={state} />
          <PictureButton session={session} row={frame.row} disabledReason={noDisplay} onError={ui.report} />
        </>
      }
      fullScreen={frame.fullScreen}
    />
  );
}

/** A display by SPICE: its bar, its picture, and what to say when there is none. It is connected only while it is in front. */
export function SpiceConsole({ frame, onReload }: { readonly frame: ConsoleFrame; readonly onReload: () => void }): ReactNode {
  const { row, info, active, live } = frame;
  const { session, target } = useDisplaySession(row, info.id, makeSession);
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    session?.link.want(live && active);
  }, [session, live, active]);
  return (
    <>
      {session === undefined ? null : <SpiceBar session={session} frame={frame} onAdded={onReload} onTypeText={() => { setTyping(true); }} />}
      <DisplayStage session={session} target={target} frame={frame} typing={typing} onTyped={() => { setTyping(false); }} />
    </>
  );
}
