import { createContext, use, type ReactNode } from 'react';
import { createTranslator, type Translator } from './translator.ts';

const I18nContext = createContext<Translator>(createTranslator('en'));

/** Gives a language to everything inside. */
export function I18nProvider({ translator, children }: { readonly translator: Translator; readonly children: ReactNode }): ReactNode {
  return <I18nContext value={translator}>{children}</I18nContext>;
}

/** The language of the window. */
export function useI18n(): Translator {
  return use(I18nContext);
}
