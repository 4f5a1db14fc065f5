import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useApp } from '../../state/app-context.tsx';
import { connectionLabel } from '../machine-actions/machine-words.ts';

/** Asks before a host is taken off the list; nothing on it changes. */
export function RemoveHostDialog({ id }: { readonly id: ConnectionId }): ReactNode {
  const { ui, client, connections, tabs } = useApp();
  const tr = useI18n();
  const info = useStore(connections.store, (state) => state.byId.get(id));
  if (info === undefined) return null;
  const remove = (): void => {
    ui.close();
    tabs.close(`host:${id}`);
    client.connections.remove({ id }).catch(ui.report);
  };
  return (
    <Dialog
      title={tr.t('host.removeTitle', { name: connectionLabel(tr, info) })}
      size="small"
      onClose={ui.close}
      onSubmit={remove}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{tr.t('kit.cancel')}</Button>
          <Button type="submit">{tr.t('host.removeOk')}</Button>
        </>
      }
    >
      <p className="dialog__pad">{tr.t('host.removeText')}</p>
    </Dialog>
  );
}
