import type { VireoClient } from '../../main/contract/contract.ts';
import type { ElementHelpFacts } from '../../main/contract/documents.ts';
import type { MachineKey } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import { makeXml } from './fake-facts.ts';

const HELP: ElementHelpFacts = {
  help: 'Devices of the machine',
  words: [],
  children: ['channel', 'console', 'controller', 'disk', 'graphics', 'interface', 'rng', 'serial', 'video', 'watchdog'].map((name) => ({ name, help: `What a ${name} is`, words: [], required: false })),
  attributes: [],
};

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
    join: ({ mine }) => Promise.resolve({ xml: mine }),
    help: ({ path }) => Promise.resolve(path.at(-1) === 'devices' ? HELP : { help: '', words: [], children: [], attributes: [] }),
    check: ({ xml }) => Promise.resolve({ problems: xml.split('\n').flatMap((line, at) => (line.includes('<wobble') ? [{ line: at + 1, source: 'unknown' as const, text: 'wobble' }] : [])), schema: true }),
    preview: () => Promise.resolve({ live: [], restart: [] }),
  };
}
