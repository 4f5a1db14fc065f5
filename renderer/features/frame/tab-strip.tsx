import { X } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Icon } from '../../kit/icon.tsx';
import { PointMenu, type MenuEntry, type MenuPoint } from '../../kit/menu.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { StateMark, type MarkShape } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { tabId, type Tab } from '../../state/tabs-store.ts';
import { connectionLabel, shapeOf } from '../machine-actions/machine-words.ts';

function useTabFace(tab: Tab): { readonly name: string; readonly shape: MarkShape | undefined; readonly stale: boolean } {
  const { inventory, connections } = useApp();
  const tr = useI18n();
  useStore(inventory.store, (state) => state.version);
  const byId = useStore(connections.store, (state) => state.byId);
  switch (tab.kind) {
    case 'all':
      return { name: tr.t('tabs.all'), shape: undefined, stale: false };
    case 'host': {
      const info = byId.get(tab.id);
      const shape = info === undefined ? 'off' : info.state === 'connected' ? 'running' : info.state === 'connecting' ? 'busy' : info.state === 'disconnected' ? 'off' : 'error';
      return { name: info === undefined ? tab.name : connectionLabel(tr, info), shape, stale: false };
    }
    case 'machine': {
      const row = inventory.find(tab.key);
      return { name: row?.name ?? tab.name, shape: row === undefined ? 'off' : shapeOf(row), stale: row?.stale ?? true };
    }
  }
}

function TabButton({ tab, current, onMenu }: { readonly tab: Tab; readonly current: boolean; readonly onMenu: (at: MenuPoint) => void }): ReactNode {
  const { tabs } = useApp();
  const { t } = useI18n();
  const { name, shape, stale } = useTabFace(tab);
  const id = tabId(tab);
  const fixed = tab.kind === 'all';
  return (
    <div
      className={`tab${fixed ? ' tab--fixed' : ''}${current ? ' is-current' : ''}`}
      role="tab"
      id={`tab-${id}`}
      data-tab={id}
      aria-label={name}
      tabIndex={current ? 0 : -1}
      aria-selected={current}
      aria-controls={`page-${id}`}
      onMouseDown={(event) => { if (event.button === 0) tabs.select(id); }}
      onAuxClick={(event) => { if (event.button === 1 && !fixed) tabs.close(id); }}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!fixed) onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      {shape === undefined ? null : <StateMark shape={shape} stale={stale} />}
      <span className="clip">{name}</span>
      {fixed ? null : (
        // Only for pointers: a tab holds no other control. With keys it is Delete, Ctrl-W or the menu.
        <span className="tab__x" aria-hidden title={t('tabs.close', { name })} onMouseDown={(event) => { event.stopPropagation(); }} onClick={() => { tabs.close(id); }}>
          <Icon of={X} size={12} />
        </span>
      )}
    </div>
  );
}

/** The open pages. */
export function TabStrip(): ReactNode {
  const { tabs } = useApp();
  const tr = useI18n();
  const state = useStore(tabs.store);
  const list = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ readonly at: MenuPoint; readonly id: string }>();
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Delete') tabs.close(state.current);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') tabs.step((event.key === 'ArrowRight') === (tr.dir === 'ltr') ? 1 : -1);
    else return;
    event.preventDefault();
    queueMicrotask(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  const entries: readonly MenuEntry[] =
    menu === undefined
      ? []
      : [
          { kind: 'item', id: 'close', label: tr.t('tabs.closeThis'), shortcut: showKeys('ctrl+w'), onSelect: () => { tabs.close(menu.id); } },
          { kind: 'item', id: 'others', label: tr.t('tabs.closeOthers'), onSelect: () => { tabs.closeOthers(menu.id); } },
        ];
  return (
    <div className="tabs">
      <div ref={list} className="tabs__list" role="tablist" aria-label={tr.t('tabs.label')} onKeyDown={onKeyDown}>
        {state.tabs.map((tab) => (
          <TabButton key={tabId(tab)} tab={tab} current={tabId(tab) === state.current} onMenu={(at) => { setMenu({ at, id: tabId(tab) }); }} />
        ))}
      </div>
      <PointMenu at={menu?.at} entries={entries} onClose={() => { setMenu(undefined); }} returnTo={() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]') ?? null} />
    </div>
  );
}
