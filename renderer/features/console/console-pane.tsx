import './console.css';
import { useEffect, useState, type ReactNode } from 'react';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { describeError } from '../tasks/describe-error.ts';
import { ConsoleBar } from './console-bar.tsx';
import { ConsoleChooser } from './console-chooser.tsx';
import type { ConsoleFrame } from './console-frame.ts';
import { consoleName } from './console-name.ts';
import { AddVncButton, DisplayReason } from './display-reason.tsx';
import { ScreenshotsConsole } from './screenshots-console.tsx';
import { SerialConsole } from './serial-console.tsx';
import { SpiceConsole } from './spice-console.tsx';
import { StageCard } from './stage-notice.tsx';
import { StoppedStage } from './stopped-stage.tsx';
import { bestConsole, useConsoleList, type ConsoleList } from './use-console-list.ts';
import { useFullScreen, type FullScreen } from './use-full-screen.ts';
import { useMachineRow } from './use-machine-row.ts';
import { VncConsole } from './vnc-console.tsx';

/** A console that cannot be used: why, and what to do. */
function UnusableConsole({ frame, onReload }: { readonly frame: ConsoleFrame; readonly onReload: () => void }): ReactNode {
  const { t, tKey } = useI18n();
  const { row, info, name } = frame;
  const off = row.state === 'off';
  return (
    <>
      <ConsoleBar consoleId={frame.info.id} chooser={frame.chooser} fullScreen={frame.fullScreen} />
      <div className="console-stage" role="group" aria-label={t('console.stage', { console: name, name: row.name })}>
        {off ? (
          <StoppedStage row={row} />
        ) : (
          <StageCard title={tKey(info.reason ?? 'console.notSupported', info.values)}>
            {info.canAddVnc ? <AddVncButton row={row} onAdded={onReload} /> : null}
            <Button onClick={onReload}>{t('console.reload')}</Button>
          </StageCard>
        )}
      </div>
    </>
  );
}

function OneConsole({ frame, onReload }: { readonly frame: ConsoleFrame; readonly onReload: () => void }): ReactNode {
  if (!frame.info.usable) return <UnusableConsole frame={frame} onReload={onReload} />;
  switch (frame.info.kind) {
    case 'vnc':
      return <VncConsole frame={frame} />;
    case 'serial':
      return <SerialConsole frame={frame} />;
    case 'screenshots':
      return <ScreenshotsConsole frame={frame} />;
    case 'spice':
      return <SpiceConsole frame={frame} onReload={onReload} />;
  }
}

/** What stands where no console is, or none is known yet. */
function NoConsole({ row, told }: { readonly row: MachineRow; readonly told: ConsoleList }): ReactNode {
  const tr = useI18n();
  if (row.state === 'off') return <div className="console-stage"><StoppedStage row={row} /></div>;
  return (
    <div className="console-stage">
      {told.error !== undefined ? (
        <StageCard role="alert" title={tr.t('console.listFailed')} text={describeError(tr, told.error).text}>
          <Button onClick={told.reload}>{tr.t('console.retry')}</Button>
        </StageCard>
      ) : told.list === undefined ? (
        <div className="console-late"><StageCard title={tr.t('console.loading')} /></div>
      ) : (
        <StageCard title={tr.t('console.none')}>
          <Button onClick={told.reload}>{tr.t('console.reload')}</Button>
        </StageCard>
      )}
    </div>
  );
}

/** Which of the consoles is in front, and which were: those stay connected behind it. */
function useChosen(list: readonly ConsoleInfo[], first: string | undefined): { readonly chosen: ConsoleInfo | undefined; readonly opened: ReadonlySet<string>; readonly choose: (id: string) => void } {
  const [wish, setWish] = useState(first);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const chosen = list.find((info) => info.id === wish) ?? bestConsole(list);
  const id = chosen?.id;
  useEffect(() => {
    if (id !== undefined) setOpened((before) => (before.has(id) ? before : new Set([...before, id])));
  }, [id]);
  return { chosen, opened, choose: setWish };
}

/** What a console keeps while it is behind: a connection, a terminal's past. Pictures are just taken again. */
const staysBehind = (info: ConsoleInfo): boolean => info.usable && (info.kind === 'vnc' || info.kind === 'serial');

function Consoles({ row, told, active, fullScreen, first }: { readonly row: MachineRow; readonly told: ConsoleList; readonly first: string | undefined; readonly active: boolean; readonly fullScreen: FullScreen }): ReactNode {
  const tr = useI18n();
  const list = told.list ?? [];
  const { chosen, opened, choose } = useChosen(list, first);
  if (chosen === undefined) return <NoConsole row={row} told={told} />;
  const chooser = <ConsoleChooser list={list} chosen={chosen} onChoose={choose} onReload={told.reload} />;
  const display = chosen.kind === 'vnc' || list.some((info) => info.kind === 'vnc' && info.usable) ? undefined : list.find((info) => !info.usable && (info.kind === 'spice' || info.kind === 'vnc'));
  const live = row.state !== 'off' && !row.stale;
  return (
    <>
      {display === undefined || display === chosen || !live ? null : <DisplayReason row={row} display={display} onAdded={told.reload} />}
      {list
        .filter((info) => info === chosen || (opened.has(info.id) && staysBehind(info)))
        .map((info) => (
          <div key={info.id} className="console-one" hidden={info !== chosen}>
            <OneConsole frame={{ row, info, name: consoleName(tr, info, list), active: active && info === chosen, live, chooser, fullScreen }} onReload={told.reload} />
          </div>
        ))}
    </>
  );
}

/** What may change a machine's consoles: whether it runs, whether its host answers. */
const versionOf = (row: MachineRow): string => `${row.state === 'off' ? 'off' : row.state === 'busy' ? 'busy' : 'on'} ${String(row.stale)}`;

function KnownMachine({ row, active, first }: { readonly row: MachineRow; readonly active: boolean; readonly first: string | undefined }): ReactNode {
  const { ui } = useApp();
  const told = useConsoleList(row, versionOf(row));
  const fullScreen = useFullScreen(ui.report);
  return (
    <div className={`console-pane${fullScreen.on ? ' is-full' : ''}`}>
      <Consoles row={row} told={told} active={active} fullScreen={fullScreen} first={first} />
    </div>
  );
}

/** A machine's consoles. `active`: its page and this part of it are in front. `first`: the console to begin with, instead of the best one. */
export function ConsolePane({ machine, active, first }: { readonly machine: MachineKey; readonly active: boolean; readonly first?: string | undefined }): ReactNode {
  const row = useMachineRow(machine);
  return row === undefined ? null : <KnownMachine row={row} active={active} first={first} />;
}
