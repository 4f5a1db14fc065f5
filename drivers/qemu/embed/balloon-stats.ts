import { DomainMemoryStatTags as Tags } from '../../core/constants.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import type { RunningMachine } from './machine.ts';

/** A counter of the guest's memory: KiB, or a number where its tag says so. */
export interface BalloonCounter {
  readonly tag: number;
  /** libvirt's name of it in bulk statistics. */
  readonly name: string | undefined;
  readonly value: bigint;
}

/** What the balloon driver of the guest may tell; `divide` brings bytes to KiB. */
const STATS: readonly (readonly [stat: string, tag: number, name: string, divide: bigint])[] = [
  ['stat-swap-in', Tags.SWAP_IN, 'swap_in', 1024n],
  ['stat-swap-out', Tags.SWAP_OUT, 'swap_out', 1024n],
  ['stat-major-faults', Tags.MAJOR_FAULT, 'major_fault', 1n],
  ['stat-minor-faults', Tags.MINOR_FAULT, 'minor_fault', 1n],
  ['stat-free-memory', Tags.UNUSED, 'unused', 1024n],
  ['stat-total-memory', Tags.AVAILABLE, 'available', 1024n],
  ['stat-available-memory', Tags.USABLE, 'usable', 1024n],
  ['stat-disk-caches', Tags.DISK_CACHES, 'disk_caches', 1024n],
  ['stat-htlb-pgalloc', Tags.HUGETLB_PGALLOC, 'hugetlb_pgalloc', 1n],
  ['stat-htlb-pgfail', Tags.HUGETLB_PGFAIL, 'hugetlb_pgfail', 1n],
];

/** What a guest says of its memory. The guest writes these numbers: those that say "unknown" are left out. */
export async function balloonStats({ live }: RunningMachine, monitor: QmpClient, deadlineMs?: number): Promise<readonly BalloonCounter[]> {
  const [balloon] = live.devices.memballoons;
  if (balloon?.alias === undefined || balloon.model === 'none') return [];
  const reply = new Reply('qom-get', await monitor.execute('qom-get', { path: `/machine/peripheral/${balloon.alias}`, property: 'guest-stats' }, { deadlineMs }));
  const stats = reply.object('stats');
  const counters = STATS.flatMap(([stat, tag, name, divide]): BalloonCounter[] => {
    const value = stats.bigintOr(stat);
    return value === undefined || value < 0n || value === 0xffff_ffff_ffff_ffffn ? [] : [{ tag, name, value: value / divide }];
  });
  const updatedS = reply.bigintOr('last-update') ?? 0n;
  return updatedS > 0n ? [...counters, { tag: Tags.LAST_UPDATE, name: 'last-update', value: updatedS }] : counters;
}
