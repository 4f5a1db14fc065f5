import type { MenuEntry } from '../../kit/menu.tsx';
import type { AppState } from '../../state/app-state.ts';
import { machineMenu } from '../machine-actions/machine-menu.ts';
import type { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { folderMenu } from './folder-menu.ts';
import { hostMenu } from './host-menu.ts';
import type { TreeNode } from './tree-nodes.ts';

type Actions = ReturnType<typeof useMachineActions>;

/** The menu of a line. */
export function menuOf(app: AppState, actions: Actions, node: TreeNode | undefined): readonly MenuEntry[] {
  switch (node?.kind) {
    case 'machine':
      return machineMenu(app, actions.tr, actions, [node.row]);
    case 'folder':
      return folderMenu(app, actions.tr, node.label);
    case 'host':
      return hostMenu(app, actions.tr, node.info);
    case 'all':
    case 'favourites':
    case 'place':
    case undefined:
      return [];
  }
}

/** What Del does on a line. A folder goes at once: its hosts stay. */
export function removeNode(app: AppState, actions: Actions, node: TreeNode): void {
  if (node.kind === 'machine') actions.perform('delete', [node.row]);
  else if (node.kind === 'host') app.ui.open({ kind: 'removeHost', id: node.info.id });
  else if (node.kind === 'folder') app.client.connections.removeFolder({ name: node.label }).catch(app.ui.report);
}

/** What F2 does on a line. */
export function renameNode(app: AppState, actions: Actions, node: TreeNode): void {
  if (node.kind === 'folder') app.ui.open({ kind: 'folder', rename: node.label, hosts: [] });
  else if (node.kind === 'host') app.ui.open({ kind: 'addHost', edit: node.info.id });
  else if (node.kind === 'machine') actions.perform('rename', [node.row]);
}
