import type { VireoClient } from '../../main/contract/contract.ts';
import type { MachineKey } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import { makeXml } from './fake-facts.ts';

/** Made-up documents of machines: what is applied stays, until the page is loaded again. */
export function fakeDocuments(rowOf: (key: MachineKey) => MachineRow): VireoClient['documents'] {
  const kept = new Map<string, string>();
  const stored = (key: MachineKey): string => kept.get(key.uuid) ?? makeXml(rowOf(key)).replace(" id='7'", '');
  return {
    read: async (key) => {
      const off = rowOf(key).state === 'off';
      return Promise.resolve({ stored: stored(key), live: off ? undefined : makeXml(rowOf(key)), refused: { 'next-start': undefined, 'live': off ? 'reason.notRunning' : undefined, 'both': off ? 'reason.notRunning' : undefined } });
    },
    apply: ({ machine, wanted }) => {
      kept.set(machine.uuid, wanted);
      return Promise.resolve({ kind: 'applied', merged: false, dropped: [], live: [], restart: [] });
    },
    preview: () => Promise.resolve({ live: [], restart: [] }),
  };
}
