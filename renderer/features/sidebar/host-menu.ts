import { Copy, ExternalLink, PackagePlus, Pencil, Plug, Plus, Trash2, Unplug } from 'lucide-react';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { Translator } from '../../i18n/translator.ts';
import { copyText } from '../../kit/copy-text.ts';
import type { MenuEntry } from '../../kit/menu.tsx';
import type { AppState } from '../../state/app-state.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { moveMenu } from './folder-menu.ts';

/** Opens a host's page. */
export function openHost(app: AppState, tr: Translator, info: ConnectionInfo): void {
  app.tabs.show({ kind: 'host', id: info.id, name: connectionLabel(tr, info) });
}

/** Everything that can be done with a host. */
export function hostMenu(app: AppState, tr: Translator, info: ConnectionInfo): readonly MenuEntry[] {
  const { client, ui } = app;
  const open = info.state === 'connected' || info.state === 'connecting' || info.state === 'lost';
  const item = (id: string, label: string, icon: Extract<MenuEntry, { kind: 'item' }>['icon'], onSelect: () => void, disabledReason?: string): MenuEntry => ({ kind: 'item', id, label, icon, onSelect, disabledReason });
  return [
    item('open', tr.t('verb.open'), ExternalLink, () => { openHost(app, tr, info); }),
    open
      ? item('disconnect', tr.t('host.disconnect'), Unplug, () => { client.connections.disconnect({ id: info.id }).catch(ui.report); })
      : item('connect', tr.t('host.connect'), Plug, () => { client.connections.connect({ id: info.id }).catch(ui.report); }),
    item('new', tr.t('top.newMachine'), Plus, () => { ui.open({ kind: 'newMachine', host: info.id }); }, info.state !== 'connected' ? tr.t('offer.notConnected') : info.readOnly ? tr.t('reason.readOnly') : undefined),
    item('import', tr.t('command.importAppliance'), PackagePlus, () => { ui.open({ kind: 'importAppliance', host: info.id }); }, info.state !== 'connected' ? tr.t('offer.notConnected') : info.readOnly ? tr.t('reason.readOnly') : undefined),
    { kind: 'separator', id: 's1' },
    item('edit', tr.t('host.edit'), Pencil, () => { ui.open({ kind: 'addHost', edit: info.id }); }),
    moveMenu(app, tr, info),
    item('copy', tr.t('host.copyUri'), Copy, () => { void copyText(info.uri); }),
    { kind: 'separator', id: 's2' },
    item('remove', tr.t('host.remove'), Trash2, () => { ui.open({ kind: 'removeHost', id: info.id }); }),
  ];
}
