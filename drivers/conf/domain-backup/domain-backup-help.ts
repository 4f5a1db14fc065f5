import { HelpIndex } from '../lens/help-index.ts';
import { backup } from './domain-backup-def.ts';

/** What may stand in a backup job's document. */
export const domainBackupHelp = new HelpIndex('domainbackup', backup.describe(), {
  '': 'A backup job',
  '@mode': 'push: the hypervisor writes the backup; pull: a program fetches it',
  incremental: 'Checkpoint since which changes are kept; everything when left out',
  server: 'Where a program fetches the backup',
  'server@tls': 'Encrypted',
  disks: 'Which disks take part; all when left out',
  'disks/disk': 'One disk',
  'disks/disk@name': 'Target of the disk',
  'disks/disk@backup': 'Whether it takes part',
  'disks/disk@type': 'What its target or scratch space is',
  'disks/disk@exportname': 'Name under which it is fetched',
  'disks/disk@exportbitmap': 'Name under which its changes are told',
  'disks/disk/driver': 'Format of the target or scratch space',
  'disks/disk/target': 'Where the backup is written',
  'disks/disk/scratch': 'Where old data is kept until it was fetched',
  privateData: 'What the hypervisor’s driver stores with a running job',
});
