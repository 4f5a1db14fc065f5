import { find } from '../commands/find-target.ts';
import type { Command } from '../commands/command.ts';

/** What the frame itself can do. */
export const commands: readonly Command[] = [
  { id: 'palette', title: ({ tr }) => tr.t('command.palette'), keys: 'ctrl+k', run: ({ app }) => { app.ui.open({ kind: 'palette' }); } },
  { id: 'allMachines', title: ({ tr }) => tr.t('command.allMachines'), run: ({ app }) => { app.tabs.select('all'); } },
  { id: 'addHost', title: ({ tr }) => tr.t('command.addHost'), keys: 'ctrl+shift+n', run: ({ app }) => { app.ui.open({ kind: 'addHost' }); } },
  { id: 'find', title: ({ tr }) => tr.t('command.find'), keys: 'ctrl+f', run: find },
  { id: 'tasks', title: ({ tr }) => tr.t('command.tasks'), keys: 'ctrl+j', run: ({ app }) => { app.ui.set({ tasksOpen: !app.ui.store.getState().tasksOpen }); } },
  { id: 'sidebar', title: ({ tr }) => tr.t('command.toggleSidebar'), keys: 'ctrl+b', run: ({ app }) => { app.ui.set({ sidebarShown: !app.ui.store.getState().sidebarShown }); } },
  { id: 'closeTab', title: ({ tr }) => tr.t('command.closeTab'), keys: 'ctrl+w', run: ({ app }) => { app.tabs.close(app.tabs.store.getState().current); } },
  { id: 'nextTab', title: ({ tr }) => tr.t('command.nextTab'), keys: 'ctrl+PageDown', run: ({ app }) => { app.tabs.step(1); } },
  { id: 'previousTab', title: ({ tr }) => tr.t('command.previousTab'), keys: 'ctrl+PageUp', run: ({ app }) => { app.tabs.step(-1); } },
  { id: 'settings', title: ({ tr }) => tr.t('command.settings'), keys: 'ctrl+,', run: ({ app }) => { app.ui.open({ kind: 'settings' }); } },
  { id: 'shortcuts', title: ({ tr }) => tr.t('command.shortcuts'), keys: 'F1', run: ({ app }) => { app.ui.open({ kind: 'shortcuts' }); } },
  { id: 'themeLight', title: ({ tr }) => tr.t('command.themeLight'), run: ({ app }) => { app.settings.update({ theme: 'light' }); } },
  { id: 'themeDark', title: ({ tr }) => tr.t('command.themeDark'), run: ({ app }) => { app.settings.update({ theme: 'dark' }); } },
  { id: 'themeSystem', title: ({ tr }) => tr.t('command.themeSystem'), run: ({ app }) => { app.settings.update({ theme: 'system' }); } },
];
