import { withDomains } from '../domain-moment/domain-inside.ts';
import { HelpIndex } from '../lens/help-index.ts';
import { checkpoint } from './domain-checkpoint-def.ts';

/** What may stand in a checkpoint's document. */
export const domainCheckpointHelp = new HelpIndex('domaincheckpoint', withDomains(checkpoint.describe(), ['domain']), {
  '': 'A checkpoint: from then on, disks remember what changed',
  name: 'Name, unique in the machine; the time when left out',
  description: 'Any text about the checkpoint',
  parent: 'Checkpoint this one comes after; reported',
  'parent/name': 'Its name',
  creationTime: 'When it was made, in seconds since 1970; reported',
  disks: 'Which disks take part',
  'disks/disk': 'One disk',
  'disks/disk@name': 'Target of the disk',
  'disks/disk@checkpoint': 'Whether it takes part',
  'disks/disk@bitmap': 'Name of the bitmap in the image',
  'disks/disk@size': 'How much has changed since; reported',
  domain: 'The machine as it was; reported',
});
