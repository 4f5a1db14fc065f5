import type { VireoClient } from '../../main/contract/contract.ts';
import type { MachineKey, TaskId } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import type { SnapshotFacts } from '../../main/contract/snapshots.ts';
import { fakeScreenshot } from './fake-consoles.ts';
import { makeXml } from './fake-facts.ts';

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

function made(name: string, parent: string | undefined, daysAgo: number, rest: Partial<SnapshotFacts> = {}): SnapshotFacts {
  return {
    name,
    parent,
    description: undefined,
    takenMs: Date.now() - daysAgo * DAY_MS,
    isCurrent: false,
    state: 'off',
    memory: 'none',
    disks: [{ target: 'vda', place: 'external', source: `/var/lib/libvirt/images/db-02.${name}`, sizeBytes: GIB }],
    sizeBytes: GIB,
    hasPicture: true,
    ...rest,
  };
}

const TREE: readonly SnapshotFacts[] = [
  made('fresh-install', undefined, 142, { description: 'Debian 12.6, nothing configured', sizeBytes: 1.9 * GIB }),
  made('pg16-configured', 'fresh-install', 141, { description: 'PostgreSQL 16.3 tuned, empty cluster', sizeBytes: 0.8 * GIB }),
  made('gui-experiment', 'pg16-configured', 74, { description: 'Try pgAdmin on a desktop', state: 'running', memory: 'internal', sizeBytes: 6.2 * GIB }),
  made('gui-plugins', 'gui-experiment', 73, { description: 'Extensions added, works', sizeBytes: 1.4 * GIB, hasPicture: false }),
  made('auto 2026-11-20', 'pg16-configured', 2.4, { description: 'Daily, by schedule', sizeBytes: 2.1 * GIB }),
  made('pg17-dry-run', 'auto 2026-11-20', 1.9, { description: 'Upgrade rehearsed, 14 min', state: 'running', memory: 'internal', sizeBytes: undefined }),
  made('before-pg17-upgrade', 'auto 2026-11-20', 0.1, { description: 'PostgreSQL 16.6, quiesced', state: 'running', memory: 'external', isCurrent: true, sizeBytes: 3.1 * GIB }),
];

/** Made-up snapshots: a tree for most machines, a thousand in a row for `web-01`, none for `build-7`. */
export function fakeSnapshots(rowOf: (key: MachineKey) => MachineRow): VireoClient['snapshots'] {
  const of = (key: MachineKey): readonly SnapshotFacts[] => {
    const { name } = rowOf(key);
    if (name === 'build-7') return [];
    if (name === 'web-01') return Array.from({ length: 1000 }, (_, at) => made(`auto ${at}`, at === 0 ? undefined : `auto ${at - 1}`, 1000 - at, { isCurrent: at === 999 }));
    return TREE;
  };
  return {
    list: (key) => Promise.resolve({ snapshots: of(key), modes: ['whole', 'disks', 'files'], canQuiesce: false, refused: { take: undefined, revert: undefined, delete: undefined, describe: undefined } }),
    picture: async ({ machine }) => (await fakeScreenshot(rowOf(machine)))?.png,
    documents: ({ machine }) => Promise.resolve({ then: makeXml(rowOf(machine)).replace('<vcpu', '<!-- then -->\n  <vcpu'), now: makeXml(rowOf(machine)) }),
    take: () => Promise.resolve('s1' as TaskId),
    revert: () => Promise.resolve('s2' as TaskId),
    delete: () => Promise.resolve('s3' as TaskId),
    describe: () => Promise.resolve(),
  };
}
