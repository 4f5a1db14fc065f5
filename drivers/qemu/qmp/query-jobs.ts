import type { PlainJson } from '../../conf/json/plain-json.ts';
import type { QmpClient, QmpExecuteOptions } from './qmp-client.ts';
import { Reply } from './reply.ts';

const STATUSES = ['created', 'running', 'paused', 'ready', 'standby', 'waiting', 'pending', 'aborting', 'concluded', 'undefined', 'null'] as const;

/** Where a job of QEMU's stands. */
export type QemuJobStatus = (typeof STATUSES)[number];

/** One job of QEMU's. */
export interface QemuJob {
  readonly id: string;
  /** `commit`, `stream`, `mirror`, `backup`, `create`, `snapshot-save`, … */
  readonly type: string;
  readonly status: QemuJobStatus;
  /** Why it failed; only for one that has concluded. */
  readonly error: string | undefined;
  readonly currentProgress: bigint;
  readonly totalProgress: bigint;
}

/** All jobs there are. */
export async function queryJobs(client: QmpClient, options?: QmpExecuteOptions): Promise<readonly QemuJob[]> {
  return readJobs(await client.execute('query-jobs', undefined, options));
}

/** Reads the answer of `query-jobs`. */
export function readJobs(answer: PlainJson): readonly QemuJob[] {
  return Reply.list('query-jobs', answer).map((job) => ({
    id: job.string('id'),
    type: job.string('type'),
    status: jobStatus(job.string('status')),
    error: job.stringOr('error'),
    currentProgress: job.bigintOr('current-progress') ?? 0n,
    totalProgress: job.bigintOr('total-progress') ?? 0n,
  }));
}

/** A word for a job's status; one that is not known is `undefined`, QEMU's own word for that. */
export function jobStatus(word: string): QemuJobStatus {
  return STATUSES.find((one) => one === word) ?? 'undefined';
}
