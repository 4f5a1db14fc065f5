import { Terminal, type LucideIcon } from 'lucide-react';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { Translator } from '../../i18n/translator.ts';
import { showKeys } from '../../kit/shortcut.ts';
import type { AppState } from '../../state/app-state.ts';
import { ALL_COMMANDS, commandContext } from '../commands/all-commands.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { hostIcon } from '../sidebar/tree-line.tsx';
import { openHost } from '../sidebar/host-menu.ts';
import { score } from './score.ts';

/** Something that the palette finds. */
export interface PaletteItem {
  readonly id: string;
  readonly group: 'machines' | 'hosts' | 'commands';
  readonly label: string;
  readonly note: string;
  readonly row?: MachineRow;
  readonly icon?: LucideIcon;
  readonly disabledReason?: string | undefined;
  readonly run: () => void;
}

const MOST = 12;

function best(items: readonly PaletteItem[], typed: string, most: number): readonly PaletteItem[] {
  if (typed === '') return items.slice(0, most);
  return items
    .flatMap((item) => {
      const points = score(typed, item.label);
      return points === undefined ? [] : [{ item, points }];
    })
    .sort((a, b) => b.points - a.points)
    .slice(0, most)
    .map(({ item }) => item);
}

function commandItems(app: AppState, tr: Translator): readonly PaletteItem[] {
  const context = commandContext(app, tr);
  return ALL_COMMANDS.filter((command) => command.id !== 'palette' && !(command.id.startsWith('machine.') && context.machine === undefined)).map((command) => ({
    id: command.id,
    group: 'commands',
    label: command.title(context),
    note: command.keys === undefined ? '' : showKeys(command.keys),
    icon: Terminal,
    disabledReason: command.disabledReason?.(context),
    run: () => {
      command.run(commandContext(app, tr));
    },
  }));
}

function machineItem(app: AppState, row: MachineRow, host: string): PaletteItem {
  return {
    id: `machine ${row.row}`,
    group: 'machines',
    label: row.name,
    note: host,
    row,
    run: () => {
      app.tabs.show({ kind: 'machine', key: { connectionId: row.connectionId, uuid: row.uuid }, name: row.name });
    },
  };
}

function hostItem(app: AppState, tr: Translator, info: ConnectionInfo): PaletteItem {
  return { id: `host ${info.id}`, group: 'hosts', label: connectionLabel(tr, info), note: info.uri, icon: hostIcon(info), run: () => { openHost(app, tr, info); } };
}

/** What the palette shows for what is typed: machines, hosts, commands; with `>` commands alone. */
export function paletteItems(app: AppState, tr: Translator, typed: string): readonly PaletteItem[] {
  const commands = commandItems(app, tr);
  if (typed.startsWith('>')) return best(commands, typed.slice(1).trim(), 100);
  const wanted = typed.trim();
  const { list, byId } = app.connections.store.getState();
  const machines: PaletteItem[] = [];
  if (wanted !== '') {
    for (const id of app.inventory.rowIds()) {
      const row = app.inventory.row(id);
      if (row === undefined) continue;
      const host = byId.get(row.connectionId);
      machines.push(machineItem(app, row, host === undefined ? '' : connectionLabel(tr, host)));
    }
  }
  const hosts = wanted === '' ? [] : list.map((info) => hostItem(app, tr, info));
  return [...best(machines, wanted, MOST), ...best(hosts, wanted, 5), ...best(commands, wanted, wanted === '' ? 100 : MOST)];
}
