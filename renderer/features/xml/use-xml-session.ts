import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { createXmlSession, type XmlSession } from '../../state/xml-session.ts';
import { useCall, type CallState } from '../app/use-call.ts';

/** How often the host is asked whether its documents are still the same, while they are in front. */
const LOOK_AGAIN_MS = 10_000;

/** The editing of a machine's documents: kept up to date with the host while it is in front. */
export function useXmlSession(machine: MachineKey, active: boolean): { readonly session: XmlSession; readonly reading: CallState<void> } {
  const { client, inventory, unsaved } = useApp();
  const [session] = useState(createXmlSession);
  const row = inventory.find(machine);
  const again = useTick(active, LOOK_AGAIN_MS);
  const reading = useCall(active ? `${machine.connectionId} ${machine.uuid} ${String(row?.state)} ${row?.stale === true ? '' : String(again)}` : undefined, async () => {
    session.setHost(await client.documents.read({ connectionId: machine.connectionId, uuid: machine.uuid }));
  });
  const tab = `machine:${machineId(machine)}`;
  const dirty = useStore(session.store, ({ drafts }) => Object.keys(drafts).length > 0);
  useEffect(() => {
    unsaved.mark(tab, 'xml', dirty);
    return () => {
      unsaved.mark(tab, 'xml', false);
    };
  }, [unsaved, tab, dirty]);
  return { session, reading };
}

/** Counts up while it is on. */
function useTick(on: boolean, everyMs: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setCount((now) => now + 1);
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [on, everyMs]);
  return count;
}
