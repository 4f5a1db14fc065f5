import type { PlainJsonObject } from '../../conf/json/plain-json.ts';

/** One action of QEMU's `transaction`: all of them happen, or none. */
export interface TransactionAction {
  readonly type: string;
  readonly data: PlainJsonObject;
}

/** A bitmap of a node. */
export interface BitmapRef {
  readonly node: string;
  readonly name: string;
}

/** Actions of a `transaction`. */
export const action = {
  bitmapAdd: ({ node, name }: BitmapRef, options: { readonly persistent: boolean; readonly disabled: boolean; readonly granularityBytes?: bigint | undefined }): TransactionAction => ({
    type: 'block-dirty-bitmap-add',
    data: { node, name, persistent: options.persistent, disabled: options.disabled, granularity: options.granularityBytes === 0n ? undefined : options.granularityBytes },
  }),
  bitmapRemove: ({ node, name }: BitmapRef): TransactionAction => ({ type: 'block-dirty-bitmap-remove', data: { node, name } }),
  bitmapDisable: ({ node, name }: BitmapRef): TransactionAction => ({ type: 'block-dirty-bitmap-disable', data: { node, name } }),
  bitmapMerge: (into: BitmapRef, from: readonly BitmapRef[]): TransactionAction => ({
    type: 'block-dirty-bitmap-merge',
    data: { node: into.node, target: into.name, bitmaps: from.map(({ node, name }) => ({ node, name })) },
  }),
  snapshot: (node: string, overlay: string): TransactionAction => ({ type: 'blockdev-snapshot', data: { node, overlay } }),
  backup: (job: { readonly device: string; readonly jobId: string; readonly target: string; readonly sync: 'none' | 'incremental' | 'full'; readonly bitmap?: string | undefined }): TransactionAction => ({
    type: 'blockdev-backup',
    data: { 'device': job.device, 'job-id': job.jobId, 'target': job.target, 'sync': job.sync, 'bitmap': job.bitmap, 'auto-finalize': true, 'auto-dismiss': false },
  }),
};

/** The arguments of `transaction`. */
export function transactionArgs(actions: readonly TransactionAction[]): PlainJsonObject {
  return { actions: actions.map(({ type, data }) => ({ type, data })) };
}
