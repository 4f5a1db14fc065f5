import { DirectionProvider } from '@base-ui/react/direction-provider';
import { useEffect, type CSSProperties, type ReactNode } from 'react';
import { useStore } from 'zustand';
import './window-styles.ts';
import { I18nProvider, useI18n } from '../../i18n/i18n-context.tsx';
import { TipProvider } from '../../kit/tip.tsx';
import { useApp } from '../../state/app-context.tsx';
import { tabId } from '../../state/tabs-store.ts';
import { useGlobalKeys } from '../commands/use-global-keys.ts';
import { NoticeStrips } from '../frame/notice-strips.tsx';
import { StatusBar } from '../frame/status-bar.tsx';
import { useCloseWarning } from '../frame/use-close-warning.ts';
import { TabStrip } from '../frame/tab-strip.tsx';
import { TopBar } from '../frame/top-bar.tsx';
import { Sidebar } from '../sidebar/sidebar.tsx';
import { useTaskNotices } from '../tasks/use-task-notices.ts';
import { useLocale, useTheme } from '../theme/use-theme.ts';
import { Dialogs } from './dialogs.tsx';
import { Page } from './page.tsx';
import { useOpening } from './use-opening.ts';
import { useRememberedLayout } from './use-remembered-layout.ts';

function Window(): ReactNode {
  const { ui, tabs } = useApp();
  const shown = useStore(ui.store, (state) => state.sidebarShown);
  const width = useStore(ui.store, (state) => state.sidebarWidthPx);
  const cut = useStore(ui.store, (state) => state.link === 'lost' || state.link === 'refused');
  const { tabs: list, current } = useStore(tabs.store);
  useGlobalKeys();
  return (
    <div className={`window${shown ? '' : ' is-wide'}${cut ? ' is-cut' : ''}`} style={{ '--w-side': `${width}px` } as CSSProperties}>
      <TopBar />
      <Sidebar />
      <main className="main">
        <TabStrip />
        <NoticeStrips />
        {list.map((tab) => {
          const id = tabId(tab);
          return (
            <section key={id} id={`page-${id}`} className="pane" role="tabpanel" aria-labelledby={`tab-${id}`} hidden={id !== current}>
              <Page tab={tab} active={id === current} />
            </section>
          );
        })}
      </main>
      <StatusBar />
    </div>
  );
}

/** Title of the system's window: what is in front. */
function useTitle(): void {
  const { tabs } = useApp();
  const { t } = useI18n();
  const name = useStore(tabs.store, (state) => {
    const tab = state.tabs.find((one) => tabId(one) === state.current);
    return tab === undefined || tab.kind === 'all' ? undefined : tab.name;
  });
  useEffect(() => {
    document.title = name === undefined ? t('app.name') : `${name} – ${t('app.name')}`;
  }, [name, t]);
}

function Inside(): ReactNode {
  useTheme();
  useTitle();
  useTaskNotices();
  useCloseWarning();
  useOpening();
  return (
    <>
      <Window />
      <Dialogs />
    </>
  );
}

/** The whole window. */
export function App(): ReactNode {
  const translator = useLocale();
  const ready = useRememberedLayout();
  return (
    <I18nProvider translator={translator}>
      <DirectionProvider direction={translator.dir}>
        <TipProvider>{ready ? <Inside /> : null}</TipProvider>
      </DirectionProvider>
    </I18nProvider>
  );
}
