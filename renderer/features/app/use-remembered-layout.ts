import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.tsx';
import { isTabsState } from '../../state/tabs-store.ts';

const GIVE_UP_MS = 1500;
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** Opens the window as it was left, once the settings are here; without an answer it opens as new. */
export function useRememberedLayout(): boolean {
  const { settings, tabs, ui } = useApp();
  const loaded = useStore(settings.store, (state) => state.loaded);
  const [late, setLate] = useState(false);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, GIVE_UP_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);

  useEffect(() => {
    if (ready || !(loaded || late)) return;
    const width = settings.layout('sidebar.width', isNumber);
    const shown = settings.layout('sidebar.shown', isBoolean);
    const open = settings.layout('tabs', isTabsState);
    ui.set({ ...(width === undefined ? {} : { sidebarWidthPx: width }), ...(shown === undefined ? {} : { sidebarShown: shown }) });
    if (open !== undefined) tabs.restore(open);
    setReady(true);
  }, [loaded, late, ready, settings, tabs, ui]);

  useEffect(() => {
    if (!ready) return undefined;
    const stopTabs = tabs.store.subscribe((state) => {
      settings.setLayout('tabs', state);
    });
    const stopUi = ui.store.subscribe((state) => {
      settings.setLayout('sidebar.shown', state.sidebarShown);
    });
    return () => {
      stopTabs();
      stopUi();
    };
  }, [ready, settings, tabs, ui]);

  return ready;
}
