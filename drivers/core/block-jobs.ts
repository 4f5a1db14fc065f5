import type { Connection } from '../api/connection.ts';
import type { TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { BlockJob, type BlockJobStatus } from './block-job.ts';
import { DomainBlockCommitFlags } from './constants.ts';
import { libvirtError } from './error-text.ts';
import { Job, type JobContext } from './job.ts';
import { requireMethod } from './require-method.ts';

/** What becomes of a job that has reached its mirroring phase: `leave` lets it mirror on. */
export type AfterReady = 'pivot' | 'finish' | 'leave';

/** A copy of a disk, {@link blockCopyJob}. */
export interface BlockCopy {
  /** The `<disk>` that becomes the copy. */
  readonly destXml: string;
  readonly params?: readonly TypedParameter[];
  /** `virDomainBlockCopyFlags`; QEMU wants `TRANSIENT_JOB` for machines that are defined. */
  readonly flags?: number;
  /** `finish`: the copy stays as of that moment, the machine stays on its disk. */
  readonly then: AfterReady;
}

/** A commit of images into one below them, {@link blockCommitJob}. */
export interface BlockCommit {
  /** The image that is written to; the lowest when absent. */
  readonly base?: string;
  /** The highest image whose data go down; the active one when absent, which makes it an active commit. */
  readonly top?: string;
  /** MiB/s, or as the flags say; 0: unlimited. */
  readonly bandwidth?: bigint;
  /** `virDomainBlockCommitFlags` */
  readonly flags?: number;
  /** For active commits; `finish` ends the mirroring and keeps the overlay. */
  readonly then: AfterReady;
}

/** A pull of the images below into the active one, {@link blockPullJob}. */
export interface BlockPull {
  /** The image that stays below; none when absent. */
  readonly base?: string;
  readonly bandwidth?: bigint;
  /** `virDomainBlockPullFlags` or, with a base, `virDomainBlockRebaseFlags` */
  readonly flags?: number;
}

/**
 * Copies a disk of a running machine. Cancelling gives the copy up.
 *
 * @libvirt virDomainBlockCopy
 */
export function blockCopyJob(connection: Connection, dom: DomainRef, disk: string, copy: BlockCopy): Job<BlockJobStatus> {
  const start = (): Promise<void> => requireMethod(connection, 'domain', 'blockCopy')(dom, disk, copy.destXml, copy.params ?? [], copy.flags ?? 0);
  return blockJob(connection, dom, disk, start, copy.then);
}

/**
 * Commits images of a running machine's disk. Cancelling gives up what was not committed yet; no data are lost by it.
 *
 * @libvirt virDomainBlockCommit
 */
export function blockCommitJob(connection: Connection, dom: DomainRef, disk: string, commit: BlockCommit): Job<BlockJobStatus> {
  const active = commit.top === undefined && commit.then !== 'leave' ? DomainBlockCommitFlags.ACTIVE : 0;
  const flags = (commit.flags ?? 0) | active;
  const start = (): Promise<void> => requireMethod(connection, 'domain', 'blockCommit')(dom, disk, commit.base, commit.top, commit.bandwidth ?? 0n, flags);
  return blockJob(connection, dom, disk, start, commit.then);
}

/**
 * Pulls the data of the images below into the active one. Cancelling leaves the chain as it was.
 *
 * @libvirt virDomainBlockPull
 */
export function blockPullJob(connection: Connection, dom: DomainRef, disk: string, pull: BlockPull = {}): Job<BlockJobStatus> {
  const { base, bandwidth = 0n, flags = 0 } = pull;
  const start = (): Promise<void> =>
    base === undefined
      ? requireMethod(connection, 'domain', 'blockPull')(dom, disk, bandwidth, flags)
      : requireMethod(connection, 'domain', 'blockRebase')(dom, disk, base, bandwidth, flags);
  return blockJob(connection, dom, disk, start, 'finish');
}

/** Runs a block job from its start to its end. The result is its last status: `ready` when it was left mirroring. */
function blockJob(connection: Connection, dom: DomainRef, disk: string, start: () => Promise<void>, then: AfterReady): Job<BlockJobStatus> {
  return new Job(async (context) => {
    const job = await BlockJob.begin(connection, dom, disk);
    try {
      await start();
      return await drive(job, context, then);
    } finally {
      await job.end();
    }
  });
}

async function drive(job: BlockJob, { signal, report }: JobContext, then: AfterReady): Promise<BlockJobStatus> {
  const status = await job.wait({ signal, onProgress: report });
  if (status === undefined) {
    await job.cancel();
    throw libvirtError('none', 'operation-aborted', 'cancelled by user');
  }
  if (status === 'failed' || status === 'canceled') {
    throw libvirtError('none', status === 'failed' ? 'operation-failed' : 'operation-aborted', `the block job on disk '${job.disk}' ended as ${status}`);
  }
  if (status !== 'ready' || then === 'leave') return status;
  // From here on it is a matter of moments, and half a pivot is nothing to cancel.
  if (then === 'finish') return job.cancel({ onProgress: report });
  await job.pivot({ onProgress: report });
  return 'completed';
}
