import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.tsx';
import type { Tab } from '../../state/tabs-store.ts';
import { FirstStart } from '../first-start/first-start.tsx';
import { HostPage } from '../host-page/host-page.tsx';
import { MachinePage } from '../machine-page/machine-page.tsx';
import { MachinesPane } from '../machine-table/machines-pane.tsx';

function AllMachines({ active }: { readonly active: boolean }): ReactNode {
  const { connections } = useApp();
  const first = useStore(connections.store, (state) => state.loaded && state.list.length === 0);
  return first ? <FirstStart active={active} /> : <MachinesPane active={active} />;
}

/** What a tab shows. Pages behind stay, so that their consoles do. */
export function Page({ tab, active }: { readonly tab: Tab; readonly active: boolean }): ReactNode {
  switch (tab.kind) {
    case 'all':
      return <AllMachines active={active} />;
    case 'host':
      return <HostPage id={tab.id} active={active} />;
    case 'machine':
      return <MachinePage machine={tab.key} active={active} />;
  }
}
