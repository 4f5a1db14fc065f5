import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { AppState } from '../../state/app-state.ts';
import { AppProvider } from '../../state/app-context.tsx';
import { App } from './app.tsx';

/** Draws the window into an element. */
export function mountApp(root: HTMLElement, app: AppState): void {
  createRoot(root).render(
    <StrictMode>
      <AppProvider app={app}>
        <App />
      </AppProvider>
    </StrictMode>,
  );
}
