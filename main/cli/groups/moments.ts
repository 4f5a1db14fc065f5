import type { CommandGroup } from '../shell/command.ts';
import { BACKUP_TABLE } from '../tables/backup-table.ts';
import { CHECKPOINT_TABLE as C } from '../tables/checkpoint-table.ts';
import { lazyCommands } from '../tables/command-table.ts';
import { SNAPSHOT_TABLE as S } from '../tables/snapshot-table.ts';

/** Commands about checkpoints. */
export const checkpoints: CommandGroup = {
  name: 'Checkpoint',
  keyword: 'checkpoint',
  commands: lazyCommands(
    C,
    ['checkpoint-create', 'checkpoint-create-as', 'checkpoint-delete', 'checkpoint-dumpxml', 'checkpoint-edit', 'checkpoint-info', 'checkpoint-list', 'checkpoint-parent'],
    () => import('./moments/checkpoints.ts'),
  ),
};

/** Commands about snapshots. */
export const snapshots: CommandGroup = {
  name: 'Snapshot',
  keyword: 'snapshot',
  commands: [
    ...lazyCommands(S, ['snapshot-create', 'snapshot-create-as'], () => import('./moments/snapshot-create.ts')),
    ...lazyCommands(
      S,
      ['snapshot-current', 'snapshot-delete', 'snapshot-dumpxml', 'snapshot-edit', 'snapshot-info', 'snapshot-parent', 'snapshot-revert'],
      () => import('./moments/snapshots.ts'),
    ),
    ...lazyCommands(S, ['snapshot-list'], () => import('./moments/snapshot-list.ts')),
  ],
};

/** Commands about backups. */
export const backups: CommandGroup = {
  name: 'Backup',
  keyword: 'backup',
  commands: lazyCommands(BACKUP_TABLE, ['backup-begin', 'backup-dumpxml'], () => import('./moments/backup.ts')),
};
