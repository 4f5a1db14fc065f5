import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { PointMenu, type MenuPoint } from '../../kit/menu.tsx';
import { useApp } from '../../state/app-context.tsx';
import { tabId, type Tab } from '../../state/tabs-store.ts';
import { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { menuOf, removeNode, renameNode } from './node-actions.ts';
import { TreeLine } from './tree-line.tsx';
import { canExpand, type TreeNode } from './tree-nodes.ts';
import { useHostDrag } from './use-host-drag.ts';
import { useTreeKeys } from './use-tree-keys.ts';

const ROW_PX = 26;

/** The page that a line of the tree stands for. */
function tabOf(node: TreeNode): Tab | undefined {
  switch (node.kind) {
    case 'all':
      return { kind: 'all' };
    case 'favourites':
    case 'folder':
    case 'place':
      return undefined;
    case 'host':
      return { kind: 'host', id: node.info.id, name: node.label };
    case 'machine':
      return { kind: 'machine', key: { connectionId: node.row.connectionId, uuid: node.row.uuid }, name: node.label };
  }
}

const isOnTurn = (target: EventTarget): boolean => target instanceof Element && target.closest('[data-turn]') !== null;
const nodeIdOf = (target: EventTarget): string | undefined => (target instanceof Element ? target.closest<HTMLElement>('[data-node]')?.dataset['node'] : undefined);

/** Whether the page of a line is in front; a favourite's own line below its host shows it. */
function isInFront(node: TreeNode, current: string): boolean {
  const tab = tabOf(node);
  return tab !== undefined && tabId(tab) === current && !node.id.startsWith('favourites/');
}

/** The tree of hosts and machines. */
export function SidebarTree({ nodes, setExpanded }: { readonly nodes: readonly TreeNode[]; readonly setExpanded: (id: string, expanded: boolean) => void }): ReactNode {
  const app = useApp();
  const actions = useMachineActions();
  const { tr } = actions;
  const prefix = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState('all');
  const [menuAt, setMenuAt] = useState<MenuPoint>();
  const current = useStore(app.tabs.store, (state) => state.current);
  const virtual = useVirtualizer({ count: nodes.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_PX, overscan: 8, useFlushSync: false });
  const activeAt = nodes.findIndex((node) => node.id === activeId);
  const activeNode = nodes[activeAt];
  const nodeAt = (target: EventTarget): TreeNode | undefined => nodes.find((one) => one.id === nodeIdOf(target));

  const drag = useHostDrag(nodeAt);

  useLayoutEffect(() => {
    if (activeAt >= 0) virtual.scrollToIndex(activeAt, { align: 'auto' });
    // Follows the ring alone, not every change of the tree.
  }, [activeId, virtual]);

  const open = (node: TreeNode): void => {
    const tab = tabOf(node);
    if (tab !== undefined) app.tabs.show(tab);
    else if (canExpand(node)) setExpanded(node.id, !node.expanded);
  };
  const onKeyDown = useTreeKeys({
    nodes,
    activeAt,
    rtl: tr.dir === 'rtl',
    pageSize: () => Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / ROW_PX) - 1),
    activate: setActiveId,
    setExpanded,
    open,
    onDelete: (node) => { removeNode(app, actions, node); },
    onRename: (node) => { renameNode(app, actions, node); },
    onMenu: (node) => {
      const box = document.getElementById(`${prefix}${node.id}`)?.getBoundingClientRect();
      if (box !== undefined) setMenuAt({ x: box.left + 40, y: box.bottom });
    },
  });

  return (
    <div
      ref={scroll}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label={tr.t('side.label')}
      aria-activedescendant={activeAt < 0 ? undefined : `${prefix}${activeId}`}
      onKeyDown={onKeyDown}
      {...drag.handlers}
      onClick={(event) => {
        const node = nodeAt(event.target);
        if (node === undefined) return;
        setActiveId(node.id);
        const tab = tabOf(node);
        if (canExpand(node) && (isOnTurn(event.target) || tab === undefined)) setExpanded(node.id, !node.expanded);
        // A page that is open already comes to the front with one click.
        else if (tab !== undefined) app.tabs.select(tabId(tab));
      }}
      onDoubleClick={(event) => {
        const node = nodeAt(event.target);
        if (node !== undefined && tabOf(node) !== undefined && !isOnTurn(event.target)) open(node);
      }}
      onContextMenu={(event) => {
        const node = nodeAt(event.target);
        if (node === undefined) return;
        event.preventDefault();
        setActiveId(node.id);
        if (node.kind !== 'all' && node.kind !== 'favourites' && node.kind !== 'place') setMenuAt({ x: event.clientX, y: event.clientY });
      }}
    >
      <div className="tree__space" role="presentation" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const node = nodes[item.index];
          return node === undefined ? null : <TreeLine key={node.id} node={node} domId={`${prefix}${node.id}`} top={item.start} active={item.index === activeAt} selected={isInFront(node, current)} takes={node.id === drag.target} />;
        })}
      </div>
      <PointMenu at={menuAt} entries={menuAt === undefined ? [] : menuOf(app, actions, activeNode)} onClose={() => { setMenuAt(undefined); }} returnTo={() => scroll.current} />
    </div>
  );
}
