import { useEffect, useRef } from 'react';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import type { AppState } from '../../state/app-state.ts';
import { useApp } from '../../state/app-context.tsx';
import type { MachinePart } from '../../state/tabs-store.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';

const WAIT_MS = 60_000;
const PARTS: ReadonlySet<string> = new Set<MachinePart>(['console', 'overview', 'hardware', 'snapshots', 'xml']);

/** What an address wants to be shown: `#open=` and `uri=…&machine=…&show=console`, encoded once more. */
export function readOpening(hash: string): URLSearchParams | undefined {
  const text = /^#open=(.+)$/.exec(hash)?.[1];
  if (text === undefined) return undefined;
  try {
    return new URLSearchParams(decodeURIComponent(text));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function findMachine(app: AppState, host: ConnectionInfo | undefined, wanted: string): MachineRow | undefined {
  const ids = host === undefined ? app.inventory.rowIds() : app.inventory.ofConnection(host.id);
  for (const id of ids) {
    const row = app.inventory.row(id);
    if (row !== undefined && (row.name === wanted || row.uuid === wanted)) return row;
  }
  return undefined;
}

/** Shows it, if everything for it is there. */
function open(app: AppState, tr: Translator, opening: URLSearchParams): boolean {
  const [uri, machine, show = 'console'] = [opening.get('uri'), opening.get('machine'), opening.get('show') ?? undefined];
  const host = uri === null ? undefined : app.connections.store.getState().list.find((one) => one.uri === uri);
  if (uri !== null && host === undefined) return false;
  if (machine === null) {
    if (show === 'new') {
      if (host !== undefined && host.state !== 'connected') return false;
      app.ui.open({ kind: 'newMachine', ...(host === undefined ? {} : { host: host.id }) });
    } else if (host !== undefined) app.tabs.show({ kind: 'host', id: host.id, name: connectionLabel(tr, host) });
    return true;
  }
  const row = findMachine(app, host, machine);
  if (row === undefined) return false;
  const key = { connectionId: row.connectionId, uuid: row.uuid };
  const part = [...PARTS].find((each) => each === show) as MachinePart | undefined;
  app.tabs.show({ kind: 'machine', key, name: row.name }, part ?? 'overview');
  if (show === 'delete') app.ui.open({ kind: 'delete', machines: [key] });
  return true;
}

/** Follows addresses: what is not there yet is waited for, as a host that connects. They only show; nothing is done by an address alone. */
export function useOpening(): void {
  const app = useApp();
  const tr = useI18n();
  const latest = useRef(tr);
  latest.current = tr;
  useEffect(() => {
    let stop: () => void = () => undefined;
    const follow = (): void => {
      const opening = readOpening(window.location.hash);
      if (opening === undefined) return;
      stop();
      window.history.replaceState(null, '', window.location.pathname);
      if (open(app, latest.current, opening)) return;
      const look = (): void => {
        if (open(app, latest.current, opening)) stop();
      };
      const ends = [app.connections.store.subscribe(look), app.inventory.store.subscribe(look)];
      const timer = setTimeout(() => { stop(); }, WAIT_MS);
      stop = () => {
        clearTimeout(timer);
        for (const end of ends) end();
        stop = () => undefined;
      };
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => {
      window.removeEventListener('hashchange', follow);
      stop();
    };
  }, [app]);
}
