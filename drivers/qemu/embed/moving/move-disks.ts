import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { diskPath, isDiskEmpty, type Disk } from '../../../conf/domain/disk.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { isKeyMeasureFailure, MOST_KEY_MEASURES } from '../../../storage/key-measure.ts';
import { runCommand } from '../../../transport/exec/run-command.ts';
import { preparedImage } from '../../command/disk-images.ts';
import type { MovingDisk } from '../../block/jobs/storage-migration.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { blockStatsOf } from '../block-stats.ts';
import { commandContext } from '../build-command.ts';
import type { EmbedState } from '../embed-state.ts';
import { qemuError } from '../qemu-error.ts';
import { secretValue } from '../sealing.ts';
import type { MovingImage } from './move-cookie.ts';
import { copiesDisks, type MoveWish } from './move-wish.ts';

/** Disks whose contents go along: what the guest writes to, unless the caller names them. */
export function movingDisks(def: DomainDef, wish: Pick<MoveWish, 'flags' | 'disks'>): readonly Disk[] {
  if (!copiesDisks(wish as MoveWish)) return [];
  return def.devices.disks.filter((disk) => {
    if (isDiskEmpty(disk)) return false;
    if (wish.disks !== undefined) return wish.disks.includes(disk.target?.dev ?? '');
    return disk.device === 'disk' && !disk.readonly && !disk.shareable;
  });
}

/** What the destination must know to make disks like these. */
export async function describeDisks(def: DomainDef, wish: MoveWish, monitor: QmpClient): Promise<readonly MovingImage[]> {
  const disks = movingDisks(def, wish);
  if (disks.length === 0) return [];
  const stats = await blockStatsOf(monitor);
  return disks.map((disk) => {
    const below = disk.backingStore?.kind === 'image' && disk.backingStore.source?.type === 'file' ? diskPath({ ...disk, source: disk.backingStore.source }) : undefined;
    return { target: disk.target?.dev ?? '', format: disk.driver?.type ?? 'raw', sizeBytes: Number(stats.get(disk.alias ?? '')?.capacity ?? 0n), path: diskPath(disk) ?? '', below };
  });
}

/** Makes files for disks that are to be copied, where there are none yet. @returns those that were made. */
export async function makeDisks(state: EmbedState, def: DomainDef, wish: MoveWish, images: readonly MovingImage[]): Promise<readonly string[]> {
  const { files, commands } = state.surroundings;
  const made: string[] = [];
  try {
    for (const disk of movingDisks(def, wish)) {
      const file = disk.source?.type === 'file' ? diskPath(disk) : undefined;
      const image = images.find(({ target }) => target === disk.target?.dev);
      if (file === undefined || image === undefined || (await files.exists(file))) continue;
      const options = (wish.flags & M.NON_SHARED_INC) !== 0 && image.below !== undefined ? await backingOptions(commands, image.below) : [];
      await files.makeFolder(path.posix.dirname(file));
      await withKey(state, disk, async (sealed) => {
        const argv = ['qemu-img', 'create', '-q', ...sealed, ...options, file, String(image.sizeBytes)];
        let { code, stderr } = await runCommand(commands, argv);
        for (let again = 0; code !== 0 && isKeyMeasureFailure(stderr) && again < MOST_KEY_MEASURES; again++) ({ code, stderr } = await runCommand(commands, argv));
        if (code !== 0) throw qemuError('operation-failed', `cannot make '${file}' for disk ${image.target}: ${stderr.trim()}`, { subject: file });
      });
      made.push(file);
    }
    return made;
  } catch (error) {
    await files.remove(made);
    throw error;
  }
}

/**
 * What makes an image of a disk's kind; an encrypted one gets the secret of this root, in a file that is gone afterwards.
 *
 * @throws no-secret when this root does not have it.
 */
async function withKey(state: EmbedState, { source, encryption, driver }: Disk, make: (options: readonly string[]) => Promise<void>): Promise<void> {
  const format = driver?.type ?? 'raw';
  const sealed = encryption ?? (source === undefined || source.type === 'vhostuser' ? undefined : source.encryption);
  const secret = sealed?.secrets[0];
  if (sealed === undefined || secret === undefined) {
    await make(['-f', format]);
    return;
  }
  const { surroundings: { files }, layout } = state;
  const value = await secretValue(state, { uuid: secret.uuid, usage: secret.usage, usageType: 'volume' });
  const file = `${layout.root}/moves/${randomUUID()}.key`;
  try {
    await files.write(file, value);
    const kind = format === 'raw' ? ['-f', 'luks', '-o', 'key-secret=key'] : ['-f', format, '-o', `encrypt.format=${sealed.format === 'qcow' ? 'aes' : 'luks'},encrypt.key-secret=key`];
    await make(['--object', `secret,id=key,file=${file.replaceAll(',', ',,')}`, ...kind]);
  } finally {
    await files.remove([file]);
  }
}

/** The image below, and its format as it says itself. */
async function backingOptions(commands: EmbedState['surroundings']['commands'], below: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runCommand(commands, ['qemu-img', 'info', '-U', '--output=json', below]);
  if (code !== 0) throw qemuError('operation-failed', `the image below is not there: ${stderr.trim()}`, { subject: below });
  const { format } = JSON.parse(stdout) as { readonly format?: unknown };
  return ['-b', below, '-F', typeof format === 'string' ? format : 'raw'];
}

/** The disks that move, as QEMU knows them. */
export function nodesOf(state: EmbedState, live: DomainDef, socketFolder: string, targets: readonly string[]): readonly MovingDisk[] {
  const context = commandContext(state, live, socketFolder);
  return live.devices.disks.flatMap((disk) => {
    const target = disk.target?.dev ?? '';
    const chain = targets.includes(target) ? preparedImage(disk, context) : undefined;
    return chain === undefined ? [] : [{ target, chain }];
  });
}
