import type { Connection } from '../../../drivers/api/connection.ts';
import type { HardwareEdit, HardwareMode } from '../../contract/hardware.ts';
import { renamed } from './apply-hardware.ts';
import { canLive, liveWay, type Trees } from './describe-hardware.ts';
import { doomedDisks } from './delete-images.ts';
import { readPath } from './element-paths.ts';

/** What is to be done, and to whom. */
export interface CommandWork {
  readonly connection: Connection;
  readonly name: string;
  readonly trees: Trees;
  readonly edits: readonly HardwareEdit[];
  readonly mode: HardwareMode;
  readonly stored: string | undefined;
  readonly active: boolean;
}

/** Command lines that do the same. Passwords are in none: documents and devices stand in files. */
export function hardwareCommand(work: CommandWork): string {
  const { connection, name, trees, edits, mode, stored, active } = work;
  const vireo = (...words: readonly string[]): string => ['vireo', '-c', connection.uri, ...words].map(quote).join(' ');
  const images = trees.now.newImages().map((image) => vireo('vol-create-as', image.pool, image.name, `${image.sizeBytes}B`, '--format', image.format));
  const define = mode !== 'live' && stored !== undefined && trees.now.text() !== stored ? [vireo('define', `${name}.xml`)] : [];
  const live = mode === 'next-start' ? [] : edits.filter((edit) => canLive(connection, edit, trees)).flatMap((edit) => liveWords(work, edit)).map((words) => vireo(...words));
  const grown = trees.now.growths().map(({ target, sizeBytes }) => (active ? vireo('blockresize', name, target, `${sizeBytes}B`) : vireo('vol-resize', sourceOf(trees, target), `${sizeBytes}B`)));
  const newName = mode === 'live' ? undefined : renamed(trees);
  const rename = newName === undefined ? [] : [vireo('domrename', name, newName)];
  return [...new Set([...images, ...define, ...live, ...grown, ...rename, ...doomedDisks(edits, trees).map(({ source = '' }) => vireo('vol-delete', source))])].join('\n');
}

const sourceOf = ({ now }: Trees, target: string): string => {
  const disk = now.root.child('devices')?.elements('disk').find((each) => readPath(each, 'target@dev') === target);
  return disk === undefined ? target : readPath(disk, 'source@file') || readPath(disk, 'source@dev');
};

function liveWords({ name, trees }: CommandWork, edit: HardwareEdit): readonly (readonly string[])[] {
  const item = trees.now.items.get(edit.item) ?? trees.base.items.get(edit.item);
  if (item === undefined) return [];
  const file = `${item.spec.kind}.xml`;
  if (edit.op === 'add') return [['attach-device', name, file, '--live']];
  if (edit.op === 'remove') return [['detach-device', name, file, '--live']];
  if (edit.op === 'xml' || item.state === 'new') return [];
  const spec = item.spec.fields.find(({ key }) => key === edit.field);
  const way = spec === undefined ? undefined : liveWay(spec, item, trees.now);
  if (way === 'iotune') return [['blkdeviotune', name, readPath(item.element, 'target@dev'), `--${edit.field.replace(/^.*\//, '').replaceAll('_', '-')}`, readPath(item.element, edit.field) || '0', '--live']];
  if (way === 'iothreads') {
    const has = Number(readPath(trees.live?.root ?? trees.base.root, 'iothreads')) || 0;
    const wanted = Number(edit.value) || 0;
    return Array.from({ length: Math.abs(wanted - has) }, (_, at) => (wanted > has ? ['iothreadadd', name, '--id', String(has + at + 1), '--live'] : ['iothreaddel', name, '--id', String(has - at), '--live']));
  }
  if (way !== 'update') return [];
  if (item.spec.isDevice) return [['update-device', name, file, '--live']];
  if (edit.field === 'count') return [['setvcpus', name, edit.value, '--live']];
  if (edit.field === 'currentMemory') return [['setmem', name, `${edit.value}M`, '--live']];
  return [['desc', name, ...(edit.field === 'title' ? ['--title'] : []), '--new-desc', edit.value, '--live']];
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
