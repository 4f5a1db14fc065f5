import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** What the native menu can ask for. */
export interface MenuActions {
  readonly newWindow: () => void;
}

/**
 * The native menu. Only macOS shows it; its shortcuts are those of the platform. Elsewhere the window has its own menu, and a
 * native one would take keys away from a focused console.
 */
export function setMenu(actions: MenuActions): void {
  if (process.platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  const template: MenuItemConstructorOptions[] = [
    { role: 'appMenu' },
    { label: 'File', submenu: [{ id: 'new-window', label: 'New Window', accelerator: 'Cmd+Shift+N', click: actions.newWindow }, { role: 'close' }] },
    { role: 'editMenu' },
    { label: 'View', submenu: [{ role: 'togglefullscreen' }] },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Brings a window to the front. */
export function showWindow(window: Electron.BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  if (process.platform === 'darwin') app.focus({ steal: true });
}
