import type { MachineVerb } from '../../../main/contract/inventory.ts';
import type { Command } from '../commands/command.ts';
import { actOn } from './use-machine-actions.ts';
import { fitVerb } from './verbs.ts';

const VERBS: readonly { readonly verb: MachineVerb; readonly keys?: string }[] = [
  { verb: 'start', keys: 'ctrl+shift+s' },
  { verb: 'resume' },
  { verb: 'pause' },
  { verb: 'shutdown' },
  { verb: 'reboot' },
  { verb: 'cycle' },
  { verb: 'reset' },
  { verb: 'nmi' },
  { verb: 'forceOff' },
  { verb: 'save' },
  { verb: 'dropSave' },
  { verb: 'autostart' },
  { verb: 'openConsole' },
  { verb: 'changeMedia' },
  { verb: 'screenshot' },
  { verb: 'tags' },
  { verb: 'protect' },
  { verb: 'clone' },
  { verb: 'snapshot' },
  { verb: 'rename' },
  { verb: 'delete' },
];

/** What can be done with the machine in front. */
export const commands: readonly Command[] = VERBS.map(({ verb, keys }) => ({
  id: `machine.${verb}`,
  ...(keys === undefined ? {} : { keys }),
  title: ({ tr, machine }) => (machine === undefined ? tr.tKey(`verb.${verb}`) : tr.t('verb.label', { verb: tr.tKey(`verb.${verb}`), name: machine.name })),
  disabledReason: ({ tr, machine }) => {
    if (machine === undefined) return tr.t('command.noMachine');
    const { reason, values } = fitVerb([machine], verb);
    return reason === undefined ? undefined : tr.tKey(reason, values);
  },
  run: ({ app, machine }) => {
    if (machine !== undefined) actOn(app, verb, [machine]);
  },
}));
