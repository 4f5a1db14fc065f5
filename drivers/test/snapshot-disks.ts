import { libvirtError } from '../core/error-text.ts';
import { findDisk } from './domain-devices.ts';
import type { DomainConfig } from './domain-config.ts';
import type { SnapshotDisk, SnapshotLocation } from './snapshot-moment.ts';

const refuse = (message: string): Error => libvirtError('domain-snapshot', 'config-unsupported', message);

/**
 * One entry for each disk of the machine, in the machine's order: what was asked for, or the default.
 *
 * @throws config-unsupported for a disk that is not there, twice there, or cannot be treated so.
 */
export function alignDisks(asked: readonly SnapshotDisk[], config: DomainConfig | undefined, fallback: 'internal' | 'external'): SnapshotDisk[] {
  if (config === undefined) throw libvirtError('domain-snapshot', 'internal-error', 'missing domain in snapshot');
  const { disks } = config.facts;
  if (asked.length > disks.length) throw refuse('too many disk snapshot requests for domain');
  const wishes = new Map<string, SnapshotDisk>();
  for (const wish of asked) {
    const disk = disks[findDisk(disks, wish.name, false)];
    if (disk === undefined) throw refuse(`no disk named '${wish.name}'`);
    if (wishes.has(disk.target)) throw refuse(`disk '${wish.name}' specified twice`);
    wishes.set(disk.target, { ...wish, name: disk.target, location: locationOf(wish, ownLocation(config, disk.target), fallback) });
  }
  return disks.map(({ target, isEmpty }) => {
    const wish = wishes.get(target);
    if (wish !== undefined) return wish;
    const location = isEmpty ? 'no' : (ownLocation(config, target) ?? fallback);
    return named({ name: target, location, type: 'file', parts: [] }, fallback);
  });
}

/** What the machine's own definition says of snapshots of a disk. */
function ownLocation(config: DomainConfig, target: string): SnapshotLocation | undefined {
  const disk = config.root
    .child('devices')
    ?.elements('disk')
    .find((each) => each.child('target')?.attribute('dev') === target);
  return disk?.attribute('snapshot') as SnapshotLocation | undefined;
}

function locationOf(wish: SnapshotDisk, own: SnapshotLocation | undefined, fallback: 'internal' | 'external'): SnapshotLocation {
  // An internal snapshot is made of all disks or none: no disk may differ.
  const uniform = fallback === 'internal';
  let location = wish.location;
  if (location === undefined) location = own !== undefined && (!uniform || own === 'no') ? own : fallback;
  else if (uniform && location !== fallback && !(location === 'no' && own === 'no')) {
    throw refuse(`disk '${wish.name}' must use snapshot mode '${fallback}'`);
  }
  const path = wish.parts.find(({ name }) => name === 'source')?.attribute('file');
  if (path !== undefined && location !== 'external') throw refuse(`file '${path}' for disk '${wish.name}' requires use of external snapshot mode`);
  return named({ ...wish, location }, fallback).location ?? location;
}

/** An external snapshot needs a file to go to; this host has no files to name one after. */
function named(disk: SnapshotDisk, fallback: 'internal' | 'external'): SnapshotDisk {
  if (disk.location !== 'external' || disk.parts.some(({ name }) => name === 'source')) return disk;
  if (fallback === 'internal') return disk;
  throw refuse(`source for disk '${disk.name}' is not a regular file; refusing to generate external snapshot name`);
}
