import { withDomains } from '../domain-moment/domain-inside.ts';
import { HelpIndex } from '../lens/help-index.ts';
import { snapshot } from './domain-snapshot-def.ts';

/** What may stand in a snapshot's document. */
export const domainSnapshotHelp = new HelpIndex('domainsnapshot', withDomains(snapshot.describe(), ['domain', 'inactiveDomain']), {
  '': 'A snapshot of a machine',
  name: 'Name, unique in the machine; the time when left out',
  description: 'Any text about the snapshot',
  state: 'State of the machine then; reported',
  parent: 'Snapshot this one comes after; reported',
  'parent/name': 'Its name',
  creationTime: 'When it was made, in seconds since 1970; reported',
  memory: 'What happens to the memory',
  'memory@snapshot': 'Kept in the image, in a file of its own, or not at all',
  'memory@file': 'The file for the memory',
  disks: 'What happens to the disks',
  'disks/disk': 'What happens to one disk',
  'disks/disk@name': 'Target or source of the disk',
  'disks/disk@snapshot': 'Kept in the image, in a new file, or not at all',
  'disks/disk/driver': 'Format of the new file',
  'disks/disk/source': 'The new file or device',
  cookie: 'What the hypervisor’s driver needs to go back',
  active: 'Whether it is the current one; stored only',
  domain: 'The machine as it was; reported',
  inactiveDomain: 'The machine as it would have started the next time; reported',
});
