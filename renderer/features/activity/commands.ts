import type { Command } from '../commands/command.ts';

/** What was done. */
export const commands: readonly Command[] = [
  { id: 'activity', title: ({ tr }) => tr.t('command.activity'), keys: 'ctrl+shift+j', run: ({ app }) => { app.ui.open({ kind: 'activity' }); } },
];
