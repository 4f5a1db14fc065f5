import { DOMAIN, WRAP } from './common-options.ts';
import type { CommandTable } from './command-table.ts';

/** Data table: options of the commands about backups, word for word as virsh takes and explains them. */
export const BACKUP_TABLE = {
  'backup-begin': {
    help: 'Start a disk backup of a live domain',
    description: 'Use XML to start a full or incremental disk backup of a live domain, optionally creating a checkpoint',
    options: [
      DOMAIN,
      { name: 'backupxml', type: 'string', help: 'domain backup XML' },
      { name: 'checkpointxml', type: 'string', help: 'domain checkpoint XML' },
      { name: 'reuse-external', type: 'bool', help: 'reuse files provided by caller' },
    ],
  },
  'backup-dumpxml': {
    help: 'Dump XML for an ongoing domain block backup job',
    description: 'Backup Dump XML',
    options: [
      DOMAIN,
      { name: 'xpath', type: 'string', mustBeNamed: true, help: 'xpath expression to filter the XML document' },
      WRAP,
    ],
  },
} as const satisfies CommandTable;
