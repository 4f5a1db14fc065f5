import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { fileSource } from '../domain/storage-source.ts';
import { backupDisk, type BackupDisk, type DomainBackupDef } from './domain-backup-def.ts';

/** What a backup must know of a machine's disk. */
export interface BackedUpDisk {
  /** Target name: `vda`. */
  readonly name: string;
  /** The path of its image where that is a plain file. */
  readonly file: string | undefined;
  /** No medium in the drive. */
  readonly empty: boolean;
  readonly readOnly: boolean;
}

function wrong(message: string): VirError {
  return libvirtError('domain', 'config-unsupported', message);
}

/**
 * Fits a backup to the machine: every disk is decided on, and where its data goes. Without any disk in the document,
 * all that can be written to are backed up; otherwise those not named are left out.
 *
 * @throws VirError `config-unsupported`
 * @libvirt virDomainBackupAlignDisks
 */
export function alignBackupDisks(def: DomainBackupDef, disks: readonly BackedUpDisk[], suffix: string): DomainBackupDef {
  if (disks.length === 0) throw wrong('domain must have at least one disk to perform backup');
  const seen = new Set<string>();
  for (const one of def.disks) {
    checkRequested(one, def, disks.find((disk) => disk.name === one.name), seen);
    seen.add(one.name);
  }
  const everything = def.disks.length === 0;
  const others = disks.filter((disk) => !seen.has(disk.name)).map((disk) => {
    if (!everything || disk.empty || disk.readOnly) return backupDisk.create({ name: disk.name, backup: false });
    return generated(disk, def.mode === 'push', suffix);
  });
  return { ...def, disks: [...def.disks, ...others].map((one) => withMode(one, def.incremental)) };
}

function checkRequested(one: BackupDisk, def: DomainBackupDef, disk: BackedUpDisk | undefined, seen: ReadonlySet<string>): void {
  if (disk === undefined) throw wrong(`no disk named '${one.name}'`);
  if (seen.has(one.name)) throw wrong(`disk '${one.name}' specified twice`);
  if (one.backupMode === 'incremental' && one.incremental === undefined && def.incremental === undefined) {
    throw wrong(`'incremental' backup mode of disk '${one.name}' requires setting 'incremental' field for disk or backup`);
  }
  if (one.backup && disk.empty) throw wrong(`disk '${one.name}' has no media`);
}

function generated(disk: BackedUpDisk, push: boolean, suffix: string): BackupDisk {
  if (disk.file === undefined) throw wrong(`refusing to generate file name for disk '${disk.name}'`);
  const place = fileSource(`${disk.file}.${suffix}`);
  return backupDisk.create({ name: disk.name, backup: true, type: 'file', ...(push ? { target: place } : { scratch: place }) });
}

function withMode(one: BackupDisk, incremental: string | undefined): BackupDisk {
  if (!one.backup) return one;
  const since = one.incremental ?? incremental;
  const backupMode = one.backupMode ?? (since === undefined ? 'full' : 'incremental');
  return { ...one, backupMode, incremental: backupMode === 'incremental' ? since : one.incremental };
}
