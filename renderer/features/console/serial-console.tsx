import { ChevronDown, Copy, ClipboardPaste, Search, SquareTerminal } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { copyText } from '../../kit/copy-text.ts';
import { CopyButton } from '../../kit/copy-button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { MenuButton, type MenuEntry } from '../../kit/menu.tsx';
import { useApp } from '../../state/app-context.tsx';
import { loadAgain } from '../../kit/lazy-part.ts';
import { machineId } from '../../state/inventory-store.ts';
import { ConsoleBar } from './console-bar.tsx';
import { consoleFacts } from './console-facts.ts';
import type { ConsoleFrame } from './console-frame.ts';
import { fileName, saveFile } from './save-file.ts';
import type { SerialSession, SerialState } from './serial-session.ts';
import { StageCard, StageNotice } from './stage-notice.tsx';
import { StartButton } from './stopped-stage.tsx';
import { TerminalFind } from './terminal-find.tsx';
import { handleTerminalKey, type TerminalKeyActions } from './terminal-keys.ts';
import { mayTakeFocus, useGrab } from './use-grab.ts';
import { useLinkState } from './use-link-state.ts';

const READER_KEY = 'console.screenReader';
const GETTY_COMMAND = 'systemctl enable --now serial-getty@ttyS0.service';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** A session for as long as the console is there. The terminal's code comes with the first one. */
function useSerialSession(frame: ConsoleFrame, target: HTMLDivElement | null, actions: RefObject<TerminalKeyActions | undefined>): SerialSession | undefined {
  const { client, settings, ui } = useApp();
  const { t } = useI18n();
  const [session, setSession] = useState<SerialSession>();
  const { connectionId, uuid, name } = frame.row;
  const { id } = frame.info;
  const title = t('console.stage', { console: frame.name, name });
  useEffect(() => {
    if (target === null) return undefined;
    let made: SerialSession | undefined;
    let gone = false;
    loadAgain(() => import('./serial-session.ts')).then((code) => {
      if (gone) return;
      made = new code.SerialSession({
        client,
        machine: { connectionId, uuid },
        id,
        target,
        label: title,
        screenReader: settings.layout(READER_KEY, isBoolean) ?? false,
        onKey: (event) => actions.current === undefined || handleTerminalKey(event, actions.current),
      });
      setSession(made);
    }, ui.report);
    return () => {
      gone = true;
      made?.dispose();
      setSession(undefined);
    };
  }, [client, settings, ui, connectionId, uuid, id, title, target, actions]);
  return session;
}

async function pasteInto(session: SerialSession, refused: string): Promise<void> {
  try {
    session.paste(await navigator.clipboard.readText());
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new Error(refused, { cause: error });
  }
}

function TerminalMenu({ session, name }: { readonly session: SerialSession; readonly name: string }): ReactNode {
  const { settings } = useApp();
  const { t } = useI18n();
  const [reader, setReader] = useState(() => settings.layout(READER_KEY, isBoolean) ?? false);
  const entries: readonly MenuEntry[] = [
    { kind: 'item', id: 'all', label: t('console.selectAll'), onSelect: () => { session.selectAll(); } },
    { kind: 'item', id: 'save', label: t('console.saveText'), onSelect: () => { saveFile(fileName(name, new Date(), 'txt'), new Blob([session.transcript()], { type: 'text/plain' })); } },
    { kind: 'item', id: 'clear', label: t('console.clear'), onSelect: () => { session.clear(); } },
    { kind: 'separator', id: 's' },
    {
      kind: 'item',
      id: 'reader',
      label: t('console.screenReader'),
      checked: reader,
      onSelect: () => {
        setReader(!reader);
        session.setScreenReader(!reader);
        settings.setLayout(READER_KEY, !reader);
      },
    },
  ];
  return (
    <MenuButton
      align="start"
      entries={entries}
      button={
        <Button small variant="ghost" icon={SquareTerminal}>
          {t('console.terminal')}
          <Icon of={ChevronDown} size={12} />
        </Button>
      }
    />
  );
}

function useSerialFacts(session: SerialSession, key: string, active: boolean): void {
  const connected = useStore(session.link.store, (state) => state.kind === 'connected');
  const { path, columns, rows } = useStore(session.store);
  useEffect(() => {
    if (!active) return undefined;
    consoleFacts.set(key, connected ? { kind: 'serial', path, widthPx: columns, heightPx: rows, roundTripMs: undefined } : undefined);
    return () => {
      consoleFacts.set(key, undefined);
    };
  }, [key, active, connected, path, columns, rows]);
}

