import { parsePlainJson, formatPlainJson } from '../../../drivers/conf/json/plain-json.ts';
import { commitBitmapActions, copyBitmapActions, isBitmapChainValid, mergeActions, removeBitmap } from '../../../drivers/qemu/block/bitmaps.ts';
import { imageChain, imageCounter, type BlockImage } from '../../../drivers/qemu/block/block-image.ts';
import { locatedImage } from '../../../drivers/qemu/block/located-image.ts';
import type { TransactionAction } from '../../../drivers/qemu/block/transaction.ts';
import { readBlockNodes, type BitmapData, type BlockNodes } from '../../../drivers/qemu/qmp/block-nodes.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';

/** Five images, the first on top. */
function fakeChain(): BlockImage {
  const make = (id: number): BlockImage => {
    const below = id < 5 ? make(id + 1) : 'none';
    return locatedImage({ type: 'file', path: `/image${id}` }, 'qcow2', below, { nextId: imageCounter(id - 1) });
  };
  return make(1);
}

function nodesOf(one: CorpusCase, files: CorpusFiles): BlockNodes {
  return readBlockNodes(parsePlainJson(files.text(inputOf(one))));
}

/** The nth text in quotes of a case's parameters. */
function quoted(one: CorpusCase): string {
  return /"([^"]*)"/.exec(one.params)?.[1] ?? '';
}

function actionsText(actions: readonly TransactionAction[], whenNone: string): string {
  return actions.length === 0 ? whenNone : formatPlainJson(actions.map(({ type, data }) => ({ type, data })), true);
}

function bitmapLine({ name, ...bitmap }: BitmapData): string {
  const flag = (value: boolean): number => (value ? 1 : 0);
  const flags = `record:${flag(bitmap.isRecording)} busy:${flag(bitmap.isBusy)} persist:${flag(bitmap.isPersistent)} inconsist:${flag(bitmap.isInconsistent)}`;
  return ` ${name.padStart(8)}: ${flags} gran:${bitmap.granularityBytes} dirty:${bitmap.dirtyBytes}\n`;
}

function detect(nodes: BlockNodes): string {
  return Array.from({ length: 30 }, (_none, index) => `libvirt-${index}-format`)
    .map((name) => {
      const node = nodes.get(name);
      return node === undefined ? '' : `${name}:\n${node.isQcow2v2 ? ' qcow2 v2\n' : ''}${node.bitmaps.map(bitmapLine).join('')}`;
    })
    .join('');
}

function removal(nodes: BlockNodes, name: string): string {
  try {
    const { actions, reopen } = removeBitmap(fakeChain(), name, 'testdisk', nodes);
    const list = reopen.length === 0 ? '' : `reopen nodes:\n${reopen.map(({ formatNode }) => `${formatNode}\n`).join('')}`;
    return actionsText(actions, 'NULL\n') + list;
  } catch (error) {
    if (VirError.is(error)) return 'NULL\n';
    throw error;
  }
}

function commit(one: CorpusCase, nodes: BlockNodes): string {
  const [top = 0, base = 0] = one.params.split(',').map(Number);
  const chain = imageChain(fakeChain());
  const [upper, lower] = [chain[top - 1], chain[base - 1]];
  if (upper === undefined || lower === undefined) throw new Error(`no such images: ${one.params}`);
  return `merge bitmpas:\n${actionsText(commitBitmapActions(upper, lower, top === 1, nodes), '')}`;
}

function transformation(corpus: string, run: (one: CorpusCase, nodes: BlockNodes) => string): CorpusTransformation {
  return { corpus, run: (one, files): readonly CorpusOutput[] => [{ actual: run(one, nodesOf(one, files)), expected: expectedOf(one) }] };
}

const EMPTY_LIST = '[\n\n]\n';

export const transformations: readonly CorpusTransformation[] = [
  transformation('qemublock-bitmap-detect', (_one, nodes) => detect(nodes)),
  transformation('qemublock-backup-bitmap', (one, nodes) =>
    actionsText(mergeActions({ top: fakeChain(), target: { formatNode: 'target_node' }, name: quoted(one), into: 'target-bitmap-name' }, nodes), EMPTY_LIST)),
  transformation('qemublock-checkpoint-delete', (one, nodes) => removal(nodes, quoted(one))),
  transformation('qemublock-blockcopy', (one, nodes) =>
    actionsText(copyBitmapActions(fakeChain(), { formatNode: 'mirror-format-node' }, one.params.startsWith('true'), nodes), '')),
  transformation('qemublock-blockcommit', commit),
  {
    corpus: 'qemublock-bitmap-validate',
    run: (one, files) => {
      const actual = String(isBitmapChainValid(fakeChain(), quoted(one), nodesOf(one, files)));
      return [{ actual, expected: { text: one.params.includes('expect true') ? 'true' : 'false' } }];
    },
  },
];
