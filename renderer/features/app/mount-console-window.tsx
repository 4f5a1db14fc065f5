import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { AppState } from '../../state/app-state.ts';
import { AppProvider } from '../../state/app-context.tsx';
import { holdConsoles, sizeKey } from '../console/console-windows.ts';
import { ConsoleWindow, type ConsoleWindowProps } from './console-window.tsx';

/** A person has let go of the edge. */
const SETTLED_MS = 250;

/** Remembers the size that the window gets, besides while it fills the screen. */
function watchSize(onSize: (size: { readonly widthPx: number; readonly heightPx: number }) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener('resize', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.fullscreenElement === null) onSize({ widthPx: window.innerWidth, heightPx: window.innerHeight });
    }, SETTLED_MS);
  });
}

/** Draws the window of one machine's consoles into an element. */
export function mountConsoleWindow(root: HTMLElement, app: AppState, props: ConsoleWindowProps): void {
  const { machine } = props;
  const held = holdConsoles(machine, { onShow: () => { window.focus(); }, onClose: () => { window.close(); } }, navigator.locks);
  watchSize((size) => {
    app.settings.setLayout(sizeKey(machine), size);
    held.tellSize(size);
  });
  createRoot(root).render(
    <StrictMode>
      <AppProvider app={app}>
        <ConsoleWindow {...props} />
      </AppProvider>
    </StrictMode>,
  );
}
