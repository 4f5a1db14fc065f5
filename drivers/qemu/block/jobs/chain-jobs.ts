import type { PlainJsonObject } from '../../../conf/json/plain-json.ts';
import { VirError } from '../../../core/vir-error.ts';
import { queryBlockNodes } from '../../qmp/block-nodes.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { backingString } from '../backing-string.ts';
import { bitmapOf, commitBitmapActions, copyBitmapActions, ACTIVE_WRITE_BITMAP } from '../bitmaps.ts';
import { imageChain, type BlockImage } from '../block-image.ts';
import { action, transactionArgs, type TransactionAction } from '../transaction.ts';
import { detachImages, reopenImage } from './attach-image.ts';
import { SyncJob, type SyncJobComplete, type SyncJobWait } from './sync-job.ts';

/** What all jobs on a chain take. */
interface ChainJob {
  /** QEMU's name of the job. */
  readonly id: string;
  /** The topmost node of the disk. */
  readonly device: string;
  /** The disk's chain, top first. */
  readonly chain: BlockImage;
  /** 0: no limit. */
  readonly speedBytes?: bigint | undefined;
  /** It is dismissed by {@link SyncJob.dismiss}, when all that follows from it is done. */
  readonly isKept?: boolean | undefined;
  /** Its last step is taken by {@link SyncJob.finalize}; only for copies and active commits. */
  readonly isHeld?: boolean | undefined;
}

/** Copies what lies below into the top image: all of it, or down to `base`. */
export interface PullJob extends ChainJob {
  /** The image that stays below; none when absent. */
  readonly base?: BlockImage | undefined;
  /** How the top image's header is to name `base`; as it is known otherwise. */
  readonly backingFile?: string | undefined;
}

/** Writes the images from `top` down to, but without, `base` into `base`. */
export interface CommitJob extends ChainJob {
  /** The chain's topmost: an active commit, which becomes ready and waits to be completed. */
  readonly top: BlockImage;
  readonly base: BlockImage;
  readonly backingFile?: string | undefined;
}

/** Copies a disk to an open image, and keeps it the same until it is completed or given up. */
export interface CopyJob extends ChainJob {
  readonly target: BlockImage;
  /** Only the top image; the target's `below` is the disk's. */
  readonly isShallow: boolean;
  readonly granularityBytes?: number | undefined;
  readonly bufferBytes?: bigint | undefined;
  /** Writes wait for both sides. */
  readonly isSynchronous?: boolean | undefined;
}

const MANUAL = { 'auto-finalize': true, 'auto-dismiss': false } as const;

/** For those that make another image the disk. */
function pivoting({ isHeld }: ChainJob): { readonly [key in keyof typeof MANUAL]: boolean } {
  return { ...MANUAL, 'auto-finalize': isHeld !== true };
}

/** Starts a pull. @libvirt virDomainBlockPull */
export async function startPull(client: QmpClient, job: PullJob): Promise<SyncJob> {
  return start(client, job, 'block-stream', {
    'job-id': job.id,
    'device': job.device,
    'base-node': job.base?.formatNode,
    'backing-file': job.base === undefined ? undefined : (job.backingFile ?? backingString(job.base)),
    'speed': limit(job.speedBytes),
    ...MANUAL,
  });
}

/** Closes what a pull has made superfluous, and gives the chain as it is now. */
export async function finishPull(client: QmpClient, { chain, base }: PullJob): Promise<BlockImage> {
  const images = imageChain(chain);
  const end = base === undefined ? images.length : indexOf(images, base);
  await detachImages(client, images.slice(1, end));
  return { ...chain, below: base ?? 'none' };
}

/** Starts a commit. @libvirt virDomainBlockCommit */
export async function startCommit(client: QmpClient, job: CommitJob): Promise<SyncJob> {
  checkOrder(job);
  const isActive = job.top.formatNode === job.chain.formatNode;
  return start(client, job, 'block-commit', {
    'job-id': job.id,
    'device': job.device,
    'top-node': job.top.formatNode,
    'base-node': job.base.formatNode,
    'backing-file': isActive ? undefined : (job.backingFile ?? backingString(job.base)),
    'speed': limit(job.speedBytes),
    ...(isActive ? pivoting(job) : MANUAL),
  });
}

/** Makes the lower image the disk, with the checkpoints' bitmaps of the upper ones. The job must be ready. */
export async function pivotCommit(client: QmpClient, job: CommitJob, running: SyncJob, options?: SyncJobWait): Promise<BlockImage> {
  await completeCommit(client, job, running, options);
  return finishCommit(client, job);
}

/** As {@link pivotCommit}, without what follows. */
export async function completeCommit(client: QmpClient, job: CommitJob, running: SyncJob, options?: SyncJobComplete): Promise<void> {
  await readyToPivot(running);
  await recordWrites(client, job.base.formatNode);
  await running.complete(options);
}

