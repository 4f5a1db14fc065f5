import type { QmpClient } from '../../qmp/qmp-client.ts';
import { isKeyMeasureFailure, MOST_KEY_MEASURES } from '../../../storage/key-measure.ts';
import { VirError } from '../../../core/vir-error.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { imageObjectNames, imageObjects } from '../image-objects.ts';
import { createFormatProps, createStorageProps, type NewImage } from '../create-props.ts';
import { formatProps } from '../format-props.ts';
import { needsSliceNode, type BlockImage } from '../block-image.ts';
import { sliceProps, storageProps } from '../storage-props.ts';
import { attachImage, detachImage, type AttachOptions } from './attach-image.ts';
import { runJob, type SyncJobWait } from './sync-job.ts';

/** How an image is made. */
export interface CreateImageOptions extends AttachOptions, Pick<SyncJobWait, 'onProgress'> {
  /** Its storage is there already (an empty file, a block device): only format it. */
  readonly isStorageThere?: boolean;
  /** The node below it once it is open; null: none, whatever its header says. */
  readonly backingNode?: string | null;
}

/**
 * Makes an image by a running QEMU and leaves it open: where secrets, remote storage or exact sizes are involved, QEMU
 * does better than qemu-img, and the image is the machine's at once.
 *
 * @param below The image its header is to name.
 * @throws operation-failed with QEMU's reason; nothing stays open then.
 */
export async function createImage(client: QmpClient, image: BlockImage, below: BlockImage | undefined, made: NewImage, options: CreateImageOptions = {}): Promise<void> {
  const storage = options.isStorageThere === true ? undefined : createStorageProps(image, made);
  if (storage !== undefined) await create(client, `create-${image.storageNode}`, storage, 'failed to create image', options);
  const format = createFormatProps(image, below, made);
  if (format === undefined) {
    await attachImage(client, image, options);
    return;
  }
  await openStorage(client, image, options);
  try {
    await create(client, `create-${image.formatNode}`, format, 'failed to format image', options);
    await client.execute('blockdev-add', formatProps(image, options.backingNode === undefined ? {} : { backingNode: options.backingNode }), options);
  } catch (error) {
    await closeStorage(client, image, options);
    throw error;
  }
}

/** The opposite of {@link createImage}, as far as QEMU goes: the file stays. */
export { detachImage as closeImage };

async function create(client: QmpClient, id: string, props: ReturnType<typeof createStorageProps>, what: string, options: CreateImageOptions): Promise<void> {
  if (props === undefined) throw qemuError('internal-error', what);
  const run = (): Promise<void> =>
    runJob(client, id, () => client.execute('blockdev-create', { 'job-id': id, 'options': props }), { what, signal: options.signal, onProgress: options.onProgress });
  for (let left = MOST_KEY_MEASURES; ; left--) {
    try {
      await run();
      return;
    } catch (error) {
      if (left === 0 || !(error instanceof VirError && isKeyMeasureFailure(error.message))) throw error;
    }
  }
}

async function openStorage(client: QmpClient, image: BlockImage, options: CreateImageOptions): Promise<void> {
  for (const props of options.sources === undefined ? [] : imageObjects(image, options.sources)) await client.execute('object-add', props, options);
  await client.execute('blockdev-add', storageProps(image, { autoReadOnly: true }), options);
  if (needsSliceNode(image)) await client.execute('blockdev-add', sliceProps(image), options);
}

async function closeStorage(client: QmpClient, image: BlockImage, options: CreateImageOptions): Promise<void> {
  const nodes = [...(needsSliceNode(image) ? [image.sliceNode] : []), image.storageNode];
  for (const node of nodes) await client.execute('blockdev-del', { 'node-name': node }).catch(() => undefined); // the first error is the one that counts
  for (const id of options.sources === undefined ? [] : imageObjectNames(image)) await client.execute('object-del', { id }).catch(() => undefined); // as above
}
