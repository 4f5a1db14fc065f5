import type { Disk } from '../../../conf/domain/disk.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { Reply } from '../../qmp/reply.ts';
import { diskImage, imageChain, sourceImage, topNode, type BlockImage } from '../block-image.ts';
import { closeCopy, completeCommit, completeCopy, finishCommit, finishCopy, finishPull, type CommitJob, type CopyJob, type PullJob } from './chain-jobs.ts';
import type { SyncJob, SyncJobState } from './sync-job.ts';

/** libvirt's numbers of block jobs (`virDomainBlockJobType`). */
export const BLOCK_JOB_TYPES = { pull: 1, copy: 2, commit: 3, 'active-commit': 4 } as const;
/** Which job it is. */
export type DiskJobKind = keyof typeof BLOCK_JOB_TYPES;

/** A job as it is written down before it begins, so that whoever comes next can take it up. Images are named by their numbers. */
export interface DiskJobRecord {
  /** QEMU's name of it. */
  readonly id: string;
  readonly kind: DiskJobKind;
  /** `vda` */
  readonly disk: string;
  /** The uppermost image that is written into another one. */
  readonly top?: number | undefined;
  /** The image that stays below, or that is written to. */
  readonly base?: number | undefined;
  readonly isShallow?: boolean | undefined;
  /** The copy was made for this job. */
  readonly isNew?: boolean | undefined;
  /** The copy, or the lower image, is about to become the disk: what is on its last step is for that. */
  readonly isPivoting?: boolean | undefined;
  /** It is over in QEMU and may be dismissed there, but not all that follows from it is done. */
  readonly ended?: SyncJobState | undefined;
}

/** What is done about one job at its end. */
export interface DiskJobPlan {
  /** It waits for us when it is ready. */
  readonly canPivot: boolean;
  /** What the disk is going to be by that. */
  readonly next: BlockImage | undefined;
  /** Makes the copy, or the lower image, the disk. The job must be ready. */
  readonly pivot: (running: SyncJob, beforeLast: () => Promise<void>) => Promise<void>;
  /** What follows when it is over and has done what it was for; may be done again by one who finds it half done. */
  readonly finish: () => Promise<BlockImage>;
  /** Whether a job that is over has made its copy the disk. */
  readonly hasPivoted: () => Promise<boolean>;
  readonly cancel: (running: SyncJob) => Promise<unknown>;
  /** Closes what was opened for it. */
  readonly close: () => Promise<void>;
}

/** Makes the plan of a job from what is written down of it, and what the disk is now. @throws internal-error when they do not fit together. */
export function diskJobPlan(client: QmpClient, record: DiskJobRecord, disk: Disk): DiskJobPlan {
  const chain = diskImage(disk, { nextId: noNumber });
  if (chain === undefined) throw qemuError('operation-invalid', `disk ${record.disk} has no media`);
  const common = { id: record.id, device: topNode(disk, chain), chain };
  const find = (id: number | undefined): BlockImage => imageChain(chain).find((one) => one.id === id) ?? lost(record);
  const forced = (running: SyncJob): Promise<unknown> => running.cancel({ isForced: true });
  const nothing = (): Promise<void> => Promise.resolve();
  switch (record.kind) {
    case 'pull': {
      const job: PullJob = { ...common, base: record.base === undefined ? undefined : find(record.base) };
      return { canPivot: false, next: undefined, pivot: () => Promise.resolve().then(() => lost(record)), finish: () => finishPull(client, job), hasPivoted: () => Promise.resolve(false), cancel: forced, close: nothing };
    }
    case 'commit':
    case 'active-commit': {
      const job: CommitJob = { ...common, top: find(record.top), base: find(record.base) };
      const canPivot = record.kind === 'active-commit';
      return { canPivot, next: canPivot ? job.base : undefined, pivot: (running, beforeLast) => completeCommit(client, job, running, { beforeLast }), finish: () => finishCommit(client, job), hasPivoted: () => isDisk(client, disk, job.base), cancel: forced, close: nothing };
    }
    case 'copy': {
      const target = copyImage(disk, chain, record.isShallow === true) ?? lost(record);
      const job: CopyJob = { ...common, target, isShallow: record.isShallow === true };
      return {
        canPivot: true, next: target, pivot: (running, beforeLast) => completeCopy(client, job, running, { beforeLast }), finish: () => finishCopy(client, job), hasPivoted: () => isDisk(client, disk, target),
        cancel: (running) => running.cancel(), close: () => closeCopy(client, job),
      };
    }
  }
}

/** The image a disk is being copied to, as its `<mirror>` says. */
function copyImage(disk: Disk, chain: BlockImage, isShallow: boolean): BlockImage | undefined {
  const { mirror } = disk;
  if (mirror?.source === undefined || mirror.job !== 'copy') return undefined;
  return sourceImage(mirror.source, mirror.format?.type ?? 'raw', disk, isShallow ? chain.below : 'none', { nextId: noNumber });
}

/** Whether the disk's device is connected to an image. */
async function isDisk(client: QmpClient, { alias = '' }: Disk, image: BlockImage): Promise<boolean> {
  const blocks = Reply.list('query-block', await client.execute('query-block'));
  const own = blocks.find((one) => {
    const qdev = one.stringOr('qdev') ?? '';
    return qdev === alias || qdev.split('/').includes(alias);
  }) ?? (blocks.length === 1 ? blocks[0] : undefined);
  return own?.objectOr('inserted')?.stringOr('node-name') === image.formatNode;
}

function lost(record: DiskJobRecord): never {
  throw qemuError('internal-error', `the images of block job '${record.id}' are not those of disk '${record.disk}'`);
}

function noNumber(): number {
  throw qemuError('internal-error', 'an image of a running machine has no number');
}
