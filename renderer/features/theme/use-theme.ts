import { useEffect, useInsertionEffect, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { createTranslator, type Translator } from '../../i18n/translator.ts';
import { useApp } from '../../state/app-context.tsx';
import { useMemo } from 'react';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const subscribe = (listener: () => void): (() => void) => {
  dark.addEventListener('change', listener);
  return () => {
    dark.removeEventListener('change', listener);
  };
};

/** The theme that is shown. It is remembered in the page, too, so that the next start paints right at once. */
export function useTheme(): 'light' | 'dark' {
  const { settings } = useApp();
  const { loaded, value } = useStore(settings.store);
  const systemDark = useSyncExternalStore(subscribe, () => dark.matches);
  const chosen = value.theme ?? 'system';
  const theme = chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen;
  // Before any part of the page draws: graphs read their colours when they are built.
  useInsertionEffect(() => {
    if (!loaded) return;
    document.documentElement.dataset['theme'] = theme;
    localStorage.setItem('vireo.theme', chosen);
  }, [loaded, theme, chosen]);
  return theme;
}

/** The chosen language, told to the page as well. */
export function useLocale(): Translator {
  const { settings } = useApp();
  const locale = useStore(settings.store, (state) => state.value.locale ?? 'en');
  const translator = useMemo(() => createTranslator(locale), [locale]);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = translator.dir;
    localStorage.setItem('vireo.locale', locale);
  }, [locale, translator]);
  return translator;
}
