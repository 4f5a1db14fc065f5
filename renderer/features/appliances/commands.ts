import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { Command } from '../commands/command.ts';

/** Why these machines cannot be exported now. */
export function exportReason(tr: Translator, rows: readonly MachineRow[]): string | undefined {
  const [only, ...others] = rows;
  if (only === undefined || others.length > 0) return tr.t('appliance.oneByOne');
  if (only.stale) return tr.t('reason.stale');
  return only.state === 'off' ? undefined : tr.t('appliance.mustBeOff');
}

/** Machines as archives. */
export const commands: readonly Command[] = [
  {
    id: 'importAppliance',
    title: ({ tr }) => tr.t('command.importAppliance'),
    disabledReason: ({ app, tr }) => (app.connections.store.getState().list.some((one) => one.state === 'connected' && !one.readOnly) ? undefined : tr.t('top.noHost')),
    run: ({ app }) => {
      app.ui.open({ kind: 'importAppliance' });
    },
  },
  {
    id: 'machine.exportAppliance',
    title: ({ tr, machine }) => (machine === undefined ? tr.t('command.exportAppliance') : tr.t('command.exportMachine', { name: machine.name })),
    disabledReason: ({ tr, machine }) => (machine === undefined ? tr.t('command.noMachine') : exportReason(tr, [machine])),
    run: ({ app, machine }) => {
      if (machine !== undefined) app.ui.open({ kind: 'exportAppliance', machine: { connectionId: machine.connectionId, uuid: machine.uuid } });
    },
  },
];
