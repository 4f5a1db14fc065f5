import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { diskPath, isDiskEmpty, type Disk } from '../domain/disk.ts';
import type { CheckpointDisk, DomainCheckpointDef } from './domain-checkpoint-def.ts';

function wrong(message: string): VirError {
  return libvirtError('domain-checkpoint', 'config-unsupported', message);
}

/**
 * Fits a checkpoint to the machine: every disk is decided on, and bitmaps have names. Without any disk in the document all that can be
 * written to take part.
 *
 * @throws VirError `config-unsupported`
 * @libvirt virDomainCheckpointAlignDisks
 */
export function alignCheckpointDisks({ name, disks: wishes }: DomainCheckpointDef, disks: readonly Disk[]): CheckpointDisk[] {
  if (disks.length === 0) throw wrong('domain must have at least one disk to perform checkpoints');
  if (wishes.length > disks.length) throw wrong('too many disk checkpoint requests for domain');
  const found = new Map<Disk, CheckpointDisk>();
  for (const wish of wishes) {
    const disk = disks.find(({ target }) => target?.dev === wish.name) ?? disks.find((one) => wish.name.startsWith('/') && diskPath(one) === wish.name);
    if (disk === undefined) throw wrong(`no disk named '${wish.name}'`);
    if (found.has(disk)) throw wrong(`disk '${wish.name}' specified twice`);
    if (wish.checkpoint !== 'no' && isFixed(disk)) throw wrong(`disk '${wish.name}' is empty or readonly`);
    found.set(disk, { ...wish, name: disk.target?.dev ?? '' });
  }
  return disks.map((disk): CheckpointDisk => {
    const wish = found.get(disk) ?? { name: disk.target?.dev ?? '', checkpoint: wishes.length > 0 || isFixed(disk) ? 'no' : 'bitmap', bitmap: undefined, sizeBytes: undefined };
    return wish.checkpoint === 'no' ? wish : { ...wish, bitmap: wish.bitmap ?? name };
  });
}

function isFixed(disk: Disk): boolean {
  return isDiskEmpty(disk) || disk.readonly === true;
}
