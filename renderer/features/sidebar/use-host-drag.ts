import { useState, type DragEvent } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useApp } from '../../state/app-context.tsx';
import type { TreeNode } from './tree-nodes.ts';

const TYPE = 'application/x-vireo-host';

/** What the tree's element needs so that hosts can be dragged into folders and out of them. */
export interface HostDrag {
  /** The line under the pointer that would take the host: a folder, or `all` for outside. */
  readonly target: string | undefined;
  readonly handlers: {
    readonly onDragStart: (event: DragEvent<HTMLElement>) => void;
    readonly onDragOver: (event: DragEvent<HTMLElement>) => void;
    readonly onDragLeave: (event: DragEvent<HTMLElement>) => void;
    readonly onDrop: (event: DragEvent<HTMLElement>) => void;
    readonly onDragEnd: () => void;
  };
}

/** The folder that a line belongs to: its own, its host's, or none. */
function folderAt(node: TreeNode | undefined): { readonly folder: string; readonly line: string } {
  if (node?.kind === 'folder') return { folder: node.label, line: node.id };
  if (node?.kind === 'host' && node.info.folder !== '') return { folder: node.info.folder, line: `folder:${node.info.folder}` };
  return { folder: '', line: 'all' };
}

/** Drags hosts between folders. The dragged host is kept here: a page may not read what is dragged before it is dropped. */
export function useHostDrag(nodeAt: (target: EventTarget) => TreeNode | undefined): HostDrag {
  const { client, ui, connections } = useApp();
  const [dragged, setDragged] = useState<ConnectionId>();
  const [target, setTarget] = useState<string>();
  const end = (): void => {
    setDragged(undefined);
    setTarget(undefined);
  };
  return {
    target,
    handlers: {
      onDragStart: (event) => {
        const node = nodeAt(event.target);
        if (node?.kind !== 'host') return;
        event.dataTransfer.setData(TYPE, node.info.id);
        event.dataTransfer.effectAllowed = 'move';
        setDragged(node.info.id);
      },
      onDragOver: (event) => {
        if (dragged === undefined) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setTarget(folderAt(nodeAt(event.target)).line);
      },
      onDragLeave: (event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setTarget(undefined);
      },
      onDrop: (event) => {
        if (dragged === undefined) return;
        event.preventDefault();
        const { folder } = folderAt(nodeAt(event.target));
        const now = connections.store.getState().byId.get(dragged)?.folder;
        if (now !== folder) client.connections.move({ ids: [dragged], folder }).catch(ui.report);
        end();
      },
      onDragEnd: end,
    },
  };
}
