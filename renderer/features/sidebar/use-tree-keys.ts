import { useRef, type KeyboardEvent } from 'react';
import { moveIndex, TypeAhead } from '../../kit/list-keys.ts';
import { canExpand, parentIndex, type TreeNode } from './tree-nodes.ts';

/** What the keys of the tree act on. */
export interface TreeKeys {
  readonly nodes: readonly TreeNode[];
  readonly activeAt: number;
  readonly rtl: boolean;
  readonly pageSize: () => number;
  readonly activate: (id: string) => void;
  readonly setExpanded: (id: string, expanded: boolean) => void;
  readonly open: (node: TreeNode) => void;
  readonly onDelete: (node: TreeNode) => void;
  readonly onRename: (node: TreeNode) => void;
  readonly onMenu: (node: TreeNode) => void;
}

function sideways(key: string, node: TreeNode, { nodes, activeAt, rtl, activate, setExpanded }: TreeKeys): void {
  const outward = (key === 'ArrowLeft') !== rtl;
  const target = outward ? parentIndex(nodes, activeAt) : Math.min(nodes.length - 1, activeAt + 1);
  if (canExpand(node) && node.expanded === outward) setExpanded(node.id, !outward);
  else activate(nodes[target]?.id ?? node.id);
}

function command(event: KeyboardEvent<HTMLElement>, node: TreeNode, keys: TreeKeys): boolean {
  if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') sideways(event.key, node, keys);
  else if (event.key === 'Enter' || event.key === ' ') keys.open(node);
  else if (event.key === 'Delete') keys.onDelete(node);
  else if (event.key === 'F2') keys.onRename(node);
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) keys.onMenu(node);
  else return false;
  return true;
}

/** The keys of the tree: arrows, pages, Home, End, letters, Enter, Del, the menu key. */
export function useTreeKeys(keys: TreeKeys): (event: KeyboardEvent<HTMLElement>) => void {
  const typeAhead = useRef(new TypeAhead());
  return (event) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const { nodes, activeAt } = keys;
    const node = nodes[activeAt];
    const moved = moveIndex(event.key, activeAt, nodes.length, keys.pageSize());
    const typed = moved ?? typeAhead.current.take(event.key, Date.now(), activeAt, nodes.length, (at) => nodes[at]?.label ?? '');
    const next = nodes[typed ?? -1];
    if (next !== undefined) keys.activate(next.id);
    else if (node === undefined || !command(event, node, keys)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
