import './features/app/window-styles.ts';
import { mountConsoleWindow } from './features/app/mount-console-window.tsx';
import { mountApp } from './features/app/mount.tsx';
import { consoleOfAddress } from './features/console/console-windows.ts';
import { connect } from './ipc/connect.ts';
import { runSelfTest } from './ipc/self-test.ts';
import { createAppState } from './state/app-state.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');

const link = connect();
const app = createAppState(link.client.api);
const tell = (): void => {
  app.ui.set({ link: link.state() });
};
tell();
link.onChange(tell);
const shownConsole = consoleOfAddress(window.location);
if (window.location.pathname === '/window/self-test') {
  link.onChange(() => {
    if (link.state() === 'open') void runSelfTest(link.client.api);
  });
} else if (shownConsole !== undefined) {
  mountConsoleWindow(root, app, shownConsole);
} else {
  mountApp(root, app);
}
