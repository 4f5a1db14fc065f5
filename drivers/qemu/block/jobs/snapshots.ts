import { queryBlockNodes, type BlockNodes } from '../../qmp/block-nodes.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import type { BlockImage } from '../block-image.ts';
import { action, transactionArgs } from '../transaction.ts';
import { attachImage, detachImage } from './attach-image.ts';
import { createImage, type CreateImageOptions } from './create-image.ts';
import { runJob, type SyncJobWait } from './sync-job.ts';

/** One disk of an external snapshot. */
export interface DiskSnapshot {
  /** The topmost node of the disk now. */
  readonly device: string;
  readonly chain: BlockImage;
  /** The image that is written to from now on; `below` is set to the disk's chain. */
  readonly overlay: BlockImage;
  /** The overlay is there, with its header (`VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT`). */
  readonly isReused?: boolean;
  /** Options for making and opening it. */
  readonly options?: CreateImageOptions;
}

/**
 * Puts an overlay on each disk, on all or on none, at one moment. Bitmaps of checkpoints go on in the overlays.
 *
 * @param known What `query-named-block-nodes` said; after the machine's memory was sent away QEMU does not tell bitmaps any more.
 * @returns The new chains, in the order of the disks.
 * @throws VirError of the first failure; overlays that were made are closed then (their files stay).
 */
export async function snapshotDisks(client: QmpClient, disks: readonly DiskSnapshot[], known?: BlockNodes): Promise<readonly BlockImage[]> {
  const opened: BlockImage[] = [];
  try {
    const nodes = known ?? (await queryBlockNodes(client));
    for (const { chain, overlay, isReused = false, options = {} } of disks) {
      const capacityBytes = nodes.get(chain.formatNode)?.capacityBytes;
      if (capacityBytes === undefined) throw qemuError('internal-error', `block node '${chain.formatNode}' is not there`);
      const lonely = { ...overlay, below: 'none' as const };
      if (isReused) await attachImage(client, lonely, options);
      else await createImage(client, lonely, chain, { capacityBytes, physicalBytes: 0n }, { ...options, backingNode: null });
      opened.push(overlay);
    }
    const bitmaps = disks.flatMap(({ chain, overlay }) => (nodes.get(chain.formatNode)?.bitmaps ?? [])
      .filter((one) => one.isRecording && one.isPersistent && !one.isInconsistent)
      .map(({ name, granularityBytes }) => action.bitmapAdd({ node: overlay.formatNode, name }, { persistent: true, disabled: false, granularityBytes })));
    await client.execute('transaction', transactionArgs([...disks.map(({ device, overlay }) => action.snapshot(device, overlay.formatNode)), ...bitmaps]));
  } catch (error) {
    for (const image of opened) await detachImage(client, image).catch(() => undefined); // the first error is the one that counts
    throw error;
  }
  return disks.map(({ chain, overlay }) => ({ ...overlay, below: chain }));
}

/** An internal snapshot: the state of the machine inside one of its images, the state of disks in each. */
export interface InternalSnapshot {
  readonly tag: string;
  /** The node that takes the machine's memory. */
  readonly vmstate: string;
  /** The nodes of all disks that belong to it. */
  readonly devices: readonly string[];
}

/** Saves memory and disks. @throws operation-failed with QEMU's reason. */
export async function saveInternal(client: QmpClient, snapshot: InternalSnapshot, wait: SyncJobWait = {}): Promise<void> {
  await snapshotJob(client, 'snapshot-save', snapshot, wait);
}

/** Goes back to memory and disks of a snapshot. The machine must be paused, and stays so. */
export async function loadInternal(client: QmpClient, snapshot: InternalSnapshot, wait: SyncJobWait = {}): Promise<void> {
  await snapshotJob(client, 'snapshot-load', snapshot, wait);
}

/** Removes a snapshot from the images. */
export async function deleteInternal(client: QmpClient, { tag, devices }: Pick<InternalSnapshot, 'tag' | 'devices'>, wait: SyncJobWait = {}): Promise<void> {
  const id = jobIdOf('snapshot-delete', tag);
  await runJob(client, id, () => client.execute('snapshot-delete', { 'job-id': id, tag, devices }), { ...wait, what: `snapshot-delete of '${tag}' failed` });
}

async function snapshotJob(client: QmpClient, command: string, { tag, vmstate, devices }: InternalSnapshot, wait: SyncJobWait): Promise<void> {
  const id = jobIdOf(command, tag);
  await runJob(client, id, () => client.execute(command, { 'job-id': id, tag, vmstate, devices }), { ...wait, what: `${command} of '${tag}' failed` });
}

/** QEMU's names of jobs have letters, digits and these three signs; those of snapshots have what people write. */
function jobIdOf(command: string, tag: string): string {
  return `${command}-${tag.replace(/[^A-Za-z0-9.-]/gu, (sign) => `_${(sign.codePointAt(0) ?? 0).toString(16)}_`)}`;
}