/** What stands over the terminal, or under it once it has something to read. */
function SerialNotice({ session, frame }: { readonly session: SerialSession; readonly frame: ConsoleFrame }): ReactNode {
  const { t } = useI18n();
  const { row, name } = frame;
  const state = useStore(session.link.store);
  const { silent, path } = useStore(session.store);
  const used = path !== undefined;
  if (row.stale) return <StageCard title={t('console.hostGone')} />;
  if (row.state === 'off') {
    return (
      <div className={used ? 'console-foot' : undefined}>
        <StageCard title={t(used ? 'console.serialOff' : 'console.off', { name: row.name })}>
          <StartButton row={row} />
        </StageCard>
      </div>
    );
  }
  if (state.kind === 'connected' && silent) {
    return (
      <div className="console-foot" role="status">
        <p>{t('console.silent')}</p>
        <p className="dim">{t('console.silentNext')}</p>
        <p className="cmd"><code>{GETTY_COMMAND}</code><span className="grow" /><CopyButton iconOnly text={GETTY_COMMAND} /></p>
      </div>
    );
  }
  const notice = <StageNotice state={state} name={name} onRetry={(force) => { session.link.retry(force); }} />;
  return used && state.kind !== 'connected' && state.kind !== 'idle' ? <div className="console-foot">{notice}</div> : notice;
}

const NOTHING_USED: StoreApi<Pick<SerialState, 'path'>> = createStore<Pick<SerialState, 'path'>>(() => ({ path: undefined }));

/** Whether the line was ever connected: then its terminal has something to read. */
const useWasUsed = (session: SerialSession | undefined): boolean => useStore<StoreApi<Pick<SerialState, 'path'>>, boolean>(session?.store ?? NOTHING_USED, (state) => state.path !== undefined);

function SerialBar({ session, frame, actions }: { readonly session: SerialSession; readonly frame: ConsoleFrame; readonly actions: TerminalKeyActions }): ReactNode {
  const { t } = useI18n();
  useSerialFacts(session, machineId(frame.row), frame.active);
  return (
    <ConsoleBar
      tools={
        <>
          <TerminalMenu session={session} name={frame.row.name} />
          <Button small variant="ghost" icon={Copy} tip={t('console.copy')} shortcut="Ctrl Shift C" onClick={actions.copy}>{t('kit.copy')}</Button>
          <Button small variant="ghost" icon={ClipboardPaste} tip={t('console.paste')} shortcut="Ctrl Shift V" onClick={actions.paste}>{t('console.pasteTerminal')}</Button>
          <Button small variant="ghost" icon={Search} tip={t('console.findLabel')} shortcut="Ctrl Shift F" onClick={actions.find}>{t('console.find')}</Button>
        </>
      }
      consoleId={frame.info.id}
      chooser={frame.chooser}
      fullScreen={frame.fullScreen}
    />
  );
}

/** A serial line: its bar, its terminal, and what to say when nothing comes. */
export function SerialConsole({ frame }: { readonly frame: ConsoleFrame }): ReactNode {
  const { ui } = useApp();
  const { t } = useI18n();
  const { row, name, active, live } = frame;
  const [target, setTarget] = useState<HTMLDivElement | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const latest = useRef<TerminalKeyActions>(undefined);
  const session = useSerialSession(frame, target, latest);
  const [finding, setFinding] = useState(false);
  const inside = useGrab(stage, session);
  const connected = useLinkState(session).kind === 'connected';
  const used = useWasUsed(session);
  const grabbed = inside && connected;
  const actions: TerminalKeyActions = {
    copy: () => { if (session !== undefined && session.selection() !== '') void copyText(session.selection()); },
    paste: () => { if (session !== undefined) pasteInto(session, t('console.clipboardRefused')).catch(ui.report); },
    find: () => { setFinding(true); },
  };
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    session?.link.want(live);
  }, [session, live]);
  useEffect(() => {
    if (session !== undefined && active && connected && stage.current !== null && mayTakeFocus(stage.current)) session.focus();
  }, [session, active, connected]);
  return (
    <>
      {session === undefined ? null : <SerialBar session={session} frame={frame} actions={actions} />}
      {finding && session !== undefined ? <TerminalFind session={session} onClose={() => { setFinding(false); session.focus(); }} /> : null}
      <div ref={stage} className={`console-stage console-stage--serial${grabbed ? ' is-grabbed' : ''}`} role="group" aria-label={t('console.stage', { console: name, name: row.name })} aria-description={t('console.takeHint')} tabIndex={0}>
        <div ref={setTarget} className={`console-terminal${connected || used ? '' : ' is-blank'}`} data-grabs="" data-captures-keys="" />
        {session === undefined ? null : <SerialNotice session={session} frame={frame} />}
        {grabbed ? <div className="console-release" role="status">{t('console.released')}</div> : null}
      </div>
    </>
  );
}
