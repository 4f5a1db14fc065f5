import type { HandlersOf } from '../../contract/contract.ts';
import type { ClonesService } from './clones-service.ts';

/** Main's side of `clones`. */
export function clonesHandlers(clones: ClonesService): HandlersOf<'clones'> {
  return {
    plan: (key) => clones.plan(key),
    make: (order) => clones.make(order),
  };
}
