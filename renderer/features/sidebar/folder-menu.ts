import { FolderInput, FolderPlus, Pencil, Plus, Trash2 } from 'lucide-react';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { MenuEntry } from '../../kit/menu.tsx';
import type { AppState } from '../../state/app-state.ts';

/** Everything that can be done with a folder. Taking it away loses nothing: its hosts move out. */
export function folderMenu(app: AppState, tr: Translator, name: string): readonly MenuEntry[] {
  const { client, ui } = app;
  return [
    { kind: 'item', id: 'rename', label: tr.t('folder.rename'), icon: Pencil, shortcut: 'F2', onSelect: () => { ui.open({ kind: 'folder', rename: name, hosts: [] }); } },
    { kind: 'item', id: 'new', label: tr.t('folder.new'), icon: FolderPlus, onSelect: () => { ui.open({ kind: 'folder', hosts: [] }); } },
    { kind: 'item', id: 'add', label: tr.t('side.addHost'), icon: Plus, onSelect: () => { ui.open({ kind: 'addHost' }); } },
    { kind: 'separator', id: 's1' },
    { kind: 'item', id: 'remove', label: tr.t('folder.remove'), icon: Trash2, onSelect: () => { client.connections.removeFolder({ name }).catch(ui.report); } },
  ];
}

/** Where a host can be moved to. */
export function moveMenu(app: AppState, tr: Translator, info: ConnectionInfo): MenuEntry {
  const { client, ui, connections } = app;
  const move = (folder: string): void => {
    client.connections.move({ ids: [info.id], folder }).catch(ui.report);
  };
  return {
    kind: 'sub',
    id: 'folder',
    label: tr.t('folder.moveTo'),
    icon: FolderInput,
    entries: [
      ...connections.store.getState().folders.map((name): MenuEntry => ({ kind: 'item', id: `to:${name}`, label: name, checked: name === info.folder, onSelect: () => { move(name); } })),
      { kind: 'item', id: 'none', label: tr.t('folder.none'), checked: info.folder === '', onSelect: () => { move(''); } },
      { kind: 'separator', id: 's' },
      { kind: 'item', id: 'new', label: tr.t('folder.newWith'), icon: FolderPlus, onSelect: () => { ui.open({ kind: 'folder', hosts: [info.id] }); } },
    ],
  };
}
