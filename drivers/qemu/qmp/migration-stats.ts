import type { PlainJson } from '../../conf/json/plain-json.ts';
import type { JobProgress } from '../../core/job.ts';
import { printable } from '../../transport/printable.ts';
import type { QmpClient, QmpExecuteOptions } from './qmp-client.ts';
import { malformed } from './qmp-error.ts';
import { Reply } from './reply.ts';

const STATUSES = [
  'none', 'setup', 'active', 'pre-switchover', 'device', 'postcopy-active', 'postcopy-paused', 'postcopy-recover', 'completed', 'failed', 'cancelling', 'cancelled', 'wait-unplug', 'colo',
] as const;

/** Where a migration stands; `none`: there was none. */
export type MigrationStatus = (typeof STATUSES)[number];

/** How much of one thing is sent. */
export interface MigrationAmount {
  readonly transferredBytes: bigint;
  readonly remainingBytes: bigint;
  readonly totalBytes: bigint;
  readonly bytesPerSecond: bigint;
}

/** What is known of the memory beyond that. */
export interface MigrationMemory extends MigrationAmount {
  /** Pages that are all zero. */
  readonly constantPages: bigint;
  readonly normalPages: bigint;
  readonly normalBytes: bigint;
  readonly dirtyPagesPerSecond: bigint;
  readonly pageBytes: bigint;
  /** How often all of it was gone through. */
  readonly iteration: bigint;
  readonly postcopyRequests: bigint;
}

/** What QEMU tells about a migration. @libvirt virDomainGetJobStats */
export interface MigrationStats {
  readonly status: MigrationStatus;
  readonly error: string | undefined;
  readonly totalTimeMs: bigint;
  /** As it was; as it is expected while it is under way. */
  readonly downtimeMs: bigint | undefined;
  readonly setupTimeMs: bigint | undefined;
  /** How much the processors are slowed down. */
  readonly throttlePercent: number;
  readonly memory: MigrationMemory | undefined;
  readonly disk: MigrationAmount | undefined;
}

/** Asks how a migration goes. */
export async function queryMigration(client: QmpClient, options?: QmpExecuteOptions): Promise<MigrationStats> {
  return readMigrationStats(await client.execute('query-migrate', undefined, options));
}

/** Reads the answer of `query-migrate`. @throws internal-error for a status nobody knows. */
export function readMigrationStats(answer: PlainJson): MigrationStats {
  const reply = new Reply('query-migrate', answer);
  // A destination that has only begun to listen, and a QEMU that never migrated, tell none.
  const word = reply.stringOr('status') ?? 'none';
  const status = STATUSES.find((one) => one === word);
  if (status === undefined) throw malformed(`unexpected migration status in ${printable(word, 100)}`);
  const error = reply.stringOr('error-desc');
  const ram = reply.objectOr('ram');
  const disk = reply.objectOr('disk');
  return {
    status,
    error: error === undefined ? undefined : printable(error),
    totalTimeMs: reply.bigintOr('total-time') ?? 0n,
    downtimeMs: reply.bigintOr(status === 'completed' ? 'downtime' : 'expected-downtime'),
    setupTimeMs: reply.bigintOr('setup-time'),
    throttlePercent: reply.numberOr('cpu-throttle-percentage') ?? 0,
    memory: ram === undefined ? undefined : memory(ram),
    disk: disk === undefined ? undefined : amount(disk),
  };
}

/** How far it is, in bytes of memory. */
export function migrationProgress({ status, memory, disk }: MigrationStats): JobProgress {
  const sum = (get: (one: MigrationAmount) => bigint): number => Number([memory, disk].reduce((all, one) => all + (one === undefined ? 0n : get(one)), 0n));
  const total = sum((one) => one.totalBytes);
  const done = status === 'completed' ? total : Math.max(0, total - sum((one) => one.remainingBytes));
  return { done, total, unit: 'bytes', phase: status };
}

function memory(ram: Reply): MigrationMemory {
  return {
    ...amount(ram),
    constantPages: ram.bigintOr('duplicate') ?? 0n,
    normalPages: ram.bigintOr('normal') ?? 0n,
    normalBytes: ram.bigintOr('normal-bytes') ?? 0n,
    dirtyPagesPerSecond: ram.bigintOr('dirty-pages-rate') ?? 0n,
    pageBytes: ram.bigintOr('page-size') ?? 0n,
    iteration: ram.bigintOr('dirty-sync-count') ?? 0n,
    postcopyRequests: ram.bigintOr('postcopy-requests') ?? 0n,
  };
}

function amount(entry: Reply): MigrationAmount {
  const megabits = entry.value['mbps'];
  return {
    transferredBytes: entry.bigint('transferred'),
    remainingBytes: entry.bigint('remaining'),
    totalBytes: entry.bigint('total'),
    // 10^6 bits, not 2^20.
    bytesPerSecond: typeof megabits === 'number' && Number.isFinite(megabits) && megabits > 0 ? BigInt(Math.round(megabits * 125_000)) : 0n,
  };
}
