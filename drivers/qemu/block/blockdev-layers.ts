import type { Disk } from '../../conf/domain/disk.ts';
import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import { copyOnReadNode, imageChain, needsSliceNode, type BlockImage } from './block-image.ts';
import { formatProps } from './format-props.ts';
import { sliceProps, storageProps } from './storage-props.ts';

/** The nodes of one image in the order in which they must be added: storage, slice, format. */
export function imageLayers(image: BlockImage): readonly PlainJsonObject[] {
  return [storageProps(image, { autoReadOnly: true }), ...(needsSliceNode(image) ? [sliceProps(image)] : []), formatProps(image)];
}

/** The nodes of an image and of all below it, lowest first. */
export function chainLayers(top: BlockImage): readonly PlainJsonObject[] {
  return imageChain(top).toReversed().flatMap(imageLayers);
}

/** The nodes of a whole disk, lowest first, with the one that copies on reading. */
export function blockdevLayers(disk: Disk, top: BlockImage): readonly PlainJsonObject[] {
  const isCopying = disk.driver?.copy_on_read === true;
  return [...chainLayers(top), ...(isCopying ? [copyOnReadProps(disk, top)] : [])];
}

/** The node that copies what is read into the topmost image. */
export function copyOnReadProps(disk: Disk, top: BlockImage): PlainJsonObject {
  return { 'driver': 'copy-on-read', 'node-name': copyOnReadNode(disk), 'file': top.formatNode, 'discard': 'unmap' };
}

/** The names of one image's nodes in the order in which they must be removed. */
export function imageNodes(image: BlockImage): readonly string[] {
  return [image.formatNode, ...(needsSliceNode(image) ? [image.sliceNode] : []), image.storageNode];
}

/** The names of a chain's nodes in the order in which they must be removed. */
export function chainNodes(top: BlockImage): readonly string[] {
  return imageChain(top).flatMap(imageNodes);
}
