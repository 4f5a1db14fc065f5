import { qemuError } from '../qmp/qmp-error.ts';
import type { BitmapData, BlockNodes } from '../qmp/block-nodes.ts';
import { imageChain, type BlockImage } from './block-image.ts';
import { action, type BitmapRef, type TransactionAction } from './transaction.ts';

/** Records what is written to the lower image between the end of a job and the merging of bitmaps. */
export const ACTIVE_WRITE_BITMAP = 'libvirt-tmp-activewrite';

/** The bitmap of that name on one image. */
export function bitmapOf(image: Pick<BlockImage, 'formatNode'>, name: string, nodes: BlockNodes): BitmapData | undefined {
  return nodes.get(image.formatNode)?.bitmaps.find((one) => one.name === name);
}

/**
 * Whether a chain has the bitmap from the top image down without gaps, and each is recording, persistent and sound.
 *
 * @libvirt qemuBlockBitmapChainIsValid
 */
export function isBitmapChainValid(top: BlockImage, name: string, nodes: BlockNodes): boolean {
  const bitmaps = imageChain(top).map((image) => bitmapOf(image, name, nodes));
  const missing = bitmaps.indexOf(undefined);
  const found = missing === -1 ? bitmaps : bitmaps.slice(0, missing);
  const rest = bitmaps.slice(found.length);
  return found.length > 0 && rest.every((one) => one === undefined)
    && found.every((one) => one !== undefined && !one.isInconsistent && one.isPersistent && one.isRecording);
}

/** Which bitmaps are merged, and into what. */
export interface BitmapMerge {
  readonly top: BlockImage;
  /** The first image that does not count; all of the chain without it. */
  readonly base?: BlockImage | undefined;
  readonly target: Pick<BlockImage, 'formatNode'>;
  /** Only this one; all without it. */
  readonly name?: string | undefined;
  /** Merge into a new, transient bitmap of that name instead of one of the same name. */
  readonly into?: string | undefined;
  /** The image that has {@link ACTIVE_WRITE_BITMAP}. */
  readonly writes?: Pick<BlockImage, 'formatNode'> | undefined;
}

/**
 * The actions that merge bitmaps of several images into one, so that it says what has changed as seen from the top.
 * Bitmaps that are not sound are left out.
 *
 * @libvirt qemuBlockGetBitmapMergeActions
 */
export function mergeActions(merge: BitmapMerge, nodes: BlockNodes): readonly TransactionAction[] {
  const { top, writes, name } = merge;
  const own = nodes.get(top.formatNode)?.bitmaps ?? [];
  const names = own.map((one) => one.name).filter((one) => (name === undefined || name === one) && isBitmapChainValid(top, one, nodes));
  const actions = names.toReversed().flatMap((one) => mergeOne(merge, one, nodes));
  return writes === undefined ? actions : [...actions, action.bitmapRemove({ node: writes.formatNode, name: ACTIVE_WRITE_BITMAP })];
}

function mergeOne({ top, base, target, into, writes }: BitmapMerge, name: string, nodes: BlockNodes): TransactionAction[] {
  const chain = imageChain(top);
  const end = base === undefined ? -1 : chain.findIndex((image) => image.formatNode === base.formatNode);
  const found = (end === -1 ? chain : chain.slice(0, end)).flatMap((image) => {
    const data = bitmapOf(image, name, nodes);
    return data === undefined ? [] : [{ ref: { node: image.formatNode, name } satisfies BitmapRef, granularityBytes: data.granularityBytes }];
  });
  const merged: BitmapRef = { node: target.formatNode, name: into ?? name };
  const isNew = into !== undefined || bitmapOf(target, name, nodes) === undefined;
  const granularityBytes = found.find((one) => one.granularityBytes > 0n)?.granularityBytes;
  const isTemporary = into !== undefined;
  const sources = [...found.map(({ ref }) => ref), ...(writes === undefined ? [] : [{ node: writes.formatNode, name: ACTIVE_WRITE_BITMAP }])];
  return [
    ...(isNew ? [action.bitmapAdd(merged, { persistent: !isTemporary, disabled: isTemporary, granularityBytes })] : []),
    action.bitmapMerge(merged, sources),
  ];
}

/** The actions for bitmaps when a copy has caught up and is about to become the disk. */
export function copyBitmapActions(top: BlockImage, copy: Pick<BlockImage, 'formatNode'>, isShallow: boolean, nodes: BlockNodes): readonly TransactionAction[] {
  const base = isShallow && top.below !== 'none' ? top.below : undefined;
  return mergeActions({ top, base, target: copy, writes: copy }, nodes);
}

/** The actions for bitmaps when a commit has written everything of `top` to `base`. */
export function commitBitmapActions(top: BlockImage, base: BlockImage, isActive: boolean, nodes: BlockNodes): readonly TransactionAction[] {
  return mergeActions({ top, base, target: base, writes: isActive ? base : undefined }, nodes);
}

/** What removing a bitmap takes. */
export interface BitmapRemoval {
  readonly actions: readonly TransactionAction[];
  /** Lower images, which must be opened for writing while it is done; lowest first. */
  readonly reopen: readonly BlockImage[];
}

/**
 * Removes a checkpoint's bitmap from all images of a disk.
 *
 * @throws VirError `internal-error` when no image has it.
 * @libvirt qemuCheckpointDiscardDiskBitmaps
 */
export function removeBitmap(top: BlockImage, name: string, target: string, nodes: BlockNodes): BitmapRemoval {
  const images = imageChain(top).filter((image) => bitmapOf(image, name, nodes) !== undefined);
  if (images.length === 0) throw qemuError('internal-error', `bitmap '${name}' not found in backing chain of '${target}'`);
  return {
    actions: images.map((image) => action.bitmapRemove({ node: image.formatNode, name })),
    reopen: images.filter((image) => image !== top).toReversed(),
  };
}
