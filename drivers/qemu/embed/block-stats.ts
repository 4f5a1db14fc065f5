import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';

/** What QEMU counts of a disk. Bytes, requests, nanoseconds. */
export interface BlockCounters {
  readonly rdReqs: bigint;
  readonly rdBytes: bigint;
  readonly rdTimeNs: bigint;
  readonly wrReqs: bigint;
  readonly wrBytes: bigint;
  readonly wrTimeNs: bigint;
  readonly flushReqs: bigint;
  readonly flushTimeNs: bigint;
  readonly allocation: bigint;
  readonly capacity: bigint | undefined;
  readonly physical: bigint | undefined;
}

/** The counters of all disks of a machine, by the aliases of their devices. */
export async function blockStatsOf(monitor: QmpClient, deadlineMs?: number): Promise<ReadonlyMap<string, BlockCounters>> {
  const [stats, blocks] = await Promise.all([monitor.execute('query-blockstats', undefined, { deadlineMs }), monitor.execute('query-block', undefined, { deadlineMs })]);
  const sizes = new Map(Reply.list('query-block', blocks).flatMap((each) => {
    const image = each.objectOr('inserted')?.objectOr('image');
    const alias = aliasOf(each.stringOr('qdev'));
    return image === undefined || alias === undefined ? [] : [[alias, image] as const];
  }));
  return new Map(Reply.list('query-blockstats', stats).flatMap((each) => {
    const alias = aliasOf(each.stringOr('qdev'));
    if (alias === undefined) return [];
    const counters = each.object('stats');
    const image = sizes.get(alias);
    return [[alias, {
      rdReqs: counters.bigint('rd_operations'), rdBytes: counters.bigint('rd_bytes'), rdTimeNs: counters.bigint('rd_total_time_ns'),
      wrReqs: counters.bigint('wr_operations'), wrBytes: counters.bigint('wr_bytes'), wrTimeNs: counters.bigint('wr_total_time_ns'),
      flushReqs: counters.bigint('flush_operations'), flushTimeNs: counters.bigint('flush_total_time_ns'),
      allocation: each.objectOr('parent')?.objectOr('stats')?.bigintOr('wr_highest_offset') ?? counters.bigintOr('wr_highest_offset') ?? 0n,
      capacity: image?.bigintOr('virtual-size'), physical: image?.bigintOr('actual-size'),
    }] as const];
  }));
}

/** A disk's device by QEMU's name or path of it: `virtio-disk0`, `/machine/peripheral/virtio-disk0/virtio-backend`. */
export function aliasOf(qdev: string | undefined): string | undefined {
  if (qdev === undefined) return undefined;
  return qdev.startsWith('/') ? /^\/machine\/peripheral\/([^/]+)/.exec(qdev)?.[1] : qdev;
}
