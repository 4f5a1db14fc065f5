import type { Command } from '../commands/command.ts';

/** What can be done about hosts from anywhere. */
export const commands: readonly Command[] = [{ id: 'newFolder', title: ({ tr }) => tr.t('folder.new'), run: ({ app }) => { app.ui.open({ kind: 'folder', hosts: [] }); } }];
