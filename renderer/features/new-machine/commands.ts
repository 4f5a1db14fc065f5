import type { Command } from '../commands/command.ts';

/** Making machines. */
export const commands: readonly Command[] = [
  {
    id: 'newMachine',
    title: ({ tr }) => tr.t('command.newMachine'),
    keys: 'ctrl+n',
    disabledReason: ({ app, tr }) => (app.connections.store.getState().list.some((one) => one.state === 'connected' && !one.readOnly) ? undefined : tr.t('top.noHost')),
    run: ({ app }) => {
      app.ui.open({ kind: 'newMachine' });
    },
  },
];
