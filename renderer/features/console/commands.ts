import { fitVerb } from '../machine-actions/verbs.ts';
import type { Command } from '../commands/command.ts';
import { detachConsole } from './detach-console.ts';

/** What can be done with the consoles of the machine in front. */
export const commands: readonly Command[] = [
  {
    id: 'console.ownWindow',
    title: ({ tr, machine }) => (machine === undefined ? tr.t('console.ownWindowCommand') : tr.t('console.ownWindowOf', { name: machine.name })),
    disabledReason: ({ tr, machine }) => {
      if (machine === undefined) return tr.t('command.noMachine');
      const { reason, values } = fitVerb([machine], 'openConsole');
      return reason === undefined ? undefined : tr.tKey(reason, values);
    },
    run: ({ app, tr, machine }) => {
      if (machine !== undefined) detachConsole(app, tr, machine);
    },
  },
];
