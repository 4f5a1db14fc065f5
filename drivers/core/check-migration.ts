import type { Connection } from '../api/connection.ts';
import type { MoveObstacle } from '../api/extras.ts';
import type { DomainRef } from '../api/refs.ts';
import { requireExtra } from './require-extra.ts';
import type { Migration } from './migrate-domain.ts';

/**
 * Why a machine cannot move to another host, all reasons at once; none: it can, as far as that is known before. Nothing is changed.
 *
 * @throws no-support when one of the two drivers cannot tell; operation-invalid when the machine does not run.
 */
export async function checkMigration(source: Connection, dom: DomainRef, dest: Connection, { params = [], flags = 0 }: Migration = {}): Promise<readonly MoveObstacle[]> {
  const check = requireExtra(dest, 'moves', 'check');
  const facts = await requireExtra(source, 'moves', 'offer')(dom, params, flags);
  return check(facts, params, flags);
}
