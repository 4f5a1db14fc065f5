import { createContext, use, type ReactNode } from 'react';
import type { AppState } from './app-state.ts';

const AppContext = createContext<AppState | undefined>(undefined);

/** Gives the window's state to everything inside. */
export function AppProvider({ app, children }: { readonly app: AppState; readonly children: ReactNode }): ReactNode {
  return <AppContext value={app}>{children}</AppContext>;
}

/** The window's state and its client. */
export function useApp(): AppState {
  const app = use(AppContext);
  if (app === undefined) throw new Error('useApp outside of AppProvider');
  return app;
}
