import { queryBlockNodes } from '../../qmp/block-nodes.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { isBitmapChainValid, removeBitmap } from '../bitmaps.ts';
import { imageChain, type BlockImage } from '../block-image.ts';
import { action, transactionArgs, type TransactionAction } from '../transaction.ts';
import { reopenImage } from './attach-image.ts';

/** A disk of a checkpoint. */
export interface CheckpointDisk {
  /** `vda` */
  readonly target: string;
  readonly chain: BlockImage;
  /** The name of the bitmap; usually the checkpoint's. */
  readonly bitmap: string;
}

/**
 * The actions that begin to record what is written to disks from this moment on.
 *
 * @throws config-unsupported for an image that cannot keep a bitmap.
 */
export function checkpointActions(disks: readonly CheckpointDisk[]): readonly TransactionAction[] {
  return disks.map(({ target, chain, bitmap }) => {
    if (chain.format !== 'qcow2') throw qemuError('config-unsupported', `checkpoint for disk ${target} unsupported for storage type ${chain.format}`);
    return action.bitmapAdd({ node: chain.formatNode, name: bitmap }, { persistent: true, disabled: false });
  });
}

/** Makes a checkpoint on all of the disks, or on none. @libvirt virDomainCheckpointCreateXML */
export async function createCheckpoint(client: QmpClient, disks: readonly CheckpointDisk[]): Promise<void> {
  const actions = checkpointActions(disks);
  if (actions.length > 0) await client.execute('transaction', transactionArgs(actions));
}

/** Removes a checkpoint's bitmaps from all images. @libvirt virDomainCheckpointDelete */
export async function deleteCheckpoint(client: QmpClient, disks: readonly CheckpointDisk[]): Promise<void> {
  const nodes = await queryBlockNodes(client);
  const removals = disks.map(({ chain, bitmap, target }) => removeBitmap(chain, bitmap, target, nodes));
  const lower = removals.flatMap(({ reopen }) => reopen);
  const reopened: BlockImage[] = [];
  try {
    for (const image of lower) {
      await reopenImage(client, image, false);
      reopened.push(image);
    }
    await client.execute('transaction', transactionArgs(removals.flatMap(({ actions }) => actions)));
  } finally {
    for (const image of reopened) await reopenImage(client, image, true);
  }
}

/**
 * How much was written since a checkpoint, as far as its bitmaps tell; for `virDomainCheckpointGetXMLDesc` with sizes.
 *
 * @throws checkpoint-inconsistent when a bitmap is missing or not sound.
 */
export async function checkpointSize(client: QmpClient, { chain, bitmap, target }: CheckpointDisk): Promise<bigint> {
  const nodes = await queryBlockNodes(client);
  if (!isBitmapChainValid(chain, bitmap, nodes)) throw qemuError('checkpoint-inconsistent', `missing or broken bitmap '${bitmap}' for disk '${target}'`);
  return imageChain(chain).reduce((sum, image) => {
    const found = nodes.get(image.formatNode)?.bitmaps.find((one) => one.name === bitmap);
    return sum + (found?.dirtyBytes ?? 0n);
  }, 0n);
}
