import type { HandlersOf } from '../../contract/contract.ts';
import { keptSpans, readPast } from './past.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import type { StatsService } from './stats-service.ts';

/** Main's side of `stats`. */
export function statsHandlers(stats: StatsService, inventory: Pick<InventoryService, 'live'>): HandlersOf<'stats'> {
  return {
    watch: ({ groups, whole, intervalMs }, emit, { clientId }) => stats.watch({ groups, whole: whole ?? groups, intervalMs, clientId }, emit),
    watchMachine: (key, emit) => stats.watchMachine(key, emit),
    spans: (key) => keptSpans(inventory.live(key)),
    past: ({ machine, lastMs }) => readPast(inventory.live(machine), lastMs, Date.now()),
  };
}