/** Merges bitmaps, closes what a commit has made superfluous, and gives the chain as it is now. */
export async function finishCommit(client: QmpClient, { chain, top, base }: CommitJob): Promise<BlockImage> {
  const images = imageChain(chain);
  const isActive = top.formatNode === chain.formatNode;
  const nodes = await queryBlockNodes(client);
  // Merged already by one who was broken off, there is nothing to take out of it any more.
  const isRecorded = isActive && bitmapOf(base, ACTIVE_WRITE_BITMAP, nodes) !== undefined;
  await mergeBitmaps(client, base, isActive, commitBitmapActions(top, base, isRecorded, nodes));
  await detachImages(client, images.slice(indexOf(images, top), indexOf(images, base)));
  const lower = imageChain(base)[0] ?? base;
  if (isActive) return { ...lower, isReadOnly: chain.isReadOnly, settings: { ...lower.settings, detectZeroes: chain.settings.detectZeroes } };
  return replaceBelow(chain, top, lower);
}

/** A lower image is open for reading only, when no job writes to it. */
async function mergeBitmaps(client: QmpClient, base: BlockImage, isActive: boolean, actions: readonly TransactionAction[]): Promise<void> {
  if (actions.length === 0) return;
  if (!isActive) await reopenImage(client, base, false);
  await runActions(client, actions);
  if (!isActive) await reopenImage(client, base, true);
}

/** Starts a copy; the target must be open. @libvirt virDomainBlockCopy */
export async function startCopy(client: QmpClient, job: CopyJob): Promise<SyncJob> {
  return start(client, job, 'blockdev-mirror', {
    'job-id': job.id,
    'device': job.device,
    'target': job.target.formatNode,
    'sync': job.isShallow ? 'top' : 'full',
    'speed': limit(job.speedBytes),
    'granularity': job.granularityBytes,
    'buf-size': job.bufferBytes === 0n ? undefined : job.bufferBytes,
    'copy-mode': job.isSynchronous === true ? 'write-blocking' : undefined,
    ...pivoting(job),
  });
}

/** Makes the copy the disk, with the checkpoints' bitmaps. The job must be ready. */
export async function pivotCopy(client: QmpClient, job: CopyJob, running: SyncJob, options?: SyncJobWait): Promise<BlockImage> {
  await completeCopy(client, job, running, options);
  return finishCopy(client, job);
}

/** As {@link pivotCopy}, without what follows. */
export async function completeCopy(client: QmpClient, job: CopyJob, running: SyncJob, options?: SyncJobComplete): Promise<void> {
  await readyToPivot(running);
  await recordWrites(client, job.target.formatNode);
  await runActions(client, copyBitmapActions(job.chain, job.target, job.isShallow, await queryBlockNodes(client)));
  await running.complete(options);
}

/** Closes what was the disk before the copy was. */
export async function finishCopy(client: QmpClient, { chain, target, isShallow }: CopyJob): Promise<BlockImage> {
  const images = imageChain(chain);
  await detachImages(client, isShallow ? images.slice(0, 1) : images);
  return target;
}

/** Ends a copy without making it the disk, and closes it; it is whole if the job was ready. */
export async function endCopy(client: QmpClient, job: CopyJob, running: SyncJob, options?: SyncJobWait): Promise<void> {
  await running.cancel(options);
  await closeCopy(client, job);
}

/** Closes a copy that did not become the disk. */
export async function closeCopy(client: QmpClient, { target, isShallow }: CopyJob): Promise<void> {
  const images = imageChain(target);
  await detachImages(client, isShallow ? images.slice(0, 1) : images);
}

async function start(client: QmpClient, { id, isKept, isHeld }: ChainJob, command: string, args: PlainJsonObject): Promise<SyncJob> {
  const job = SyncJob.begin(client, id, { isKept, isHeld });
  try {
    await client.execute(command, args);
    return job;
  } catch (error) {
    job.dispose();
    throw error;
  }
}

async function readyToPivot(running: SyncJob): Promise<void> {
  if ((await running.update()) !== 'ready') throw qemuError('block-copy-active', `block job '${running.id}' not ready for pivot yet`);
}

/** What is written between the last step of the job and the merging of bitmaps must not be lost for them. */
async function recordWrites(client: QmpClient, node: string): Promise<void> {
  if (bitmapOf({ formatNode: node }, ACTIVE_WRITE_BITMAP, await queryBlockNodes(client)) !== undefined) return;
  await client.execute('transaction', transactionArgs([action.bitmapAdd({ node, name: ACTIVE_WRITE_BITMAP }, { persistent: false, disabled: false })]));
}

async function runActions(client: QmpClient, actions: readonly TransactionAction[]): Promise<void> {
  if (actions.length > 0) await client.execute('transaction', transactionArgs(actions));
}

function checkOrder({ chain, top, base }: CommitJob): void {
  const images = imageChain(chain);
  if (indexOf(images, top) >= indexOf(images, base)) throw qemuError('invalid-arg', 'top of the commit must be above its base in the chain of the disk');
}

function indexOf(images: readonly BlockImage[], image: BlockImage): number {
  const found = images.findIndex((one) => one.formatNode === image.formatNode);
  if (found === -1) throw new VirError({ code: 'invalid-arg', domain: 'qemu', message: `invalid argument: image '${image.formatNode}' is not in the chain of the disk` });
  return found;
}

function replaceBelow(chain: BlockImage, top: BlockImage, lower: BlockImage): BlockImage {
  if (chain.below === undefined || chain.below === 'none') return chain;
  return { ...chain, below: chain.below.formatNode === top.formatNode ? lower : replaceBelow(chain.below, top, lower) };
}

function limit(speedBytes: bigint | undefined): bigint | undefined {
  return speedBytes === 0n ? undefined : speedBytes;
}
