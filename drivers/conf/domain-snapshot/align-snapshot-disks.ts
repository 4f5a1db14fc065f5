import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { diskPath, isDiskEmpty, type Disk } from '../domain/disk.ts';
import { fileSource } from '../domain/storage-source.ts';
import type { DomainSnapshotDef } from './domain-snapshot-def.ts';
import { snapshotDisk, sourcePath, type SnapshotDisk, type SnapshotLocation } from './snapshot-disk.ts';

function wrong(message: string, code: VirErrorCode = 'config-unsupported'): VirError {
  return libvirtError('domain-snapshot', code, message);
}

/**
 * Fits a snapshot to the machine: every disk is decided on, in the machine's order, disks are called by their targets, and files of
 * external snapshots have names.
 *
 * @param fallback Where disks go of which nobody says.
 * @throws VirError `config-unsupported`
 * @libvirt virDomainSnapshotAlignDisks
 */
export function alignSnapshotDisks(def: DomainSnapshotDef, disks: readonly Disk[], fallback: 'internal' | 'external'): SnapshotDisk[] {
  if (def.disks.length > disks.length) throw wrong('too many disk snapshot requests for domain');
  const wishes = new Map<Disk, SnapshotDisk>();
  for (const wish of def.disks) {
    const disk = disks.find((one) => one.target?.dev === wish.name) ?? disks.find((one) => wish.name.startsWith('/') && diskPath(one) === wish.name);
    if (disk === undefined) throw wrong(`no disk named '${wish.name}'`);
    if (wishes.has(disk)) throw wrong(`disk '${wish.name}' specified twice`);
    wishes.set(disk, { ...wish, snapshot: settledPlace(wish, disk, fallback), name: disk.target?.dev ?? '' });
  }
  const all = disks.map((disk) => wishes.get(disk) ?? snapshotDisk.create({ name: disk.target?.dev ?? '', snapshot: isDiskEmpty(disk) ? 'no' : (disk.snapshot ?? fallback) }));
  return all.map((one, index) => (one.snapshot === 'external' ? named(one, disks[index], def.name ?? '', all.slice(0, index)) : one));
}

function settledPlace(wish: SnapshotDisk, disk: Disk, fallback: 'internal' | 'external'): SnapshotLocation {
  const isUniform = fallback === 'internal';
  let place = wish.snapshot;
  if (place === undefined) place = disk.snapshot !== undefined && (!isUniform || disk.snapshot === 'no') ? disk.snapshot : fallback;
  else if (isUniform && place !== fallback && !(place === 'no' && disk.snapshot === 'no')) throw wrong(`disk '${wish.name}' must use snapshot mode '${fallback}'`);
  const path = sourcePath(wish.source);
  if (path !== undefined && place !== 'external') throw wrong(`file '${path}' for disk '${wish.name}' requires use of external snapshot mode`);
  return place;
}

/** An external snapshot goes beside the image, under its name with the snapshot's instead of the ending. */
function named(one: SnapshotDisk, disk: Disk | undefined, name: string, before: readonly SnapshotDisk[]): SnapshotDisk {
  const driver = one.driver ?? { type: undefined, metadataCache: undefined };
  const format = { ...driver, type: driver.type ?? ('qcow2' as const) };
  if (format.type !== 'qcow2' && format.type !== 'qed') throw wrong(`external snapshot format for disk ${one.name} is unsupported: ${format.type}`);
  if (sourcePath(one.source) !== undefined) return { ...one, type: one.type ?? 'file', driver: format };
  if (one.type !== undefined && one.type !== 'file') throw wrong(`cannot generate external snapshot name for disk '${one.name}' on a '${one.type}' device`);
  const path = disk === undefined ? undefined : diskPath(disk);
  if (path === undefined) throw wrong(`cannot generate external snapshot name for disk '${one.name}' without source`);
  if (disk?.source?.type !== 'file') throw wrong(`source for disk '${one.name}' is not a regular file; refusing to generate external snapshot name`);
  const file = besideImage(path, name);
  const twin = before.find((other) => sourcePath(other.source) === file);
  if (twin !== undefined) throw wrong(`cannot generate external snapshot name for disk '${one.name}': collision with disk '${twin.name}'`);
  return { ...one, type: 'file', driver: format, source: fileSource(file) };
}

/** The name of a file beside an image: its own with another ending. */
export function besideImage(path: string, ending: string): string {
  return `${path.replace(/\.[^./]*$/, '')}.${ending}`;
}
