import { Copy, ExternalLink, PackageOpen, SquareArrowOutUpRight, Star } from 'lucide-react';
import type { MachineRow, MachineVerb } from '../../../main/contract/inventory.ts';
import type { Translator } from '../../i18n/translator.ts';
import { copyText } from '../../kit/copy-text.ts';
import type { MenuEntry } from '../../kit/menu.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { machineId } from '../../state/inventory-store.ts';
import type { AppState } from '../../state/app-state.ts';
import { exportReason } from '../appliances/commands.ts';
import { detachConsole } from '../console/detach-console.ts';
import type { MachineActions } from './use-machine-actions.ts';
import { fitVerb, VERB_ICONS, VERB_KEYS } from './verbs.ts';

type Item = Extract<MenuEntry, { kind: 'item' }>;

/** A line for a verb; disabled when it fits none, saying why. */
export function verbEntry(tr: Translator, actions: MachineActions, rows: readonly MachineRow[], verb: MachineVerb): Item {
  const fit = fitVerb(rows, verb);
  const keys = VERB_KEYS[verb];
  return {
    kind: 'item',
    id: verb,
    label: tr.tKey(verb === 'template' && rows.every((row) => row.placement?.isTemplate === true) ? 'verb.notTemplate' : `verb.${verb}`),
    icon: VERB_ICONS[verb],
    shortcut: keys === undefined ? undefined : showKeys(keys),
    danger: verb === 'delete' || verb === 'forceOff',
    disabledReason: fit.reason === undefined ? undefined : tr.tKey(fit.reason, fit.values),
    ...(verb === 'protect' ? { checked: rows.length > 0 && rows.every((row) => row.isProtected === true) } : {}),
    ...(verb === 'autostart' ? { checked: rows.length > 0 && rows.every((row) => row.autostart === true) } : {}),
    onSelect: () => {
      actions.perform(verb, rows);
    },
  };
}

/** Switches the star of machines. */
export function toggleFavourites(app: AppState, rows: readonly MachineRow[]): void {
  const now = new Set(app.settings.store.getState().value.favourites ?? []);
  const all = rows.every((row) => now.has(machineId(row)));
  for (const row of rows) {
    if (all) now.delete(machineId(row));
    else now.add(machineId(row));
  }
  app.settings.update({ favourites: [...now] });
}

const separator = (id: string): MenuEntry => ({ kind: 'separator', id });

/** Consoles in windows of their own. */
function ownWindowEntry(app: AppState, tr: Translator, rows: readonly MachineRow[], disabledReason: string | undefined): MenuEntry {
  return {
    kind: 'item',
    id: 'ownWindow',
    label: tr.t('console.ownWindowCommand'),
    icon: SquareArrowOutUpRight,
    disabledReason,
    onSelect: () => {
      for (const row of rows) detachConsole(app, tr, row);
    },
  };
}

/** Everything that can be done with the machines, for right clicks and the `…` button. */
export function machineMenu(app: AppState, tr: Translator, actions: MachineActions, rows: readonly MachineRow[]): readonly MenuEntry[] {
  const verb = (name: MachineVerb): Item => verbEntry(tr, actions, rows, name);
  const favourites = new Set(app.settings.store.getState().value.favourites ?? []);
  const copy = (id: string, label: string, texts: readonly string[], missing?: string): MenuEntry => ({
    kind: 'item',
    id,
    label,
    icon: Copy,
    disabledReason: texts.length === 0 ? missing : undefined,
    onSelect: () => {
      void copyText(texts.join('\n'));
    },
  });
  return [
    {
      kind: 'item',
      id: 'open',
      label: tr.t('verb.open'),
      icon: ExternalLink,
      shortcut: showKeys('Enter'),
      onSelect: () => {
        for (const row of rows) actions.open(row);
      },
    },
    verb('openConsole'),
    ownWindowEntry(app, tr, rows, verb('openConsole').disabledReason),
    separator('s1'),
    ...(['start', 'resume', 'pause', 'shutdown', 'reboot', 'cycle', 'save', 'dropSave'] as const).map(verb),
    separator('s2'),
    ...(['snapshot', 'changeMedia', 'screenshot', 'autostart', 'protect', 'tags', 'rename'] as const).map(verb),
    // Few hosts can do these by themselves: where none can, they are not in the way.
    ...(['clone', 'relocate', 'consolidate', 'template'] as const).filter((name) => rows.some((row) => row.verbs[name].reason !== 'reason.notSupported')).map(verb),
    {
      kind: 'item',
      id: 'exportAppliance',
      label: tr.t('command.exportAppliance'),
      icon: PackageOpen,
      disabledReason: exportReason(tr, rows),
      onSelect: () => {
        const [row] = rows;
        if (row !== undefined) app.ui.open({ kind: 'exportAppliance', machine: { connectionId: row.connectionId, uuid: row.uuid } });
      },
    },
    {
      kind: 'item',
      id: 'favourite',
      label: tr.t('verb.favourite'),
      icon: Star,
      checked: rows.length > 0 && rows.every((row) => favourites.has(machineId(row))),
      onSelect: () => {
        toggleFavourites(app, rows);
      },
    },
    {
      kind: 'sub',
      id: 'copy',
      label: tr.t('kit.copy'),
      icon: Copy,
      entries: [
        copy('name', tr.t('verb.copyName'), rows.map((row) => row.name)),
        copy('uuid', tr.t('verb.copyUuid'), rows.map((row) => row.uuid)),
        copy('address', tr.t('verb.copyAddress'), rows.flatMap((row) => row.address ?? []), tr.t('verb.noAddress')),
      ],
    },
    separator('s3'),
    ...(['nmi', 'reset', 'forceOff'] as const).map(verb),
    separator('s4'),
    verb('delete'),
  ];
}
