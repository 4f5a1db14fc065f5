import type { PlainJsonObject } from '../../../conf/json/plain-json.ts';
import { VirError } from '../../../core/vir-error.ts';
import type { QmpClient, QmpExecuteOptions } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { imageChain, type BlockImage } from '../block-image.ts';
import { imageLayers, imageNodes } from '../blockdev-layers.ts';
import { formatProps } from '../format-props.ts';
import { imageObjectNames, imageObjects, type ImageObjectSources } from '../image-objects.ts';

/** What attaching an image may need. */
export interface AttachOptions extends QmpExecuteOptions {
  /** Where secrets and certificates come from; not needed by images that have none. */
  readonly sources?: ImageObjectSources;
}

/**
 * Opens one image in a running QEMU: its objects, its nodes. What is below it must be open. Nothing stays behind when
 * that fails.
 */
export async function attachImage(client: QmpClient, image: BlockImage, options: AttachOptions = {}): Promise<void> {
  const objects = options.sources === undefined ? [] : imageObjects(image, options.sources);
  await addAll(client, [
    ...objects.map((props) => ({ command: 'object-add', props, undo: { command: 'object-del', args: { id: props['id'] } } })),
    ...imageLayers(image).map((props) => ({ command: 'blockdev-add', props, undo: { command: 'blockdev-del', args: { 'node-name': props['node-name'] } } })),
  ], options);
}

/** Opens an image and all below it, lowest first. */
export async function attachChain(client: QmpClient, top: BlockImage, options: AttachOptions = {}): Promise<void> {
  const opened: BlockImage[] = [];
  for (const image of imageChain(top).toReversed()) {
    try {
      await attachImage(client, image, options);
      opened.unshift(image);
    } catch (error) {
      for (const one of opened) await detachImage(client, one).catch(() => undefined); // the first error is the one that counts
      throw error;
    }
  }
}

/** Closes one image: its nodes, its objects. What is closed already (by one who was broken off) stays so. */
export async function detachImage(client: QmpClient, image: BlockImage, options: QmpExecuteOptions = {}): Promise<void> {
  for (const node of imageNodes(image)) await client.execute('blockdev-del', { 'node-name': node }, options).catch(unlessGone);
  for (const id of imageObjectNames(image)) await client.execute('object-del', { id }, options).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!VirError.is(error) || !/Failed to find node|object '[^']*' not found/i.test(error.message)) throw error;
}

/** Closes images, the upper ones first. */
export async function detachImages(client: QmpClient, images: readonly BlockImage[], options: QmpExecuteOptions = {}): Promise<void> {
  for (const image of images) await detachImage(client, image, options);
}

/**
 * Opens an image anew, for reading only or for writing too.
 *
 * @throws operation-unsupported where nobody knows what lies below it.
 */
export async function reopenImage(client: QmpClient, image: BlockImage, isReadOnly: boolean): Promise<void> {
  if (image.below === undefined) throw qemuError('operation-unsupported', "can't reopen image with unknown presence of backing store");
  await client.execute('blockdev-reopen', { options: [formatProps({ ...image, isReadOnly })] });
}

interface Step {
  readonly command: string;
  readonly props: PlainJsonObject;
  readonly undo: { readonly command: string; readonly args: PlainJsonObject };
}

async function addAll(client: QmpClient, steps: readonly Step[], options: QmpExecuteOptions): Promise<void> {
  const done: Step[] = [];
  for (const step of steps) {
    try {
      await client.execute(step.command, step.props, options);
      done.unshift(step);
    } catch (error) {
      for (const { undo } of done) await client.execute(undo.command, undo.args).catch(() => undefined); // the first error is the one that counts
      throw error;
    }
  }
}
