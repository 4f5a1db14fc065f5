import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { moveIndex, TypeAhead } from '../../kit/list-keys.ts';
import { PointMenu, type MenuEntry, type MenuPoint } from '../../kit/menu.tsx';
import { useApp } from '../../state/app-context.tsx';
import { tabId, type Tab } from '../../state/tabs-store.ts';
import { machineMenu } from '../machine-actions/machine-menu.ts';
import { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { hostMenu } from './host-menu.ts';
import { TreeLine } from './tree-line.tsx';
import { canExpand, parentIndex, type TreeNode } from './tree-nodes.ts';

const ROW_PX = 26;

/** The page that a line of the tree stands for. */
function tabOf(node: TreeNode): Tab | undefined {
  switch (node.kind) {
    case 'all':
      return { kind: 'all' };
    case 'favourites':
      return undefined;
    case 'host':
      return { kind: 'host', id: node.info.id, name: node.label };
    case 'machine':
      return { kind: 'machine', key: { connectionId: node.row.connectionId, uuid: node.row.uuid }, name: node.label };
  }
}

const nodeIdOf = (target: EventTarget): string | undefined => (target instanceof Element ? target.closest<HTMLElement>('[data-node]')?.dataset['node'] : undefined);

/** The tree of hosts and machines. */
export function SidebarTree({ nodes, setExpanded }: { readonly nodes: readonly TreeNode[]; readonly setExpanded: (id: string, expanded: boolean) => void }): ReactNode {
  const app = useApp();
  const actions = useMachineActions();
  const { tr } = actions;
  const prefix = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const typeAhead = useRef(new TypeAhead());
  const [activeId, setActiveId] = useState('all');
  const [menuAt, setMenuAt] = useState<MenuPoint>();
  const current = useStore(app.tabs.store, (state) => state.current);
  const virtual = useVirtualizer({ count: nodes.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_PX, overscan: 8, paddingStart: 4, useFlushSync: false });
  const activeAt = nodes.findIndex((node) => node.id === activeId);
  const activeNode = nodes[activeAt];

  useLayoutEffect(() => {
    if (activeAt >= 0) virtual.scrollToIndex(activeAt, { align: 'auto' });
    // Follows the ring alone, not every change of the tree.
    // eslint-disable-next-line
  }, [activeId, virtual]);

  const open = (node: TreeNode): void => {
    const tab = tabOf(node);
    if (tab !== undefined) app.tabs.show(tab);
    else if (canExpand(node)) setExpanded(node.id, !node.expanded);
  };
  const menuEntries = (): readonly MenuEntry[] => {
    if (activeNode?.kind === 'machine') return machineMenu(app, tr, actions, [activeNode.row]);
    return activeNode?.kind === 'host' ? hostMenu(app, tr, activeNode.info) : [];
  };
  const sideways = (key: string, node: TreeNode): void => {
    const outward = (key === 'ArrowLeft') !== (tr.dir === 'rtl');
    if (!outward && canExpand(node) && !node.expanded) setExpanded(node.id, true);
    else if (!outward) setActiveId(nodes[Math.min(nodes.length - 1, activeAt + 1)]?.id ?? activeId);
    else if (canExpand(node) && node.expanded) setExpanded(node.id, false);
    else setActiveId(nodes[parentIndex(nodes, activeAt)]?.id ?? activeId);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const next = nodes[moveIndex(event.key, activeAt, nodes.length, page) ?? -1] ?? nodes[typeAhead.current.take(event.key, Date.now(), activeAt, nodes.length, (at) => nodes[at]?.label ?? '') ?? -1];
    if (next !== undefined) setActiveId(next.id);
    else if (activeNode === undefined) return;
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') sideways(event.key, activeNode);
    else if (event.key === 'Enter' || event.key === ' ') open(activeNode);
    else if (event.key === 'Delete' && activeNode.kind === 'machine') actions.perform('delete', [activeNode.row]);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = document.getElementById(`${prefix}${activeNode.id}`)?.getBoundingClientRect();
      if (box !== undefined) setMenuAt({ x: box.left + 40, y: box.bottom });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={scroll}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label={tr.t('side.label')}
      aria-activedescendant={activeAt < 0 ? undefined : `${prefix}${activeId}`}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const node = nodes.find((one) => one.id === nodeIdOf(event.target));
        if (node === undefined) return;
        setActiveId(node.id);
        const tab = tabOf(node);
        const onTurn = event.target instanceof Element && event.target.closest('[data-turn]') !== null;
        if (canExpand(node) && (onTurn || tab === undefined)) setExpanded(node.id, !node.expanded);
        // A page that is open already comes to the front with one click.
        else if (tab !== undefined) app.tabs.select(tabId(tab));
      }}
      onDoubleClick={(event) => {
        const node = nodes.find((one) => one.id === nodeIdOf(event.target));
        if (node !== undefined && node.kind !== 'favourites' && !(event.target instanceof Element && event.target.closest('[data-turn]') !== null)) open(node);
      }}
      onContextMenu={(event) => {
        const node = nodes.find((one) => one.id === nodeIdOf(event.target));
        if (node === undefined) return;
        event.preventDefault();
        setActiveId(node.id);
        if (node.kind === 'host' || node.kind === 'machine') setMenuAt({ x: event.clientX, y: event.clientY });
      }}
    >
      <div className="tree__space" role="presentation" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const node = nodes[item.index];
          if (node === undefined) return null;
          const tab = tabOf(node);
          return <TreeLine key={node.id} node={node} domId={`${prefix}${node.id}`} top={item.start} active={item.index === activeAt} selected={tab !== undefined && tabId(tab) === current && !node.id.startsWith('favourites/')} />;
        })}
      </div>
      <PointMenu at={menuAt} entries={menuAt === undefined ? [] : menuEntries()} onClose={() => { setMenuAt(undefined); }} returnTo={() => scroll.current} />
    </div>
  );
}
