import { ListFilter, Plus, Search } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Splitter } from '../../kit/splitter.tsx';
import { useApp } from '../../state/app-context.tsx';
import { SidebarTree } from './sidebar-tree.tsx';
import { useTree } from './use-tree.ts';

const MIN_PX = 160;
const MAX_PX = 480;

/** The list of hosts and machines at the start of the line. */
export function Sidebar(): ReactNode {
  const { ui, settings } = useApp();
  const { t } = useI18n();
  const [filtering, setFiltering] = useState(false);
  const [filter, setFilter] = useState('');
  const { nodes, setExpanded } = useTree(filtering ? filter : '');
  const input = useRef<HTMLInputElement>(null);
  const width = useStore(ui.store, (state) => state.sidebarWidthPx);
  return (
    <nav className="side" aria-label={t('side.label')}>
      {filtering ? (
        <div className="side__filter">
          <TextField
            ref={input}
            autoFocus
            value={filter}
            onChange={setFilter}
            leading={<Icon of={Search} size={14} />}
            placeholder={t('side.filterPlaceholder')}
            aria-label={t('side.filterPlaceholder')}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              setFiltering(false);
              setFilter('');
            }}
          />
        </div>
      ) : null}
      {nodes.length === 0 ? <p className="side__none">{t('side.none')}</p> : <SidebarTree nodes={nodes} setExpanded={setExpanded} />}
      <div className="side__foot">
        <Button variant="ghost" icon={Plus} onClick={() => { ui.open({ kind: 'addHost' }); }}>
          {t('side.addHost')}
        </Button>
        <span className="grow" />
        <Button small variant="ghost" icon={ListFilter} label={t('side.filter')} pressed={filtering} onClick={() => { setFiltering(!filtering); setFilter(''); }} />
      </div>
      <Splitter
        label={t('side.resize')}
        size={width}
        min={MIN_PX}
        max={MAX_PX}
        onResize={(sidebarWidthPx) => {
          ui.set({ sidebarWidthPx });
          settings.setLayout('sidebar.width', sidebarWidthPx);
        }}
        onToggle={() => { ui.set({ sidebarShown: false }); }}
      />
    </nav>
  );
}
