import type { PlainJson } from '../../conf/json/plain-json.ts';
import type { QmpClient, QmpExecuteOptions } from './qmp-client.ts';
import { malformed } from './qmp-error.ts';
import { Reply } from './reply.ts';

/** A dirty bitmap: which parts of an image were written since some moment. */
export interface BitmapData {
  readonly name: string;
  readonly isRecording: boolean;
  readonly isBusy: boolean;
  readonly isPersistent: boolean;
  /** It was not stored properly; all it can be is removed. */
  readonly isInconsistent: boolean;
  readonly granularityBytes: bigint;
  readonly dirtyBytes: bigint;
}

/** What QEMU tells about a block node. */
export interface BlockNodeData {
  readonly capacityBytes: bigint;
  /** What it takes on its storage. */
  readonly physicalBytes: bigint;
  readonly clusterBytes: bigint | undefined;
  readonly isQcow2v2: boolean;
  readonly hasExtendedL2: boolean;
  readonly bitmaps: readonly BitmapData[];
}

/** Block nodes by name. */
export type BlockNodes = ReadonlyMap<string, BlockNodeData>;

/** Asks for all nodes (`query-named-block-nodes`, without the images below each). */
export async function queryBlockNodes(client: QmpClient, options?: QmpExecuteOptions): Promise<BlockNodes> {
  return readBlockNodes(await client.execute('query-named-block-nodes', { flat: true }, options));
}

/** Reads the answer of `query-named-block-nodes`. */
export function readBlockNodes(answer: PlainJson): BlockNodes {
  return new Map(Reply.list('query-named-block-nodes', answer).map((node) => [node.stringOr('node-name') ?? broken(), nodeData(node)]));
}

function nodeData(node: Reply): BlockNodeData {
  const image = node.objectOr('image') ?? broken();
  const capacityBytes = image.bigintOr('virtual-size') ?? broken();
  const specific = image.objectOr('format-specific');
  const qcow2 = specific?.stringOr('type') === 'qcow2' ? specific.objectOr('data') : undefined;
  return {
    capacityBytes,
    physicalBytes: image.bigintOr('actual-size') ?? capacityBytes,
    clusterBytes: image.bigintOr('cluster-size'),
    isQcow2v2: qcow2?.stringOr('compat') === '0.10',
    hasExtendedL2: qcow2?.booleanOr('extended-l2') === true,
    bitmaps: node.objects('dirty-bitmaps').flatMap(bitmapData),
  };
}

/** None for one without a name: QEMU's own, for a job. */
function bitmapData(bitmap: Reply): readonly BitmapData[] {
  const name = bitmap.stringOr('name');
  if (name === undefined) return [];
  return [{
    name,
    isRecording: bitmap.booleanOr('recording') === true,
    isBusy: bitmap.booleanOr('busy') === true,
    isPersistent: bitmap.booleanOr('persistent') === true,
    isInconsistent: bitmap.booleanOr('inconsistent') === true,
    granularityBytes: bitmap.bigintOr('granularity') ?? 0n,
    dirtyBytes: bitmap.bigintOr('count') ?? 0n,
  }];
}

function broken(): never {
  throw malformed('query-named-block-nodes entry was not in expected format');
}
