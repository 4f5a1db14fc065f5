import { useEffect, useRef, useState } from 'react';
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
  const restored = useRef(false);

  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, GIVE_UP_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);

  useEffect(() => {
    if (!loaded || restored.current) return;
    restored.current = true;
    const width = settings.layout('sidebar.width', isNumber);
    const shown = settings.layout('sidebar.shown', isBoolean);
    const open = settings.layout('tabs', isTabsState);
    ui.set({ ...(width === undefined ? {} : { sidebarWidthPx: width }), ...(shown === undefined ? {} : { sidebarShown: shown }) });
    // Who has opened a page while the answer was late keeps what is open now.
    if (open !== undefined && tabs.store.getState().tabs.length === 1) tabs.restore(open);
    setReady(true);
  }, [loaded, settings, tabs, ui]);

  useEffect(() => {
    if (!loaded) return undefined;
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
  }, [loaded, settings, tabs, ui]);

  return ready || late;
}
