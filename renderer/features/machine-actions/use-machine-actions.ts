import { useMemo } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { MachineRow, MachineVerb } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { useApp } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { fitVerb } from './verbs.ts';

/** Doing things with machines. */
export interface MachineActions {
  /** Does a verb to those of the machines that it fits; dangerous ones ask first. */
  readonly perform: (verb: MachineVerb, rows: readonly MachineRow[]) => void;
  readonly open: (row: MachineRow) => void;
}

const keyOf = ({ connectionId, uuid }: MachineRow): MachineKey => ({ connectionId, uuid });

function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'image/png' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

async function saveScreenshots(app: AppState, rows: readonly MachineRow[]): Promise<void> {
  for (const row of rows) {
    const shot = await app.client.machines.screenshot(keyOf(row));
    if (shot !== undefined) saveFile(`${row.name}.png`, shot.png);
  }
}

function act(app: AppState, verb: MachineVerb, rows: readonly MachineRow[]): Promise<unknown> {
  const machines = rows.map(keyOf);
  const [first] = machines;
  if (first === undefined) return Promise.resolve();
  const { client, ui, tabs, settings } = app;
  switch (verb) {
    case 'forceOff':
    case 'reset':
      if (verb === 'reset' || settings.store.getState().value.confirmForceOff !== false) {
        ui.open({ kind: 'confirmVerb', verb, machines });
        return Promise.resolve();
      }
      return client.machines.lifecycle({ machines, verb });
    case 'start':
    case 'resume':
    case 'pause':
    case 'shutdown':
    case 'reboot':
    case 'cycle':
    case 'nmi':
    case 'save':
    case 'dropSave':
      return client.machines.lifecycle({ machines, verb });
    case 'autostart': {
      const autostart = !rows.every((row) => row.autostart === true);
      return Promise.all(machines.map(async (machine) => {
        const gap = await client.machines.setAutostart({ machine, autostart });
        if (gap !== undefined) ui.advise({ text: gap.note, command: gap.remedy });
      }));
    }
    case 'delete':
      ui.open({ kind: 'delete', machines });
      return Promise.resolve();
    case 'changeMedia':
      ui.open({ kind: 'media', machine: first });
      return Promise.resolve();
    case 'openConsole':
      for (const row of rows) tabs.show({ kind: 'machine', key: keyOf(row), name: row.name }, 'console');
      return Promise.resolve();
    case 'clone':
      ui.open({ kind: 'clone', machine: first });
      return Promise.resolve();
    case 'snapshot':
      ui.open({ kind: 'takeSnapshot', machine: first });
      return Promise.resolve();
    case 'relocate':
      ui.open({ kind: 'relocate', machines });
      return Promise.resolve();
    case 'tags':
      ui.open({ kind: 'tags', machines });
      return Promise.resolve();
    case 'protect':
      return client.machines.protect({ machines, isProtected: !rows.every((row) => row.isProtected === true) });
    case 'rename':
      ui.open({ kind: 'rename', machine: first });
      return Promise.resolve();
    case 'consolidate':
      return client.machines.consolidate({ machines });
    case 'template': {
      const template = !rows.every((row) => row.placement?.isTemplate === true);
      return Promise.all(machines.map((machine) => client.machines.setTemplate({ machine, template })));
    }
    case 'screenshot':
      return saveScreenshots(app, rows);
  }
}

/** Does a verb to those of the machines that it fits; what goes wrong is reported in the window. */
export function actOn(app: AppState, verb: MachineVerb, rows: readonly MachineRow[]): void {
  act(app, verb, fitVerb(rows, verb).fitting).catch(app.ui.report);
}

/** What can be done with machines, for menus, bars and keys. */
export function useMachineActions(): MachineActions & { readonly tr: Translator } {
  const app = useApp();
  const tr = useI18n();
  return useMemo(
    () => ({
      tr,
      perform: (verb, rows) => {
        // Controls that cannot be used say why themselves; keys cannot.
        const { reason, values } = fitVerb(rows, verb);
        const [only] = rows;
        if (reason !== undefined && only !== undefined) {
          const what = rows.length === 1 ? tr.t('verb.label', { verb: tr.tKey(`verb.${verb}`), name: only.name }) : tr.tKey(`verb.${verb}`);
          app.ui.report({ code: 'operation-invalid', domain: 'none', message: `${what}: ${tr.tKey(reason, values)}` });
          return;
        }
        actOn(app, verb, rows);
      },
      open: (row) => {
        app.tabs.show({ kind: 'machine', key: keyOf(row), name: row.name });
      },
    }),
    [app, tr],
  );
}
