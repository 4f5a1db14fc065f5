import { useApp } from '../../state/app-context.tsx';
import type { MachinePart } from '../../state/tabs-store.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';

const WAIT_MS = 60_000;

/** Opens a machine's console as soon as a machine of that name is in the list. */
export function useOpenWhenThere(): (host: ConnectionId, name: string, part?: MachinePart) => void {
  const { inventory, tabs } = useApp();
  return (host, name, part = 'console') => {
    const look = (): boolean => {
      for (const id of inventory.ofConnection(host)) {
        const row = inventory.row(id);
        if (row?.name !== name) continue;
        tabs.show({ kind: 'machine', key: { connectionId: host, uuid: row.uuid }, name }, part);
        return true;
      }
      return false;
    };
    if (look()) return;
    const stop = inventory.store.subscribe(() => {
      if (look()) end();
    });
    const timer = setTimeout(stop, WAIT_MS);
    const end = (): void => {
      stop();
      clearTimeout(timer);
    };
  };
}
